// The microphone's side of the audio thread: blocks of 20 ms of 24 kHz samples. While the caller is muted they are zeros: the
// server takes a microphone that sends nothing for one that is gone.

const RATE = 24000;
const BLOCK = 480;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Int16Array(BLOCK);
    this.filled = 0;
    this.isMuted = false;
    /** How many samples of the device go into one of ours, and what of one is waiting. */
    this.step = sampleRate / RATE;
    this.sum = 0;
    this.weight = 0;
    this.port.onmessage = ({ data }) => { this.isMuted = data.muted; };
  }

  process([input]) {
    const channel = input[0];
    if (!channel) return true;
    for (const sample of channel) this.take(sample);
    return true;
  }

  /** Takes a sample of the device: ours are means over as many as they are long. */
  take(sample) {
    let rest = 1;
    while (this.weight + rest >= this.step) {
      const part = this.step - this.weight;
      this.put((this.sum + sample * part) / this.step);
      rest -= part;
      this.sum = 0;
      this.weight = 0;
    }
    this.sum += sample * rest;
    this.weight += rest;
  }

  put(sample) {
    this.block[this.filled++] = this.isMuted ? 0 : Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
    if (this.filled < BLOCK) return;
    this.port.postMessage(this.block.buffer, [this.block.buffer]);
    this.block = new Int16Array(BLOCK);
    this.filled = 0;
  }
}

registerProcessor('capture', Capture);
