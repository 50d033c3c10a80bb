// What tools do, as cards.

import { h, telephone } from './client-dom.js';

const running = {
  search_properties: 'Looking for homes …', book_showing: 'Booking the showing …', request_callback: 'Noting the call back …',
  transfer_to_human: 'Looking who is there …',
};

/** The card of a tool's message; null for a tool that shows none. */
export function card({ name, state, result }) {
  if (!running[name]) return null;
  if (state === 'running') return frame(state, h('h2', {}, running[name]));
  if (state === 'failed' || !result?.data) return frame('failed', h('h2', {}, failed(result)));
  return frame(state, done[name](result.data));
}

const frame = (state, ...children) => h('li', { class: 'card', 'data-state': state }, children);

const failed = (result) =>
  ({ outside_hours: 'Nobody is there at this hour.', not_set_up: 'Nobody can be reached this way.' })[result?.error?.code] ??
  'That did not work; the agent tells you more.';

const done = {
  search_properties: (data) => [h('h2', {}, data.summary ?? 'Homes'), h('ul', {}, (data.properties ?? []).map(home))],
  book_showing: (data) => [
    h('h2', {}, headline(data.say)),
    h('p', { class: 'code', 'aria-label': `Confirmation code ${[...(data.confirmationCode ?? '')].join(' ')}` }, data.confirmationCode),
    calendar(data),
  ],
  request_callback: (data) => [
    h('h2', {}, data.toBeCancelled ? 'A person will cancel the showing' : 'You will be called back'),
    h('p', {}, [data.phone && `At ${telephone(data.phone)}`, data.due].filter(Boolean).join(', ')),
    data.toBeCancelled && h('p', {}, data.toBeCancelled),
  ],
  transfer_to_human: (data) => [
    h('h2', {}, 'Talk to a person'),
    h('a', { class: 'button', href: `tel:${data.telephone}` }, `Call ${telephone(data.telephone)}`),
  ],
};

/** "12 Oak St, Austin: 3 bedrooms, 2 baths, $489,000; pool": the address, the price beside it, the rooms, then what it has. */
function home({ say, differs }) {
  const [address, rest = ''] = String(say).split(/: (.*)/s);
  const [, rooms, price, features] = /^(.*?)(?:, (\$[^;]*))?(?:; (.*))?$/s.exec(rest);
  return h('li', {},
    h('div', { class: 'home' }, h('strong', {}, address), price && h('span', { class: 'price' }, price)),
    rooms && h('div', {}, rooms),
    features && h('div', { class: 'faint' }, features),
    differs && h('div', { class: 'faint' }, `Otherwise than wished: ${differs.join(', ')}`));
}

/** What was booked, without the code, which stands by itself. */
const headline = (say) => String(say ?? 'Booked').split(' Confirmation code')[0];

/** A link that keeps the showing in a calendar (RFC 5545). */
function calendar({ datetimeISO, say, confirmationCode }) {
  const starts = new Date(datetimeISO);
  if (Number.isNaN(starts.getTime())) return null;
  const stamp = (date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const text = (value) => String(value).replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//CORA//EN', 'BEGIN:VEVENT', `UID:${confirmationCode}@cora`, `DTSTAMP:${stamp(new Date())}`,
    `DTSTART:${stamp(starts)}`, `DTEND:${stamp(new Date(starts.getTime() + 30 * 60000))}`, `SUMMARY:${text(headline(say))}`,
    `DESCRIPTION:Confirmation code ${text(confirmationCode)}`, 'END:VEVENT', 'END:VCALENDAR', '',
  ];
  const file = new Blob([lines.join('\r\n')], { type: 'text/calendar' });
  return h('a', { class: 'button', download: 'showing.ics', href: URL.createObjectURL(file) }, 'Keep in calendar');
}
