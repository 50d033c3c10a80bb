// Lines over the last hour, drawn by hand: points of ten seconds, gaps left as gaps.

import { h, place, s, say } from './dom.js';
import { clock, count, dollars, now, took } from './format.js';

const HOUR = 3_600_000;
const GAP = 25_000;
const MARGIN = { top: 8, right: 8, bottom: 20, left: 52 };

const charts = [
  { title: 'Calls', format: count, whole: true, series: [{ key: 'live', label: 'live', tone: 1, area: true }] },
  { title: 'Calls in ten seconds', format: count, whole: true, series: [
    { key: 'admitted', label: 'let in', tone: 1 }, { key: 'refused', label: 'turned away', tone: 3 }, { key: 'failed', label: 'failed', tone: 4 }] },
  { title: 'Answer, at the caller’s ear', format: took, series: [
    { key: 'turn_p50_ms', label: 'p50', tone: 1 }, { key: 'turn_p99_ms', label: 'p99', tone: 2 }] },
  { title: 'First audio', format: took, series: [{ key: 'first_audio_p99_ms', label: 'p99', tone: 2 }] },
  { title: 'Event loops', format: took, series: [{ key: 'loop_lag_ms', label: 'late by', tone: 2, area: true }] },
  { title: 'Outbox', format: count, whole: true, series: [{ key: 'outbox_rows', label: 'rows', tone: 3, area: true }] },
  { title: 'Spent today', format: dollars, series: [{ key: 'cost_today_usd', label: 'all tenants', tone: 1, area: true }] },
];

/** The next round number above: 1, 2 or 5 times a power of ten. */
function ceiling(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value * 0.999) ?? 10 * power;
}

class Chart {
  #points = [];
  #at = null;

  constructor(options) {
    this.options = options;
    this.svg = s('svg', { role: 'img', 'aria-label': `${options.title}, the last hour` });
    this.values = options.series.map(() => h('b'));
    this.when = h('span', { class: 'when' });
    this.element = h('figure', { class: 'chart' }, h('figcaption', {}, h('h3', {}, options.title), this.when,
      h('span', { class: 'legend' }, options.series.map(({ label, tone }, i) => h('span', { class: `key tone-${tone}` }, `${label} `, this.values[i])))),
    this.svg);
    this.svg.addEventListener('pointermove', (event) => {
      this.#at = event.clientX - this.svg.getBoundingClientRect().left;
      this.draw();
    });
    this.svg.addEventListener('pointerleave', () => { this.#at = null; this.draw(); });
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  show(points) {
    this.#points = points;
    this.draw();
  }

  draw() {
    const width = this.svg.clientWidth;
    const height = this.svg.clientHeight;
    if (width < 100 || height < 40) return;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const end = Math.max(now(), this.#points.at(-1)?.at ?? 0);
    const x = (at) => MARGIN.left + (width - MARGIN.left - MARGIN.right) * (1 - (end - at) / HOUR);
    const values = this.#points.flatMap((point) => this.options.series.map(({ key }) => point[key] ?? 0));
    const top = Math.max(ceiling(Math.max(0, ...values)), this.options.whole ? 4 : 0);
    const y = (value) => height - MARGIN.bottom - (height - MARGIN.top - MARGIN.bottom) * (value / top);
    place(this.svg, [
      ...this.#grid(width, height, top, x, y, end),
      ...this.options.series.flatMap((series) => this.#line(series, x, y)),
      ...this.#cursor(x, height),
    ]);
  }

  #grid(width, height, top, x, y, end) {
    const lines = [0, 0.5, 1].flatMap((part) => [
      s('line', { class: 'rule', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(top * part), y2: y(top * part) }),
      s('text', { class: 'tick right', x: MARGIN.left - 6, y: y(top * part) + 4 }, this.options.format(top * part)),
    ]);
    const step = width < 420 ? 30 * 60_000 : 15 * 60_000;
    for (let at = Math.ceil((end - HOUR) / step) * step; at <= end; at += step) {
      if (x(at) < MARGIN.left + 14 || x(at) > width - 18) continue;
      lines.push(s('text', { class: 'tick middle', x: x(at), y: height - 5 }, clock(at, false)));
      lines.push(s('line', { class: 'rule faint', x1: x(at), x2: x(at), y1: MARGIN.top, y2: height - MARGIN.bottom }));
    }
    return lines;
  }

  #line({ key, tone, area }, x, y) {
    const runs = [];
    this.#points.forEach((point, i) => {
      const before = this.#points[i - 1];
      if (!before || point.at - before.at > GAP) runs.push([]);
      runs.at(-1).push(point);
    });
    return runs.flatMap((run) => {
      const path = run.map((point, i) => `${i ? 'L' : 'M'}${x(point.at).toFixed(1)} ${y(point[key] ?? 0).toFixed(1)}`).join('');
      const line = s('path', { class: `curve tone-${tone}`, d: path + (run.length === 1 ? 'h1' : '') });
      if (!area) return [line];
      const floor = y(0).toFixed(1);
      return [s('path', { class: `under tone-${tone}`, d: `${path}L${x(run.at(-1).at).toFixed(1)} ${floor}L${x(run[0].at).toFixed(1)} ${floor}Z` }), line];
    });
  }

  /** The values under the pointer, else the newest. */
  #cursor(x, height) {
    const near = this.#at === null ? this.#points.at(-1)
      : this.#points.reduce((best, point) => (best && Math.abs(x(best.at) - this.#at) < Math.abs(x(point.at) - this.#at) ? best : point), null);
    this.options.series.forEach(({ key }, i) => say(this.values[i], near ? this.options.format(near[key] ?? 0) : '–'));
    say(this.when, near && this.#at !== null ? clock(near.at) : '');
    if (!near || this.#at === null) return [];
    return [s('line', { class: 'cursor', x1: x(near.at), x2: x(near.at), y1: MARGIN.top, y2: height - MARGIN.bottom })];
  }
}

/** The charts. */
export class Charts {
  #points = [];

  constructor() {
    this.charts = charts.map((options) => new Chart(options));
    this.element = h('section', { class: 'charts', 'aria-label': 'The last hour' }, this.charts.map((chart) => chart.element));
  }

  /** All of the last hour. */
  start(points) {
    this.#points = points;
    this.#show();
  }

  /** One more point. */
  add(point) {
    if (this.#points.at(-1)?.at >= point.at) return;
    this.#points.push(point);
    this.#show();
  }

  #show() {
    const from = now() - HOUR;
    this.#points = this.#points.filter((point) => point.at >= from);
    if (this.element.hidden) return;
    for (const chart of this.charts) chart.show(this.#points);
  }

  /** They have come into sight. */
  shown() { this.#show(); }
}
