// The figures of a call that this page has and the server does not (Config/web-protocol.md). What is not known is left out.

export class Figures {
  /** @param media `webrtc` or `socket`. */
  constructor(media, pace) {
    this.media = media;
    this.pace = pace;
    this.roundTrip = null;
    /** Gaps in the agent's voice as it was played. */
    this.gaps = 0;
    this.gapTime = 0;
    /** What the connections received; null where there are none. */
    this.reception = null;
  }

  /** The agent's voice was torn for so many milliseconds. */
  gap(milliseconds) {
    this.gaps += 1;
    this.gapTime += milliseconds;
  }

  /** The message for the server. */
  report() {
    const { pace, reception } = this;
    const all = {
      first_audio_ms: pace.firstAudio, turn_ms: list(pace.turns), barge_in_ms: list(pace.cuts),
      // A connection's gaps are its own statistics; what is played by this page beside it are phrases.
      gaps: (reception ?? this).gaps, gap_ms: (reception ?? this).gapTime,
      jitter_ms: reception?.jitter, lost: reception?.lost, received: reception?.received,
      round_trip_ms: reception?.roundTrip ?? this.roundTrip,
    };
    const known = Object.entries(all).filter(([, value]) => value !== null && value !== undefined);
    return { type: 'figures', ...Object.fromEntries(known.map(([name, value]) => [name, whole(value)])), media: this.media };
  }
}

const list = (values) => (values.length ? values : null);
const whole = (value) => (Array.isArray(value) ? value.map(whole) : Math.max(0, Math.round(value)));
