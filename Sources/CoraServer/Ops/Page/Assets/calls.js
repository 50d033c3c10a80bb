// The calls: a list that sorts by any column and filters.

import { h, mark, place, say } from './dom.js';
import { clock, count, now, span, took } from './format.js';
import { Grid } from './grid.js';

const states = ['connecting', 'live', 'leaving', 'ended'];

const columns = [
  { id: 'state', title: 'State', width: '96px', card: 'a', text: (c) => c.state, value: (c) => states.indexOf(c.state),
    tone: (c) => `state-${c.state}` },
  { id: 'tenant', title: 'Tenant', width: 'minmax(90px, 1.1fr)', card: 'b', text: (c) => c.tenant, full: (c) => c.tenant },
  { id: 'caller', title: 'Caller', width: '122px', from: 720, card: 'e', text: (c) => c.caller },
  { id: 'channel', title: 'Channel', width: '82px', from: 1400, text: (c) => c.media ?? c.channel ?? '–', value: (c) => `${c.channel} ${c.media}`,
    hint: 'How the call came; of a web session, how its audio travels' },
  { id: 'why', title: 'What it is doing', width: 'minmax(200px, 3.4fr)', card: 'c', text: (c) => c.why, full: (c) => c.why },
  { id: 'length', title: 'Length', width: '62px', right: true, card: 'd', text: (c) => span(length(c)), value: (c) => -c.started_at },
  { id: 'turns', title: 'Turns', width: '52px', right: true, from: 900, text: (c) => c.turns, value: (c) => c.turns,
    hint: 'Answers that were heard' },
  { id: 'last', title: 'Last answer', width: '88px', right: true, from: 780, text: (c) => took(c.last_turn_ms),
    value: (c) => c.last_turn_ms, tone: (c) => slow(c.last_turn_ms), hint: "The last answer's latency at the caller's ear" },
  { id: 'slowest', title: 'Slowest', width: '72px', right: true, from: 860, text: (c) => took(c.slowest_turn_ms),
    value: (c) => c.slowest_turn_ms, tone: (c) => slow(c.slowest_turn_ms) },
  { id: 'barge', title: 'Barge-ins', width: '76px', right: true, from: 1180, text: (c) => c.barge_ins, value: (c) => c.barge_ins },
  { id: 'silent', title: 'No frame for', width: '92px', right: true, from: 980, text: (c) => took(c.since_frame_ms),
    value: (c) => c.since_frame_ms, tone: (c) => (c.since_frame_ms > 2000 ? 'bad' : null),
    hint: 'How long nothing has come from the caller' },
  { id: 'dropped', title: 'Dropped', width: '68px', right: true, from: 1300, text: (c) => count(c.frames_dropped),
    value: (c) => c.frames_dropped, tone: (c) => (c.frames_dropped ? 'warn' : null), hint: 'Frames dropped' },
  { id: 'model', title: 'Model', width: '64px', from: 1160, text: (c) => c.model_socket, tone: (c) => (c.model_socket === 'open' ? null : 'warn'),
    full: (c) => c.model },
  { id: 'sid', title: 'SID', width: '84px', from: 1480, mono: true, text: (c) => `…${c.call_sid.slice(-8)}`, value: (c) => c.call_sid,
    full: (c) => c.call_sid },
];

const slow = (ms) => (ms > 4000 ? 'bad' : ms > 2500 ? 'warn' : null);
const length = (call) => (call.state === 'ended' ? call.duration_ms : now() - call.started_at);

/** The rows of the event `calls`, whose keys are told once. */
export function unpack({ columns: names, rows }) {
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

export class Calls {
  /** Null until the server has told them. */
  #calls = null;
  #total = 0;

  /** @param open called with a call */
  constructor(open) {
    this.grid = new Grid({
      label: 'Calls', columns, keyOf: (call) => `${call.call_sid} ${call.attempt}`, open, sort: { id: 'slowest', down: true },
      empty: 'No call.',
    });
    const changed = { on: { input: () => this.#show() } };
    this.text = h('input', {
      type: 'search', placeholder: 'Filter: caller, tenant, SID, what it is doing…  ( / )', 'aria-label': 'Filter',
      autocomplete: 'off', spellcheck: 'false', ...changed,
    });
    this.state = h('select', { 'aria-label': 'State', ...changed },
      h('option', { value: '' }, 'any state'), states.slice(0, 3).map((state) => h('option', { value: state }, state)));
    this.tenant = h('select', { 'aria-label': 'Tenant', ...changed }, h('option', { value: '' }, 'any tenant'));
    this.found = h('span', { class: 'found', role: 'status' });
    // A narrow list has no heads to sort by.
    this.order = h('select', { class: 'order', 'aria-label': 'Sort by', on: { input: () => this.grid.sortBy(this.order.value) } },
      columns.map((column) => h('option', { value: column.id, selected: column.id === 'slowest' }, `by ${column.title.toLowerCase()}`)));
    this.element = h('section', { 'aria-label': 'Calls' },
      h('div', { class: 'tools' }, this.text, this.state, this.tenant, this.order, this.found), this.grid.element);
  }

  show(calls, total) {
    this.#calls = calls;
    this.#total = total;
    this.#offerTenants();
    this.#show();
  }

  /** Empties the filter; whether there was anything in it. */
  clear() {
    const had = this.text.value || this.state.value || this.tenant.value;
    this.text.value = '';
    this.state.value = '';
    this.tenant.value = '';
    this.#show();
    return Boolean(had);
  }

  /** One tenant's calls. */
  only(tenant) {
    this.clear();
    this.#offerTenants(tenant);
    this.tenant.value = tenant;
    this.#show();
  }

  #show() {
    if (!this.#calls) return;
    const terms = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [state, tenant] = [this.state.value, this.tenant.value];
    const rows = this.#calls.filter((call) => (!state || call.state === state) && (!tenant || call.tenant === tenant)
      && terms.every((term) => `${call.caller} ${call.tenant} ${call.call_sid} ${call.why} ${call.state} ${call.model} ${call.channel} ${call.media ?? ''}`
        .toLowerCase().includes(term)));
    const unseen = this.#total > this.#calls.length ? `, ${count(this.#total - this.#calls.length)} more not listed` : '';
    say(this.found, rows.length === this.#calls.length
      ? `${count(rows.length)} calls${unseen}` : `${count(rows.length)} of ${count(this.#calls.length)} calls${unseen}`);
    say(this.grid.blank, this.#calls.length ? 'No call is like that. Esc empties the filter.' : 'No calls now.');
    this.grid.show(rows);
  }

  #offerTenants(also) {
    const ids = new Set((this.#calls ?? []).map((call) => call.tenant));
    for (const id of [also, this.tenant.value]) if (id) ids.add(id);
    const wanted = [...ids].sort();
    if (wanted.join('\n') === this.offered) return;
    this.offered = wanted.join('\n');
    const chosen = this.tenant.value;
    place(this.tenant, [h('option', { value: '' }, 'any tenant'), ...wanted.map((id) => h('option', { value: id }, id))]);
    this.tenant.value = chosen;
  }
}

/** When a call began, for its panel. */
export const began = (call) => `${clock(call.started_at)}, ${span(length(call))} ago`;
