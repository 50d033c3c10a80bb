// What was said and done, as it comes.

import { h, say } from './client-dom.js';
import { card } from './client-cards.js';

const notices = {
  agent_away: 'One moment: the connection to the agent is being made anew.',
  agent_back: 'The agent is back.',
  no_webrtc: 'This browser cannot make direct calls, so your call goes another way. It works as well, a moment slower.',
  webrtc_not_offered: 'A direct connection cannot be had right now, so your call goes another way. It works as well, a moment slower.',
  webrtc_failed: 'Your network does not let a direct connection through, so your call goes another way. It works as well, a moment slower.',
  sound_lost: 'One moment: the sound is being connected anew.',
  sound_back: 'The sound is back.',
};

/** The server and this page may both notice that the agent is away, and is back: it is said once. */
const away = ['agent_away', 'sound_lost'];
const back = ['agent_back', 'sound_back'];

export class Conversation {
  /** `list` shows it; `spoken` is what screen readers read: each turn once, when it is whole. */
  constructor(list, spoken) {
    this.list = list;
    this.spoken = spoken;
    this.agent = 'Agent';
    this.begin();
  }

  /** Forgets what was said and done. */
  begin() {
    this.turns = new Map();
    this.cards = new Map();
    this.isAway = false;
    this.list.replaceChildren();
    this.spoken.replaceChildren();
  }

  /** More words of an item. */
  words({ item, speaker, text }) {
    const turn = this.open(item, speaker);
    if (turn.isWhole) return;
    turn.text += text;
    say(turn.words, turn.text);
    this.follow();
  }

  /** An item is whole; where the caller cut it, only what was heard stays. */
  turn({ sequence, item, speaker, text, heard, cut_ms: cut }) {
    if (cut !== undefined && !heard && !this.turns.has(item)) return;
    const turn = this.open(item, speaker);
    turn.isWhole = true;
    turn.sequence = sequence;
    this.place(turn);
    const isCut = cut !== undefined && heard !== text;
    say(turn.words, isCut ? heard : text);
    turn.cut.hidden = !isCut;
    say(turn.cut, heard ? ' … interrupted' : 'not heard');
    this.spoken.append(h('p', {}, `${this.name(speaker)}: ${isCut ? `${heard} … interrupted` : text}`));
    this.follow();
  }

  /** Puts a whole turn in its place. The caller's words are often written down only after what was done for them, and after
      the answer to them has begun: they stand before an answer that is not whole, and before the cards that belong to it. */
  place(turn) {
    const isLater = (other) =>
      other.sequence > turn.sequence || (turn.speaker === 'caller' && other.speaker === 'agent' && !other.isWhole);
    const later = new Set([...this.turns.values()].filter((other) => other !== turn && isLater(other)).map((other) => other.row));
    let first = [...this.list.children].find((row) => later.has(row)) ?? null;
    if (turn.speaker === 'caller') {
      const before = () => (first ? first.previousElementSibling : this.list.lastElementChild);
      while (before() && (before() === turn.row || before().classList.contains('card'))) first = before();
    }
    if (first && first !== turn.row) first.before(turn.row);
  }

  /** The caller spoke over the agent: what the agent is saying is cut where it is, until its turn says how much was heard. */
  cut() {
    for (const turn of this.turns.values()) {
      if (turn.speaker !== 'agent' || turn.isWhole) continue;
      turn.isWhole = true;
      turn.cut.hidden = false;
      say(turn.cut, ' … interrupted');
    }
  }

  withdrawn({ item }) {
    this.turns.get(item)?.row.remove();
    this.turns.delete(item);
  }

  tool(message) {
    const made = card(message);
    if (!made) return;
    const old = this.cards.get(message.id);
    if (old) old.replaceWith(made);
    else this.list.append(made);
    this.cards.set(message.id, made);
    if (message.state !== 'running') this.spoken.append(h('p', {}, made.innerText));
    this.follow();
  }

  notice({ code }) {
    if (!notices[code] || (this.isAway ? away : back).includes(code)) return;
    this.isAway = away.includes(code) || (this.isAway && !back.includes(code));
    this.list.append(h('li', { class: 'notice' }, notices[code]));
    this.spoken.append(h('p', {}, notices[code]));
    this.follow();
  }

  over() {
    this.cut();
  }

  name(speaker) {
    return speaker === 'caller' ? 'You' : this.agent;
  }

  open(item, speaker) {
    const known = this.turns.get(item);
    if (known) return known;
    const words = h('span', {});
    const cut = h('span', { class: 'cut', hidden: true });
    const row = h('li', { class: `turn ${speaker}` }, h('span', { class: 'who' }, this.name(speaker)), words, cut);
    const turn = { row, words, cut, speaker, text: '', isWhole: false, sequence: 0 };
    this.turns.set(item, turn);
    this.list.append(row);
    return turn;
  }

  /** Keeps the last line in sight, unless the caller reads further up. */
  follow() {
    const talk = this.list.parentElement;
    // In the frame of a call button the conversation scrolls, not the page.
    const box = getComputedStyle(talk).overflowY === 'auto' ? talk : document.scrollingElement;
    const rest = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (rest < 240) this.list.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }
}
