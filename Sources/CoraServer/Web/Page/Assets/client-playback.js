// The loudspeaker's side of the audio thread: a queue of the agent's samples that begins to play once some are there, so that
// frames that come unevenly do not tear it, and a count of what was played, which the server cuts by.

const RATE = 24000;
/** How much is queued before playback begins, and how long it waits for that at most, in samples of 24 kHz. */
const CUSHION = 1440;
const PATIENCE = 3600;
/** How often the position is reported. */
const REPORT = 2400;
/** The longest silence after which more of the same item's audio is late, and not something new. */
const LATE = 72000;
/** How long the sound takes to fade where it begins or is cut: an edge is heard as a click. */
const FADE = 96;

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    /** Frames of samples that wait, each with its item; the first of them was played up to `place`. */
    this.queue = [];
    this.queued = 0;
    this.place = 0;
    /** The position of the next sample, and when it was last reported. */
    this.position = 0;
    this.reported = 0;
    this.isPlaying = false;
    this.waited = 0;
    this.gain = 0;
    this.tail = [];
    /** The item that is played, and for how many samples nothing of it was there. */
    this.item = null;
    this.missing = 0;
    /** How many of our samples go into one of the device, and how far the next one is between two of ours. */
    this.step = RATE / sampleRate;
    this.fraction = 0;
    this.last = 0;
    this.next = 0;
    this.port.onmessage = ({ data }) => (data.samples ? this.push(data) : this.clear(data.clear));
  }

  push({ samples, item }) {
    if (!samples.length) return;
    this.queue.push({ samples, item });
    this.queued += samples.length;
  }

  /** Drops what waits. A few samples fade out, which are not counted. */
  clear(position) {
    this.tail = [];
    if (this.isPlaying) {
      for (let i = 0; i < FADE && this.queued > 0; i++) this.tail.push(this.shift() * (1 - i / FADE));
    }
    this.queue = [];
    this.queued = 0;
    this.place = 0;
    this.position = position;
    this.reported = position;
    this.isPlaying = false;
    this.waited = 0;
    this.gain = 0;
    this.item = null;
  }

  shift() {
    const first = this.queue[0];
    const sample = first.samples[this.place++];
    this.item = first.item;
    this.queued--;
    if (this.place === first.samples.length) {
      this.queue.shift();
      this.place = 0;
    }
    return sample;
  }

  process(_, [output]) {
    const channel = output[0];
    if (!this.isPlaying) this.missing += channel.length * this.step;
    if (!this.isPlaying && this.queued > 0) this.begin(channel.length);
    for (let i = 0; i < channel.length; i++) channel[i] = this.sample() / 32768;
    if (this.position - this.reported >= REPORT) this.report(false);
    return true;
  }

  /** Begins to play once enough waits, or nothing more seems to come. */
  begin(length) {
    this.waited += length * this.step;
    if (this.queued < CUSHION && this.waited < PATIENCE) return;
    this.isPlaying = true;
    this.waited = 0;
    this.gain = 0;
    const { item } = this.queue[0];
    if (item && item === this.item && this.missing <= LATE) this.port.postMessage({ gap: this.missing / (RATE / 1000), item });
  }

  /** One sample for the device, between two of ours where the rates differ. */
  sample() {
    this.fraction += this.step;
    while (this.fraction >= 1) {
      this.fraction -= 1;
      this.last = this.next;
      this.next = this.own();
    }
    return this.step === 1 ? this.next : this.last + (this.next - this.last) * this.fraction;
  }

  own() {
    if (this.tail.length) return this.tail.shift();
    if (!this.isPlaying) return 0;
    if (this.queued === 0) {
      this.isPlaying = false;
      this.missing = 0;
      this.report(true);
      return 0;
    }
    this.position++;
    if (this.gain < 1) this.gain = Math.min(1, this.gain + 1 / FADE);
    return this.shift() * this.gain;
  }

  report(isDry) {
    this.reported = this.position;
    this.port.postMessage({ position: this.position, isDry });
  }
}

registerProcessor('playback', Playback);
