// Keeps what a page renders: every sound on its way to a loudspeaker, from a graph or from an element, block by block, with the
// time of the clock at which each was rendered. To be run before the page's own scripts.
(() => {
  const BLOCK = 128; // frames; the Web Audio API's render quantum
  const BATCH = 16; // blocks a message
  const worklet = `
    class Rendered extends AudioWorkletProcessor {
      constructor() {
        super();
        this.samples = new Int16Array(${BLOCK * BATCH});
        this.times = new Float64Array(${BATCH});
        this.filled = 0;
      }
      process([input]) {
        const start = this.filled * ${BLOCK};
        this.times[this.filled] = Date.now();
        for (let i = 0; i < ${BLOCK}; i++) {
          // As loud as the loudest channel; where nothing is connected, silence.
          let sample = 0;
          for (const channel of input) if (Math.abs(channel[i]) > Math.abs(sample)) sample = channel[i];
          this.samples[start + i] = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
        }
        if (++this.filled === ${BATCH}) {
          this.port.postMessage({ samples: this.samples, times: this.times });
          this.filled = 0;
        }
        return true;
      }
    }
    registerProcessor('rendered', Rendered);`;
  const module = URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' }));
  const taps = [];
  const state = { live: [] };

  /** The nodes that keep what is connected to them, one a context. */
  const nodes = new WeakMap();
  function keeper(context) {
    if (!nodes.has(context)) {
      nodes.set(context, context.audioWorklet.addModule(module).then(() => {
        const node = new AudioWorkletNode(context, 'rendered', { numberOfOutputs: 0 });
        // An element's sound counts from when it is not muted.
        const tap = { rate: context.sampleRate, samples: [], times: [], since: 0 };
        node.port.onmessage = ({ data }) => {
          tap.samples.push(data.samples);
          tap.times.push(data.times);
        };
        taps.push(tap);
        return { node, tap };
      }));
    }
    return nodes.get(context);
  }

  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof AudioDestinationNode && this.context instanceof AudioContext) {
      keeper(this.context).then(({ node }) => connect.call(this, node));
    }
    return connect.call(this, to, ...more);
  };

  // A context begins before anything is connected in it: its keeper is there in time.
  window.AudioContext = class extends AudioContext {
    constructor(...options) {
      super(...options);
      keeper(this);
    }
  };

  /** What an element plays of a stream is heard in a context of its own. */
  const streams = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  const muted = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'muted');
  const kept = new WeakMap();
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...streams,
    set(stream) {
      streams.set.call(this, stream);
      if (!(stream instanceof MediaStream) || !stream.getAudioTracks().length) return;
      const context = new window.AudioContext({ sampleRate: 48000 });
      const tapped = keeper(context);
      kept.set(this, tapped);
      tapped.then(({ node, tap }) => {
        tap.since = this.muted ? Infinity : 0;
        connect.call(context.createMediaStreamSource(stream), node);
      });
    },
  });
  Object.defineProperty(HTMLMediaElement.prototype, 'muted', {
    ...muted,
    set(value) {
      muted.set.call(this, value);
      const at = Date.now();
      kept.get(this)?.then(({ tap }) => { tap.since = value ? Infinity : Math.min(tap.since, at); });
    },
  });

  // The microphone comes as it is: what browsers do to voices is no part of what is measured.
  const ask = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = function (wanted) {
    const audio = { ...wanted.audio, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return ask.call(this, { ...wanted, audio });
  };

  addEventListener('DOMContentLoaded', () => {
    new MutationObserver(() => {
      if (document.body.dataset.state === 'live') state.live.push(Date.now());
    }).observe(document.body, { attributeFilter: ['data-state'] });
  });

  /** Text of the bytes of arrays, one after the other. */
  function base64(arrays) {
    const bytes = new Uint8Array(arrays.reduce((sum, array) => sum + array.byteLength, 0));
    let at = 0;
    for (const array of arrays) {
      bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += array.byteLength;
    }
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return btoa(text);
  }

  window.rendered = {
    state,
    /** All that was kept. */
    all: () => taps.map((tap) => ({
      rate: tap.rate, since: Number.isFinite(tap.since) ? tap.since : null, samples: base64(tap.samples), times: base64(tap.times),
    })),
  };
})();
