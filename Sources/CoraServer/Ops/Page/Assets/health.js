// The fleet at a glance: what is wrong, in words, and a tile for each thing that can be.

import { h, mark, place, say } from './dom.js';
import { bytes, clock, count, dollars, now, roughly, short, took, utc, words } from './format.js';

/** What is wrong, the worst first. */
export class Problems {
  #rows = new Map();

  /** @param help called with the id of a section of the runbook */
  constructor(help) {
    this.help = help;
    this.none = h('p', { class: 'well' }, 'Nothing is wrong.');
    this.list = h('ul', { class: 'problems' });
    this.element = h('section', { 'aria-label': 'Problems', 'aria-live': 'polite' }, this.none, this.list);
  }

  show(problems) {
    this.none.hidden = problems.length > 0;
    const rows = new Map();
    for (const problem of problems) {
      const key = `${problem.id} ${problem.tenant ?? ''}`;
      const row = this.#rows.get(key) ?? this.#row(problem);
      row.update(problem);
      rows.set(key, row);
    }
    this.#rows = rows;
    place(this.list, [...rows.values()].map((row) => row.element));
  }

  #row(problem) {
    const what = h('span', { class: 'words' });
    const since = h('span', { class: 'since' });
    const tag = h('span', { class: 'severity' });
    const element = h('li', {}, tag, what, since, h('button', {
      type: 'button', class: 'quiet', on: { click: () => this.help(problem.runbook) },
    }, 'What to do'));
    return {
      element,
      update: (problem) => {
        mark(element, 'data-severity', problem.severity);
        say(tag, problem.severity === 'critical' ? 'Critical' : 'Warning');
        say(what, problem.words);
        say(since, `for ${roughly(now() - problem.since)}, since ${clock(problem.since)}`);
        mark(since, 'title', utc(problem.since));
      },
    };
  }
}

class Tile {
  constructor(title, hint) {
    this.big = h('span', { class: 'big' });
    this.unit = h('span', { class: 'unit' });
    this.bar = h('i', { class: 'fill' });
    this.track = h('span', { class: 'track', hidden: true }, this.bar);
    this.line = h('span', { class: 'line' });
    this.element = h('div', { class: 'tile', title: hint }, h('h2', {}, title), h('div', { class: 'value' }, this.big, this.unit),
      this.track, this.line);
  }

  show({ big, unit = '', line = '', tone = null, part = null, wrong = 'big' }) {
    say(this.big, big);
    say(this.unit, unit);
    say(this.line, line);
    mark(this.element, 'data-tone', tone);
    mark(this.element, 'data-wrong', wrong);
    this.track.hidden = part === null;
    if (part !== null) this.bar.style.width = `${Math.min(100, part * 100).toFixed(1)}%`;
  }
}

const most = (counts) => {
  const [name] = Object.entries(counts).sort((a, b) => b[1] - a[1])[0] ?? [];
  return name ? words(name) : '';
};

const quantiles = ({ last_minute: minute, since_start: all }) => (minute.count > 0
  ? { big: took(minute.p50_ms), unit: `p99 ${took(minute.p99_ms)}`, line: `${count(minute.count)} in the last minute` }
  : { big: '–', unit: '', line: all.count > 0 ? `p50 ${took(all.p50_ms)} since start` : 'none yet' });

const pace = (figures, slow, bad) => {
  const minute = figures.last_minute;
  const tone = minute.count === 0 ? null : minute.p99_ms > bad ? 'bad' : minute.p99_ms > slow ? 'warn' : null;
  return { ...quantiles(figures), tone, wrong: 'unit' };
};

