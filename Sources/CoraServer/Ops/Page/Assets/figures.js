// Tenants with their use and limits, and the figures that fit no tile.

import { h, mark, place, say } from './dom.js';
import { count, dollars, roughly, now, short, took, words } from './format.js';
import { Grid } from './grid.js';

const isSet = (value) => value !== null && value !== undefined;

/** A value of a limit, with a bar behind it. */
function bar(read, limitOf, format) {
  return (cell, row) => {
    if (!cell.firstChild) cell.append(h('i', { class: 'fill' }), h('span', {}));
    const [fillBar, text] = cell.children;
    const limit = limitOf(row);
    const part = isSet(limit) && limit > 0 ? Math.min(1, read(row) / limit) : 0;
    fillBar.style.width = `${(part * 100).toFixed(1)}%`;
    mark(fillBar, 'data-tone', part >= 1 ? 'bad' : part >= 0.8 ? 'warn' : null);
    say(text, isSet(limit) ? `${format(read(row))} of ${format(limit)}` : format(read(row)));
  };
}

const columns = [
  { id: 'id', title: 'Tenant', width: 'minmax(110px, 2fr)', card: 'a', text: (t) => t.id, full: (t) => t.id },
  { id: 'live', title: 'Calls now', width: 'minmax(90px, 1fr)', right: true, card: 'b', value: (t) => t.live, text: (t) => count(t.live),
    draw: bar((t) => t.live, (t) => t.live_limit, count), hint: 'Calls that live, of those that may' },
  { id: 'admitted', title: 'Let in today', width: '104px', right: true, from: 700, value: (t) => t.admitted_today, text: (t) => count(t.admitted_today) },
  { id: 'rate', title: 'A minute', width: '84px', right: true, from: 980, value: (t) => t.per_minute_limit, text: (t) => (isSet(t.per_minute_limit) ? `${t.per_minute_limit}` : '–'),
    hint: 'How many calls it may begin in a minute' },
  { id: 'refused', title: 'Turned away', width: 'minmax(96px, 1fr)', right: true, from: 640, value: (t) => t.refused_today,
    text: (t) => (t.refused_last_minute ? `${count(t.refused_today)} (${count(t.refused_last_minute)} now)` : count(t.refused_today)),
    tone: (t) => (t.refused_last_minute ? 'warn' : null), hint: 'Today, and in the last minute' },
  { id: 'tokens', title: 'Tokens today', width: '110px', right: true, from: 820, value: (t) => t.tokens_today, text: (t) => short(t.tokens_today) },
  { id: 'cost', title: 'Spent today', width: 'minmax(140px, 1.4fr)', right: true, card: 'd', value: (t) => t.cost_today_usd, text: (t) => dollars(t.cost_today_usd),
    draw: bar((t) => t.cost_today_usd, (t) => t.hard_limit_usd, dollars), tone: (t) => spending(t), hint: 'Of the hard limit, where there is one' },
  { id: 'soft', title: 'Limits', width: 'minmax(140px, 1.4fr)', from: 900, card: 'c', value: (t) => t.soft_limit_usd, text: (t) => limits(t), tone: (t) => spending(t) },
];

function spending(tenant) {
  if (isSet(tenant.hard_limit_usd) && tenant.cost_today_usd >= tenant.hard_limit_usd) return 'bad';
  return isSet(tenant.soft_limit_usd) && tenant.cost_today_usd >= tenant.soft_limit_usd ? 'warn' : null;
}

function limits(tenant) {
  if (!isSet(tenant.soft_limit_usd) && !isSet(tenant.hard_limit_usd)) return 'no limit of money';
  const state = { bad: 'over the hard limit', warn: 'over the soft limit' }[spending(tenant)];
  return state ?? [isSet(tenant.soft_limit_usd) ? `soft ${dollars(tenant.soft_limit_usd)}` : '',
    isSet(tenant.hard_limit_usd) ? `hard ${dollars(tenant.hard_limit_usd)}` : ''].filter(Boolean).join(', ');
}

export class Tenants {
  /** @param open called with a tenant's id */
  constructor(open) {
    this.grid = new Grid({
      label: 'Tenants', columns, keyOf: (tenant) => tenant.id, open: (tenant) => open(tenant.id), sort: { id: 'cost', down: true },
      empty: 'No tenant.',
    });
    this.element = h('section', { 'aria-label': 'Tenants' }, h('p', { class: 'hint' }, 'Today is the UTC day. A tenant opens its calls.'), this.grid.element);
  }

  show(stats) { this.grid.show(stats.tenants); }
}

const head = (...titles) => h('thead', {}, h('tr', {}, titles.map((title, i) => h('th', { class: i ? 'right' : null, scope: 'col' }, title))));
const line = (cells) => h('tr', {}, cells.map((cell, i) => (i ? h('td', { class: 'right' }, cell) : h('th', { scope: 'row' }, cell))));
const block = (title, table, note) => h('section', { class: 'figure' }, h('h3', {}, title), note ? h('p', { class: 'hint' }, note) : null,
  h('div', { class: 'wide' }, table));

function counts(title, ...groups) {
  const rows = groups.flatMap((group) => Object.entries(group).sort((a, b) => b[1] - a[1]).map(([name, n]) => line([words(name), count(n)])));
  return block(title, h('table', {}, h('tbody', {}, rows.length ? rows : line(['none', '']))));
}

