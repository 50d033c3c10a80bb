// A call, from the microphone to its last word: which way the voices go, and what happens on it.

import { openAudio } from './client-audio.js';
import { Figures } from './client-figures.js';
import { Pace } from './client-pace.js';
import { Peers, canPeer } from './client-peers.js';
import { Reception } from './client-reception.js';
import { askForSession, openSession } from './client-session.js';
import { troubleOf } from './client-words.js';

/** How often the server is told this page's figures, in milliseconds. */
const REPORT = 10000;
/** How long a new item's words may come after its first audio, in milliseconds. */
const WORDS = 500;

export class Call {
  /** `page` shows the call: `waits(words)`, `live(media)`, `named(agent)`, `levels(own, agent)`, `paced(pace)`, `over(trouble)`. */
  constructor(tenant, conversation, page) {
    Object.assign(this, { tenant, conversation, page });
    this.isOver = false;
  }

  async begin() {
    try {
      this.page.waits('Asking for your microphone');
      const audio = await openAudio();
      if (this.isOver) return audio.close();
      this.audio = audio;
      audio.levels = this.page.levels;
      audio.heard = (what) => this.heard(what);
      audio.played = (position) => this.session?.say({ type: 'played', position });
      audio.torn = (what) => this.torn(what);
      audio.captured = (block) => this.media === 'socket' && this.session?.send(block);
      if (canPeer()) await this.connect(null);
      else await this.connect('socket', 'no_webrtc');
    } catch (error) {
      this.end(troubleOf(error));
    }
  }

  /** Gets a session and opens it. `why` is what is said about the way of the voices. */
  async connect(wish, why) {
    this.page.waits('Connecting');
    const answer = await askForSession(this.tenant, wish);
    if (this.isOver) return;
    const hasPeers = !wish && answer.media?.includes('webrtc');
    if (!wish && answer.media && !hasPeers) why = 'webrtc_not_offered';
    if (why) this.conversation.notice({ code: why });
    this.media = hasPeers ? 'webrtc' : 'socket';
    this.pace = new Pace(this.audio.now);
    this.figures = new Figures(this.media, this.pace);
    this.session = openSession(answer, this.media, this.handlers());
    if (hasPeers) this.openPeers();
    this.reporting = setInterval(() => this.report(), REPORT);
  }

  openPeers() {
    this.figures.reception = new Reception();
    this.peers = new Peers(this.audio, this.figures.reception, {
      state: (number, state) => this.session.say({ type: 'peer', number, state }),
      connected: () => this.pace.connected(this.audio.now),
      used: () => this.sounds(),
      lost: () => {
        this.isLost = true;
        this.conversation.notice({ code: 'sound_lost' });
      },
      cannot: () => this.fallBack(),
    });
  }

  /** The server would have it so, though it had offered more. */
  goBySocket() {
    this.peers.close();
    this.peers = null;
    this.media = 'socket';
    this.figures = new Figures(this.media, this.pace);
    this.conversation.notice({ code: 'webrtc_not_offered' });
  }

  /** The voices have a way. */
  sounds() {
    if (this.isLost) this.conversation.notice({ code: 'sound_back' });
    this.isLost = false;
    this.page.live(this.media);
  }

  /** Goes on by socket, in a session of its own: the one for a connection is given back first. */
  async fallBack() {
    const { session } = this;
    this.letGo();
    this.conversation.begin();
    try {
      await session.bye();
      session.close();
      if (!this.isOver) await this.connect('socket', 'webrtc_failed');
    } catch (error) {
      this.end(troubleOf(error));
    }
  }

  /** What comes from the server. */
  handlers() {
    const { conversation } = this;
    return {
      ready: (message) => {
        conversation.agent = message.agent;
        this.page.named(message.agent);
        if (this.media === 'webrtc' && message.media === 'socket') this.goBySocket();
        if (this.media === 'webrtc') return;
        this.pace.connected(this.audio.now);
        this.sounds();
      },
      offer: (message) => this.peers?.offer(message),
      use: (message) => this.peers?.use(message),
      audio: (samples) => this.audio.play(samples, this.pace.item),
      clear: ({ position }) => {
        this.audio.clear(position);
        this.pace.cut();
        conversation.cut();
      },
      words: (message) => {
        if (message.speaker === 'agent') this.pace.item = message.item;
        conversation.words(message);
      },
      turn: (message) => {
        if (message.speaker === 'caller') this.pace.words();
        if (message.cut_ms !== undefined) this.pace.cut(message.item);
        conversation.turn(message);
        this.page.paced(this.pace);
      },
      withdrawn: (message) => conversation.withdrawn(message),
      tool: (message) => conversation.tool(message),
      notice: (message) => conversation.notice(message),
      roundTrip: (milliseconds) => { this.figures.roundTrip = milliseconds; },
      over: (ending) => this.end(troubleOf(ending)),
    };
  }

  heard(what) {
    if (!this.pace) return;
    this.pace.heard(what);
    this.page.paced(this.pace);
  }

  /** The agent's voice was torn, unless what came then was something new. */
  torn({ gap, item }) {
    const { pace, figures } = this;
    setTimeout(() => { if (pace.item === item) figures.gap(gap); }, WORDS);
  }

  report() {
    this.session.say(this.figures.report());
  }

  mute(muted) {
    this.audio?.mute(muted);
  }

  hangUp() {
    if (this.session && !this.isOver) {
      this.report();
      this.session.bye();
    }
    this.end(null);
  }

  /** Ends the call on this side: everything is let go. */
  end(trouble) {
    if (this.isOver) return;
    this.isOver = true;
    this.letGo();
    this.session?.close();
    this.audio?.close();
    this.conversation.over();
    this.page.over(trouble);
  }

  /** Lets the session's connections go, not the session. */
  letGo() {
    clearInterval(this.reporting);
    this.peers?.close();
    this.peers = null;
  }
}
