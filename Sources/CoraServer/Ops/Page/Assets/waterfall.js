// A call's exchanges as bars: where the time between the caller's last word and the answer went.

import { s } from './dom.js';
import { span, took } from './format.js';

/** The stages, in their order. */
export const stages = [
  ['endpointing', 'noticing that the caller has stopped'],
  ['model', 'the model, to its first audio'],
  ['tool', 'a tool, while the model waits'],
  ['us', 'CORA, to the first frame on the line'],
  ['line', 'the line, to the ear'],
];

const LABEL = 76;
const ROW = 26;

/** What a turn's time was spent on: [{stage, from, to, open}], milliseconds since the stream's start. */
export function segments(turn, tools, until) {
  const list = [];
  const add = (stage, from, to, open = false) => { if (to > from) list.push({ stage, from, to, open }); };
  add('endpointing', turn.caller_stopped_ms, turn.model_heard_ms);
  const isOpen = (value) => value === null || value === undefined;
  const thought = isOpen(turn.first_delta_ms) ? until : turn.first_delta_ms;
  add('model', turn.model_heard_ms, thought, isOpen(turn.first_delta_ms));
  const within = tools.map((tool) => [tool.began_ms, tool.began_ms + (tool.took_ms ?? Math.max(0, until - tool.began_ms))])
    .map(([from, to]) => [Math.max(from, turn.model_heard_ms), Math.min(to, thought)]).filter(([from, to]) => to > from);
  if (within.length) for (const [from, to] of within) add('tool', from, to);
  else if (turn.tools_ms > 0) add('tool', Math.max(turn.model_heard_ms, thought - turn.tools_ms), thought);
  if (isOpen(turn.first_delta_ms)) return list;
  const sent = isOpen(turn.first_frame_ms) ? until : turn.first_frame_ms;
  add('us', turn.first_delta_ms, sent, isOpen(turn.first_frame_ms));
  if (isOpen(turn.first_frame_ms)) return list;
  const heard = isOpen(turn.heard_ms) ? until : turn.heard_ms;
  add('line', turn.first_frame_ms, heard, isOpen(turn.heard_ms));
  return list;
}

const end = (turn, until) => turn.heard_ms ?? (turn.first_frame_ms ?? turn.first_delta_ms ?? until);

/** The turns, the newest above; `until` is how long the call is. */
export function waterfall({ turns, tools, until, width, isLive }) {
  const shown = turns.slice(-40).reverse();
  // Only the newest can be under way; an older one without an end was cut off.
  const endOf = (turn) => (turn === turns.at(-1) && isLive ? Math.min(until, turn.caller_stopped_ms + 60_000) : end(turn, turn.model_heard_ms));
  const longest = Math.max(500, ...shown.map((turn) => Math.max(end(turn, endOf(turn)), turn.model_heard_ms) - turn.caller_stopped_ms));
  const step = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000].find((ms) => longest / ms <= 6) ?? 60_000;
  // On a telephone the bars need the room more than the cause does: their colours tell it.
  const rest = width < 480 ? 64 : 140;
  const room = width - LABEL - rest;
  const x = (ms) => LABEL + (room * ms) / longest;
  const height = shown.length * ROW + 22;
  const nodes = [];
  for (let ms = 0; ms <= longest; ms += step) {
    nodes.push(s('line', { class: 'rule', x1: x(ms), x2: x(ms), y1: 0, y2: height - 18 }),
      s('text', { class: 'tick middle', x: x(ms), y: height - 4 }, ms === 0 ? 'last word' : took(ms)));
  }
  shown.forEach((turn, i) => {
    const y = i * ROW;
    nodes.push(s('text', { class: 'turn', x: 0, y: y + 17 }, `#${turn.number}`),
      s('text', { class: 'tick', x: 30, y: y + 17 }, span(turn.caller_stopped_ms)));
    for (const { stage, from, to, open } of segments(turn, tools, endOf(turn))) {
      const left = x(from - turn.caller_stopped_ms);
      nodes.push(s('rect', {
        class: `stage stage-${stage}${open ? ' open' : ''}`, x: left, y: y + 5, height: 16,
        width: Math.max(1.5, x(to - turn.caller_stopped_ms) - left), rx: 2,
      }, s('title', {}, `${stage}: ${took(to - from)}${open ? ' so far' : ''}`)));
    }
    nodes.push(s('text', { class: `value${turn.latency_ms > 4000 ? ' bad' : turn.latency_ms > 2500 ? ' warn' : ''}`, x: width - rest + 8, y: y + 17 },
      turn.latency_ms === null || turn.latency_ms === undefined
        ? (turn === turns.at(-1) && isLive ? 'under way' : 'not heard') : `${took(turn.latency_ms)}${turn.cause && rest > 64 ? `  ${turn.cause}` : ''}`));
  });
  return s('svg', { class: 'waterfall', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': 'Where the time of each answer went' }, nodes);
}

/** The whole call on one line: answers above, tools below, events as ticks. */
export function overview({ turns, tools, events, until, width }) {
  const x = (ms) => (width * Math.max(0, Math.min(ms, until))) / Math.max(until, 1);
  const nodes = [s('line', { class: 'rule', x1: 0, x2: width, y1: 22, y2: 22 })];
  for (const turn of turns) {
    const from = x(turn.caller_stopped_ms);
    nodes.push(s('rect', {
      class: `stage stage-${turn.cause ?? 'model'}`, x: from, y: 6, height: 14, rx: 1.5,
      width: Math.max(2, x(end(turn, turn.model_heard_ms)) - from),
    }, s('title', {}, `#${turn.number} at ${span(turn.caller_stopped_ms)}`)));
  }
  for (const tool of tools) {
    const from = x(tool.began_ms);
    nodes.push(s('rect', {
      class: `stage stage-tool${tool.succeeded === false ? ' failed' : ''}`, x: from, y: 24, height: 9, rx: 1.5,
      width: Math.max(2, x(tool.began_ms + (tool.took_ms ?? until)) - from),
    }, s('title', {}, `${tool.name} at ${span(tool.began_ms)}`)));
  }
  for (const event of events) {
    nodes.push(s('line', { class: 'event', x1: x(event.at_ms), x2: x(event.at_ms), y1: 35, y2: 43 },
      s('title', {}, `${event.what} at ${span(event.at_ms)}`)));
  }
  nodes.push(s('text', { class: 'tick', x: 0, y: 58 }, '0:00'), s('text', { class: 'tick right', x: width, y: 58 }, span(until)));
  return s('svg', { class: 'overview', viewBox: `0 0 ${width} 62`, width, height: 62, role: 'img', 'aria-label': 'The whole call' }, nodes);
}