function latencies(stats) {
  const { latency, web: pages } = stats;
  const row = (name, { last_minute: minute, since_start: all }) => line([name, count(minute.count),
    ...(minute.count ? [minute.p50_ms, minute.p90_ms, minute.p99_ms, minute.max_ms].map(took) : ['–', '–', '–', '–']),
    count(all.count), ...(all.count ? [all.p50_ms, all.p99_ms, all.max_ms].map(took) : ['–', '–', '–'])]);
  const order = ['endpointing', 'model', 'tool', 'us', 'line'];
  const parts = Object.entries(latency.turn_parts).sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
  return block('Latency', h('table', {}, head('', 'last minute', 'p50', 'p90', 'p99', 'max', 'since start', 'p50', 'p99', 'max'),
    h('tbody', {}, row('First audio', latency.first_audio), row('Answer', latency.turn), parts.map(([name, figures]) => row(`· ${name}`, figures)),
      row('Barge-in', latency.barge_in), row('· our part', latency.barge_in_ours), row('Model ready', latency.model_ready),
      hasWeb(stats) ? [row('In a page: first audio', pages.first_audio), row('· answer', pages.turn), row('· barge-in', pages.barge_in),
        row('· jitter', pages.jitter), row('· round trip', pages.round_trip)] : [])));
}

/** Whether there are or were web sessions whose pages tell what they measure; an earlier build does not say. */
const hasWeb = ({ web, calls }) => Boolean(web && (calls.by_channel?.web || Object.values(web.by_media).some(Boolean)));

function web({ web: pages, calls }) {
  const all = pages.packets_lost + pages.packets_received;
  const rows = [['Live', count(calls.by_channel?.web)], ['… whose page told figures lately', count(pages.reporting)],
    ['… with bad audio', count(pages.bad_audio)], ...Object.entries(pages.by_media).map(([media, n]) => [`By ${media}, since start`, count(n)]),
    ['Gaps', `${count(pages.gaps)}, ${took(pages.gap_ms)} in all`],
    ['Packets lost', all ? `${count(pages.packets_lost)} (${(100 * pages.packets_lost / all).toFixed(2)} %)` : '–']];
  return block('Web sessions, as their pages measure', h('table', {}, h('tbody', {}, rows.map(line))));
}

function tools({ tools: byName }) {
  const rows = Object.entries(byName).sort().map(([name, tool]) => line([name, count(tool.runs), count(tool.failed),
    ...(tool.took.since_start.count ? [tool.took.since_start.p50_ms, tool.took.since_start.p99_ms, tool.took.since_start.max_ms].map(took) : ['–', '–', '–'])]));
  return block('Tools, since start', h('table', {}, head('', 'runs', 'failed', 'p50', 'p99', 'max'), h('tbody', {}, rows.length ? rows : line(['none ran', ''])))); 
}

function loops({ loops: all }) {
  return block('Event loops', h('table', {}, head('', 'late now', 'latest of the minute'),
    h('tbody', {}, all.map((loop, i) => line([`loop ${i + 1}`, took(loop.lag_ms), took(loop.max_lag_ms)])))));
}

function health({ model, outbox, writer, database, audio }) {
  const rows = [
    ['Model sockets set up', count(model.opened)], ['Model sockets failed', count(model.failed)],
    model.last_error ? ['Model, last error', `${model.last_error} (${roughly(now() - (model.last_error_at ?? now()))} ago)`] : null,
    outbox ? ['Outbox, set aside', count(outbox.shelved)] : null, outbox ? ['Outbox, lost', count(outbox.refused)] : null,
    writer ? ['Rows written', `${count(writer.written)}, ${writer.rows_per_second.toFixed(1)} a second`] : null,
    writer?.last_error ? ['Writer, last error', writer.last_error] : null,
    database?.error ? ['Database', database.error] : null,
    ['Frames in', count(audio.frames_in)], ['Frames out', count(audio.frames_out)], ['Frames dropped', count(audio.frames_dropped)],
    ['Frames broken', count(audio.frames_broken)], ['Out of order', count(audio.frames_out_of_order)], ['Barge-ins', count(audio.barge_ins)],
  ].filter(Boolean);
  return block('Model, record, audio', h('table', {}, h('tbody', {}, rows.map(line))));
}

/** Everything else of /ops/stats. */
export class Figures {
  #last = 0;

  constructor() {
    this.element = h('section', { class: 'figures', 'aria-label': 'Figures' });
  }

  show(stats) {
    // Tables that are read, not watched: every two seconds is enough.
    if (this.element.hidden || stats.at - this.#last < 2000) return;
    this.#last = stats.at;
    const { calls, admission } = stats;
    place(this.element, [latencies(stats), counts('How calls ended, since start', calls.ended_by_reason),
      counts('Whose doing it was', calls.ended_by_result),
      counts('Why callers were turned away, since start', admission.refused_by_reason, { 'let in, and nobody came': admission.abandoned }),
      tools(stats), loops(stats), hasWeb(stats) ? web(stats) : null, health(stats)].filter(Boolean));
  }

  /** It has come into sight. */
  shown() { this.#last = 0; }
}
