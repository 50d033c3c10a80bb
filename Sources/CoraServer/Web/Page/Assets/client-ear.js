// The listener on the audio thread: when the caller and the agent begin to be heard, and when they fall silent, in milliseconds
// of the context's time.

/** The length of what is judged at once, in seconds. */
const WINDOW = 0.01;
/** How long silence lasts before a voice counts as silent, in windows: speech itself has pauses. */
const CALLER_PAUSE = 30;
const AGENT_PAUSE = 20;

/** One voice. It is heard while its level is above `threshold` and well above its own noise; `proof` windows more loud than
    not are wanted before that counts. */
class Voice {
  constructor({ name, threshold, proof, pause }, tell) {
    Object.assign(this, { name, threshold, proof, pause, tell });
    this.noise = threshold;
    this.score = 0;
    this.first = 0;
    this.last = 0;
    this.isHeard = false;
  }

  /** Takes the level of a window that began at `at`. */
  take(level, at) {
    // The noise follows a lower level at once, and a higher one in seconds.
    this.noise = level < this.noise ? level : this.noise + (level - this.noise) * 0.002;
    const isLoud = level > Math.max(this.threshold, this.noise * 3);
    if (isLoud) this.last = at + WINDOW * 1000;
    if (this.isHeard) {
      if (at + WINDOW * 1000 - this.last < this.pause * WINDOW * 1000) return;
      this.isHeard = false;
      this.score = 0;
      return this.tell({ voice: this.name, isHeard: false, at: this.last });
    }
    if (isLoud && this.score === 0) this.first = at;
    this.score = Math.max(0, this.score + (isLoud ? 1 : -1));
    if (this.score < this.proof) return;
    this.isHeard = true;
    this.tell({ voice: this.name, isHeard: true, at: this.first });
  }
}

class Ear extends AudioWorkletProcessor {
  constructor() {
    super();
    const tell = (what) => this.port.postMessage(what);
    // In the order of the inputs. A microphone hears a room; the agent's voice comes without one.
    this.voices = [
      new Voice({ name: 'caller', threshold: 0.01, proof: 6, pause: CALLER_PAUSE }, tell),
      new Voice({ name: 'agent', threshold: 0.003, proof: 2, pause: AGENT_PAUSE }, tell),
    ];
    this.sums = [0, 0];
    this.count = 0;
    this.size = Math.round(sampleRate * WINDOW);
  }

  process(inputs) {
    const length = inputs.find((input) => input[0])?.[0].length ?? 128;
    for (let i = 0; i < length; i++) {
      for (let voice = 0; voice < 2; voice++) {
        const sample = inputs[voice]?.[0]?.[i] ?? 0;
        this.sums[voice] += sample * sample;
      }
      if (++this.count === this.size) this.close(i + 1);
    }
    return true;
  }

  /** A window ends `offset` samples into this block. */
  close(offset) {
    const at = (currentTime + (offset - this.size) / sampleRate) * 1000;
    for (let voice = 0; voice < 2; voice++) {
      this.voices[voice].take(Math.sqrt(this.sums[voice] / this.size), at);
      this.sums[voice] = 0;
    }
    this.count = 0;
  }
}

registerProcessor('ear', Ear);
