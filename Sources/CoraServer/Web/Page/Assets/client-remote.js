// The agent's sound from a connection. An element plays it: browsers pull such a stream only for one, and take its echo out of
// the microphone. The graph listens to it for the meter.

export class Remote {
  /** `ears` is the node that listens. Silent until it is used. */
  constructor(stream, context, ears) {
    this.stream = stream;
    this.context = context;
    this.ears = ears;
    this.element = document.createElement('audio');
    this.element.muted = true;
    this.element.srcObject = stream;
    this.play();
  }

  use() {
    this.element.muted = false;
    this.play();
    if (this.source) return;
    try {
      this.source = this.context.createMediaStreamSource(this.stream);
      this.source.connect(this.ears);
    } catch {
      // A browser that cannot join rates that differ: the agent is heard, and not measured.
    }
  }

  close() {
    this.source?.disconnect();
    this.source = null;
    this.element.pause();
    this.element.srcObject = null;
  }

  play() {
    this.element.play().catch(() => {});
  }
}
