// The microphone and the loudspeaker: 24 kHz samples on this side of it, whatever the device has.

import { Remote } from './client-remote.js';
import { SessionEnd } from './client-session.js';

const RATE = 24000;

const worklets = ['./client-capture.js', './client-playback.js', './client-ear.js'];

const wanted = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };

async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) throw new SessionEnd('no_audio_here');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: wanted });
  } catch (error) {
    const words = { NotAllowedError: 'microphone_refused', NotFoundError: 'no_microphone', NotReadableError: 'microphone_busy' };
    throw new SessionEnd(words[error.name] ?? 'no_microphone');
  }
}

/** Joins the microphone to the context; where a browser cannot because their rates differ, to one at the device's rate, and
    the worklets convert. */
function join(stream, context) {
  try {
    return [context, context.createMediaStreamSource(stream)];
  } catch {
    context.close();
    const other = new AudioContext({ latencyHint: 'interactive' });
    return [other, other.createMediaStreamSource(stream)];
  }
}

/** Opens both. To be called in a click's handler, or browsers keep the loudspeaker silent. */
export async function openAudio() {
  const ours = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' });
  ours.resume();
  let stream;
  try {
    stream = await microphone();
  } catch (error) {
    ours.close();
    throw error;
  }
  const [context, source] = join(stream, ours);
  try {
    await Promise.all([
      ...worklets.map((file) => context.audioWorklet.addModule(new URL(file, import.meta.url))),
      context.resume(),
    ]);
  } catch {
    for (const track of stream.getTracks()) track.stop();
    context.close();
    throw new SessionEnd('no_audio_here');
  }
  return new Audio(stream, context, source);
}

class Audio {
  constructor(stream, context, source) {
    this.stream = stream;
    this.context = context;
    this.track = stream.getAudioTracks()[0];
    this.captured = this.played = this.torn = this.heard = this.levels = () => {};
    /** The position of the last clear: nothing before it is reported any more. */
    this.floor = 0;

    this.capture = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 });
    this.capture.port.onmessage = ({ data }) => this.captured(data);
    this.playback = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
    this.playback.port.onmessage = ({ data }) => (data.gap ? this.torn(data) : this.report(data));
    this.ear = new AudioWorkletNode(context, 'ear', { numberOfInputs: 2, numberOfOutputs: 0 });
    this.ear.port.onmessage = ({ data }) => this.heard(data);
    const [own, agent] = [context.createAnalyser(), context.createAnalyser()];
    own.fftSize = agent.fftSize = 1024;
    source.connect(own);
    source.connect(this.capture);
    source.connect(this.ear, 0, 0);
    this.playback.connect(context.destination);
    this.playback.connect(agent);
    agent.connect(this.ear, 0, 1);
    this.agent = agent;
    this.watch(own, agent);
  }

  /** Milliseconds on the clock of what is heard. */
  get now() {
    return this.context.currentTime * 1000;
  }

  /** The agent's sound over a connection, silent until it is used. */
  remote(stream) {
    return new Remote(stream, this.context, this.agent);
  }

  /** Queues samples of the agent's, of one item. */
  play(samples, item) {
    this.playback.port.postMessage({ samples, item }, [samples.buffer]);
  }

  /** Drops what was not played; what comes next begins at `position`. */
  clear(position) {
    this.floor = position;
    this.playback.port.postMessage({ clear: position });
  }

  mute(muted) {
    this.isMuted = muted;
    this.track.enabled = !muted;
    this.capture.port.postMessage({ muted });
  }

  close() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.last);
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
  }

  /** The loudspeaker has got so far; what is still on its way to the ear does not count as heard yet. */
  report({ position, isDry }) {
    const latency = this.context.outputLatency || this.context.baseLatency || 0;
    clearTimeout(this.last);
    if (position < this.floor) return;
    this.played(Math.max(this.floor, Math.round(position - latency * RATE)));
    if (!isDry) return;
    this.last = setTimeout(() => {
      if (position >= this.floor) this.played(position);
    }, latency * 1000);
  }

  watch(own, agent) {
    const samples = new Float32Array(own.fftSize);
    const loudness = (analyser) => {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      // From -50 dB, which is silence in a room, to -10 dB.
      return Math.max(0, (10 * Math.log10(sum / samples.length + 1e-10) + 50) / 40);
    };
    const draw = () => {
      this.levels(this.isMuted ? 0 : loudness(own), loudness(agent));
      this.frame = requestAnimationFrame(draw);
    };
    draw();
  }
}
