// One call: what it is doing, where its time went, and what can be done about it.

import { h, mark, place, say } from './dom.js';
import { began } from './calls.js';
import { bytes, count, span, took } from './format.js';
import { read } from './server.js';
import { overview, stages, waterfall } from './waterfall.js';

export class CallPanel {
  #sid = null;
  #timer = 0;
  #last = '';
  #run = 0;

  /** @param actions {hangUp(call), transfer(call)} @param closed called when it was closed */
  constructor(actions, closed) {
    this.closed = closed;
    this.title = h('h2', {});
    this.why = h('p', { class: 'why' });
    this.notice = h('p', { class: 'notice', role: 'status', hidden: true });
    this.facts = h('dl', { class: 'facts' });
    this.overview = h('div', { class: 'drawing' });
    this.turns = h('div', { class: 'drawing' });
    this.log = h('ol', { class: 'log' });
    this.hangUp = h('button', { type: 'button', class: 'danger', on: { click: () => actions.hangUp(this.call) } }, 'Hang up');
    this.transfer = h('button', { type: 'button', on: { click: () => actions.transfer(this.call) } }, 'Transfer…');
    this.body = h('div', { class: 'panel-body' }, this.notice, this.why, this.facts,
      h('h3', {}, 'The call'), this.overview,
      h('h3', {}, 'Answers, the newest first'),
      h('p', { class: 'legend' }, stages.map(([stage, hint]) => h('span', { class: `key stage-${stage}`, title: hint }, stage))),
      this.turns, h('h3', {}, 'Events and tools, the newest first'), this.log);
    this.element = h('aside', { class: 'panel', hidden: true, tabindex: '-1', 'aria-label': 'Call' },
      h('header', {}, this.title, this.transfer, this.hangUp,
        h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', on: { click: () => this.close() } }, 'Close')),
      this.body);
    new ResizeObserver(() => { this.#last = ''; if (this.shown) this.#show(this.shown); }).observe(this.element);
  }

  get isOpen() { return !this.element.hidden; }

  /** Shows a call, by what the list knows of it until more is there. */
  open(call) {
    const isNew = this.#sid !== call.call_sid;
    this.#sid = call.call_sid;
    this.element.hidden = false;
    this.notice.hidden = true;
    if (isNew) {
      this.#last = '';
      this.body.scrollTop = 0;
      this.#show({ call, turns: [], tools: [], events: [], queues: null });
    }
    this.element.focus({ preventScroll: true });
    this.#ask();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.#sid = null;
    this.shown = null;
    clearTimeout(this.#timer);
    this.closed();
  }

  async #ask() {
    clearTimeout(this.#timer);
    const [sid, run] = [this.#sid, ++this.#run];
    let isOver = false;
    try {
      const timeline = await read(`/calls/${encodeURIComponent(sid)}`);
      if (run !== this.#run || sid !== this.#sid) return;
      this.notice.hidden = true;
      this.#show(timeline);
      isOver = timeline.call.state === 'ended';
    } catch (error) {
      if (run !== this.#run || sid !== this.#sid) return;
      isOver = error.status === 404;
      say(this.notice, isOver ? 'This call is over. What was last known of it:' : `${error.message} What was last known:`);
      this.notice.hidden = false;
      if (isOver) for (const button of [this.hangUp, this.transfer]) button.disabled = true;
    }
    if (!isOver && this.isOpen) this.#timer = setTimeout(() => this.#ask(), 1000);
  }

  #show(timeline) {
    const text = JSON.stringify(timeline);
    this.shown = timeline;
    if (text === this.#last) return;
    this.#last = text;
    const { call, turns, tools, events, queues } = timeline;
    this.call = call;
    const isLive = call.state !== 'ended';
    for (const button of [this.hangUp, this.transfer]) button.disabled = !isLive;
    say(this.title, call.caller || call.call_sid);
    say(this.why, call.why);
    mark(this.why, 'data-tone', `state-${call.state}`);
    this.#facts(call, queues);
    const width = Math.max(300, this.body.clientWidth - 32);
    const until = Math.max(call.duration_ms, ...turns.map((turn) => turn.heard_ms ?? turn.model_heard_ms), ...events.map((event) => event.at_ms));
    place(this.overview, [overview({ turns, tools, events, until, width })]);
    place(this.turns, turns.length ? [waterfall({ turns, tools, until, width, isLive })] : [h('p', { class: 'blank' }, 'No answer yet.')]);
    this.#log(tools, events);
  }

  #facts(call, queues) {
    const facts = [
      ['State', call.state], ['Tenant', call.tenant], ['Began', began(call)],
      ['Last answer', `${took(call.last_turn_ms)}; slowest ${took(call.slowest_turn_ms)}`],
      ['Heard', `${count(call.turns)} answers, ${count(call.barge_ins)} barge-ins`],
      ['Channel', call.media ? `${call.channel}, audio by ${call.media}` : call.channel ?? '–'],
      ['Sockets', `caller ${call.caller_socket}, model ${call.model_socket}`],
      ['Model', call.model],
      ['Audio', `${count(call.frames_in)} frames in, ${count(call.frames_out)} out, ${count(call.frames_dropped)} dropped; the last ${took(call.since_frame_ms)} ago`],
    ];
    if (call.channel === 'web') facts.push(['Page', call.page?.words || 'has told no figures']);
    if (queues) {
      facts.push(['Queues', [`${bytes(queues.caller_bytes)} to the caller`, `${bytes(queues.model_bytes)} to the model`,
        `${took(queues.held_audio_ms)} held`, `${took(queues.unheard_ms)} unheard`, `${queues.marks} marks`].join(', ')]);
    }
    facts.push(['SID', call.attempt ? `${call.call_sid}, stream ${call.attempt + 1}` : call.call_sid], ['Record', `cora calls ${call.call_sid}`]);
    place(this.facts, facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }

  #log(tools, events) {
    const entries = [
      ...events.map((event) => ({ at: event.at_ms, what: event.what, detail: event.detail })),
      ...tools.map((tool) => ({
        at: tool.began_ms, what: tool.name, isTool: true, failed: tool.succeeded === false,
        detail: tool.succeeded === null || tool.succeeded === undefined ? 'runs' : `${tool.succeeded ? 'done' : 'FAILED'} in ${took(tool.took_ms)}`,
      })),
    ].sort((a, b) => b.at - a.at).slice(0, 200);
    place(this.log, entries.map((entry) => h('li', { 'data-tone': entry.failed ? 'bad' : entry.isTool ? 'tool' : null },
      h('span', { class: 'at' }, `${span(entry.at)}.${Math.floor((entry.at % 1000) / 100)}`), h('span', { class: 'what' }, entry.what),
      h('span', { class: 'detail' }, entry.detail ?? ''))));
  }
}