const tiles = [
  ['Calls', 'Calls that live now, of those that may', ({ calls }) => ({
    big: count(calls.live), unit: `of ${count(calls.limit)}`, part: calls.limit ? calls.live / calls.limit : 0,
    line: [calls.pending ? `${calls.pending} on their way` : '', calls.by_channel?.web ? `${count(calls.by_channel.web)} by web` : '', ...Object.entries(calls.by_state)
      .filter(([state]) => state !== 'live').map(([state, n]) => `${n} ${state}`)].filter(Boolean).join(', ') || 'all connected',
    tone: calls.limit && calls.live + calls.pending >= calls.limit ? 'bad' : calls.live > calls.limit * 0.9 ? 'warn' : null,
  })],
  ['Let in', 'Calls let in and turned away in the last minute', ({ admission }) => ({
    big: count(admission.admitted_last_minute), unit: 'a minute',
    line: admission.refused_last_minute
      ? `${count(admission.refused_last_minute)} turned away (mostly ${most(admission.refused_by_reason)})`
      : 'nobody turned away',
    tone: admission.refused_last_minute ? 'warn' : null,
  })],
  ['Failed', "Calls that ended by the model's or our own fault in the last minute", ({ calls }) => ({
    big: count(calls.failed_last_minute), unit: `of ${count(calls.ended_last_minute)} ended`,
    line: 'in the last minute',
    tone: calls.failed_last_minute > 0.05 * calls.ended_last_minute ? 'bad' : calls.failed_last_minute ? 'warn' : null,
  })],
  ['First audio', "From the stream's start to the first audio; the last minute", ({ latency }) => pace(latency.first_audio, 1000, 2500)],
  ['Answer', "From the caller's last word to the answer at their ear; the last minute", ({ latency }) => pace(latency.turn, 2500, 5000)],
  ['Barge-in', 'From the first word over the agent to a silent line; the last minute', ({ latency }) => pace(latency.barge_in, 1000, 2000)],
  ['Model', "The model's sockets", ({ model }) => ({
    big: count(model.open), unit: model.dialling ? `open, ${count(model.dialling)} dialling` : 'open',
    line: model.failed_last_minute
      ? `${count(model.failed_last_minute)} failed in the last minute`
      : model.token_limit ? `${short(model.tokens_remaining ?? 0)} of ${short(model.token_limit)} tokens left`
        : `${count(model.failed)} failed since start`,
    tone: model.failed_last_minute > model.opened_last_minute ? 'bad' : model.failed_last_minute ? 'warn' : null,
  })],
  ['Loops', 'How late the event loops run: the latest of the last minute', ({ loops }) => {
    const worst = Math.max(0, ...loops.map((loop) => loop.max_lag_ms));
    return {
      big: took(worst), unit: 'late', line: `${loops.length} loops; now ${took(Math.max(0, ...loops.map((loop) => loop.lag_ms)))}`,
      tone: worst > 200 ? 'bad' : worst > 40 ? 'warn' : null,
    };
  }],
  ['Outbox', 'Rows that wait on disk for the database', ({ outbox, writer }) => (outbox ? {
    big: count(outbox.rows), unit: outbox.rows === 1 ? 'row' : 'rows',
    part: outbox.limit_bytes ? outbox.bytes / outbox.limit_bytes : null,
    line: outbox.alarm ?? (outbox.refused ? `${count(outbox.refused)} rows LOST` : outbox.rows
      ? `oldest ${roughly(outbox.oldest_ms)}; ${bytes(outbox.bytes)}`
      : `${Math.round(writer?.rows_per_second ?? 0)} rows a second go by`),
    tone: outbox.alarm || outbox.refused ? 'bad' : outbox.oldest_ms > 30_000 || outbox.shelved ? 'warn' : null,
  } : { big: '–', line: 'no database' })],
  ['Database', 'Whether it answers', ({ database }) => (database ? {
    big: database.is_up ? 'up' : 'DOWN', unit: database.is_up ? took(database.answer_ms) : '',
    line: database.is_up ? `for ${roughly(now() - database.since)}` : database.error ?? `for ${roughly(now() - database.since)}`,
    tone: database.is_up ? null : 'bad',
  } : { big: 'none', line: 'calls are only logged' })],
  ['Spent today', 'All tenants, the UTC day', ({ tenants }) => {
    const over = tenants.filter((t) => t.soft_limit_usd !== null && t.soft_limit_usd !== undefined && t.cost_today_usd >= t.soft_limit_usd);
    return {
      big: dollars(tenants.reduce((sum, t) => sum + t.cost_today_usd, 0)),
      line: over.length ? `${over.length} over the soft limit` : `${short(tenants.reduce((sum, t) => sum + t.tokens_today, 0))} tokens`,
      tone: over.length ? 'warn' : null,
    };
  }],
  ['Process', 'Memory and processor', ({ instance }) => ({
    big: bytes(instance.memory_bytes), line: `up ${roughly(instance.uptime_ms)}; ${instance.build || 'no build'}`,
  })],
];

/** The tiles. */
export class Tiles {
  constructor() {
    this.tiles = tiles.map(([title, hint, read]) => ({ tile: new Tile(title, hint), read }));
    this.element = h('section', { class: 'tiles', 'aria-label': 'Health' }, this.tiles.map(({ tile }) => tile.element));
  }

  show(stats) {
    for (const { tile, read } of this.tiles) tile.show(read(stats));
  }
}
