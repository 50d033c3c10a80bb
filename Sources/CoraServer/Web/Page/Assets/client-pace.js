// How fast the agent is, as this page hears it: the first audio, the answers, and how soon the agent falls silent for the caller.
// All times are milliseconds of one clock.

/** How many of the latest answers and interruptions are kept. */
const KEPT = 20;

export class Pace {
  /** `begun` is when the caller was let in. */
  constructor(begun) {
    this.begun = begun;
    this.connectedAt = null;
    /** To the first audible sample of the agent: from the connection, and from when the caller was let in. */
    this.firstAudio = this.greeted = null;
    /** From the end of the caller's speech to the agent's first audible sample. */
    this.turns = [];
    /** From the caller's first sound over the agent's to the agent's silence. */
    this.cuts = [];

    /** What the agent is saying. */
    this.item = null;
    this.agent = { isHeard: false, began: -Infinity, ended: -Infinity };
    this.caller = { isHeard: false, began: -Infinity, ended: -Infinity };
    /** The caller has spoken since the agent last did, and ended then; null if not. */
    this.asked = null;
    /** An answer that counts once the server says that the caller had said something: a cough is no question. */
    this.answer = null;
    this.hasWords = false;
    /** The caller's last beginning over the agent's voice; it counts once the server says that the agent was cut. */
    this.over = null;
  }

  /** The caller is joined to the agent. */
  connected(at) {
    this.connectedAt ??= at;
  }

  /** A voice is heard, or is silent, since `at`. */
  heard({ voice, isHeard, at }) {
    const who = this[voice];
    who.isHeard = isHeard;
    who[isHeard ? 'began' : 'ended'] = at;
    if (voice === 'caller') isHeard ? this.callerBegan(at) : this.callerEnded(at);
    else isHeard ? this.agentBegan(at) : this.agentEnded(at);
  }

  /** The server has written down what the caller said. */
  words() {
    this.hasWords = true;
    this.settle();
  }

  /** The server has cut what the agent was saying: this item, if it is named. Its whole turn may come later than the caller's
      next sound. */
  cut(item = this.over?.item) {
    if (this.over && this.over.item === item) this.over.isCut = true;
    this.settle();
  }

  callerBegan(at) {
    this.asked = this.answer = null;
    this.hasWords = false;
    const isOver = this.agent.isHeard ? this.agent.began < at : this.agent.ended > at;
    if (!isOver || this.over?.isCut) return;
    this.over = { at, item: this.item, silent: this.agent.isHeard ? null : this.agent.ended, isCut: false };
  }

  callerEnded(at) {
    // The agent may have begun before the caller's silence was long enough to be one.
    if (this.agent.began > at) return this.answered(at, this.agent.began);
    this.asked = at;
  }

  agentBegan(at) {
    if (this.over && !this.over.isCut) this.over.silent = null;
    if (this.firstAudio === null) {
      this.firstAudio = Math.max(0, at - (this.connectedAt ?? at));
      this.greeted = Math.max(0, at - this.begun);
      this.asked = null;
    } else if (this.asked !== null) {
      this.answered(this.asked, at);
    }
  }

  agentEnded(at) {
    if (this.over && this.over.silent === null) this.over.silent = at;
    this.settle();
  }

  answered(asked, at) {
    this.asked = null;
    this.answer = Math.max(0, at - asked);
    this.settle();
  }

  settle() {
    if (this.answer !== null && this.hasWords) {
      keep(this.turns, this.answer);
      this.answer = null;
      this.hasWords = false;
    }
    if (this.over?.isCut && this.over.silent !== null) {
      keep(this.cuts, Math.max(0, this.over.silent - this.over.at));
      this.over = null;
    }
  }
}

function keep(list, value) {
  list.push(Math.round(value));
  if (list.length > KEPT) list.shift();
}
