// What came of the agent's voice over the connections of a call, by the browser's own statistics (W3C webrtc-stats).

/** Samples a millisecond: Opus is counted at 48 kHz (RFC 7587 §4.1). */
const SAMPLES = 48;

export class Reception {
  constructor() {
    /** Unknown until something was read. */
    this.lost = this.received = this.gaps = this.gapTime = this.jitter = this.roundTrip = null;
    /** The counters of each connection as they were last read. */
    this.last = new WeakMap();
  }

  /** Reads a connection's counters. What a connection counted stays when it is closed. */
  async read(connection) {
    let stats;
    try {
      stats = [...(await connection.getStats()).values()];
    } catch {
      return;
    }
    const inbound = stats.find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'audio');
    if (inbound) this.take(connection, inbound);
    const pair = stats.find((entry) => entry.type === 'candidate-pair' && entry.nominated && entry.currentRoundTripTime >= 0);
    if (pair) this.roundTrip = pair.currentRoundTripTime * 1000;
  }

  take(connection, inbound) {
    const now = {
      lost: inbound.packetsLost ?? 0, received: inbound.packetsReceived ?? 0, events: inbound.concealmentEvents ?? 0,
      // What was made up in silence is not heard: a sender may pause there.
      torn: (inbound.concealedSamples ?? 0) - (inbound.silentConcealedSamples ?? 0),
    };
    const before = this.last.get(connection) ?? { lost: 0, received: 0, events: 0, torn: 0 };
    this.last.set(connection, now);
    this.lost += now.lost - before.lost;
    this.received += now.received - before.received;
    this.gaps ??= 0;
    this.gapTime ??= 0;
    const torn = (now.torn - before.torn) / SAMPLES;
    if (torn >= 1) {
      this.gaps += Math.max(1, now.events - before.events);
      this.gapTime += torn;
    }
    if (inbound.jitter >= 0) this.jitter = inbound.jitter * 1000;
  }
}
