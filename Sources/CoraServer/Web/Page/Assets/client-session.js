// A session: asking for it, and what is said on its socket (Config/web-protocol.md).

/** Why there is no session, or no more: `word` is the protocol's, or one of this page's own. */
export class SessionEnd extends Error {
  constructor(word, { text = '', telephone = null, retryAfter = null } = {}) {
    super(word);
    Object.assign(this, { word, text, telephone, retryAfter });
  }
}

/** How often the server is asked whether it is there, and how long it may be silent, in milliseconds. */
const BEAT = 3000;
const SILENCE = 10000;

/** How long a hang-up waits for the server's word, in milliseconds. */
const PARTING = 1000;

/** Asks for a session; the page lies one folder below it. `media` is `socket` for one that needs no other connection. */
export async function askForSession(tenant, media) {
  const url = new URL('../session', location.href);
  if (tenant) url.searchParams.set('tenant', tenant);
  if (media) url.searchParams.set('media', media);
  let response;
  try {
    response = await fetch(url, { cache: 'no-store' });
  } catch {
    throw new SessionEnd('no_network');
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new SessionEnd(answer.error?.code ?? 'server_error', {
    text: answer.error?.message, retryAfter: Number(response.headers.get('retry-after')) || null,
  });
}

/** Opens the session's socket. `media` is `webrtc` where the caller's and the agent's voices go another way, else `socket`.
    `handlers` are called with what comes; `over` once, at the end. */
export function openSession(answer, media, handlers) {
  const url = new URL(`..${answer.path}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const wish = media === 'webrtc' ? ['cora.media.webrtc'] : [];
  const socket = new WebSocket(url, ['cora.v1', `cora.session.${answer.session}`, `cora.token.${answer.token}`, ...wish]);
  socket.binaryType = 'arraybuffer';
  let lastHeard = performance.now();
  let goodbye = null;
  let isOver = false;
  let beats = 0;
  let beatAt = 0;
  let parted = () => {};

  const say = (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const end = (reason) => {
    if (isOver) return;
    isOver = true;
    clearInterval(beat);
    socket.close();
    handlers.over(reason);
  };
  const beat = setInterval(() => {
    if (performance.now() - lastHeard > SILENCE) return end(new SessionEnd('network_lost'));
    beatAt = performance.now();
    say({ type: 'heartbeat', id: ++beats });
  }, BEAT);

  socket.onmessage = ({ data }) => {
    lastHeard = performance.now();
    if (isOver) return;
    if (data instanceof ArrayBuffer) return handlers.audio(new Int16Array(data));
    const message = JSON.parse(data);
    if (message.type === 'goodbye') goodbye = message;
    else if (message.type === 'heartbeat' && message.id === beats) handlers.roundTrip(performance.now() - beatAt);
    else handlers[message.type]?.(message);
  };
  socket.onclose = (event) => {
    parted();
    const word = goodbye?.reason ?? event.reason;
    end(new SessionEnd(word || 'network_lost', { text: goodbye?.text, telephone: goodbye?.telephone }));
  };

  return {
    send: (block) => {
      // What waits for the network for more than two seconds is not worth sending: nobody listens to the past.
      if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < 96000) socket.send(block);
    },
    /** Tells the server something. */
    say,
    /** Hangs up.
        @return a promise that the server knows, or has had a second to say so. */
    bye: () => {
      say({ type: 'bye' });
      isOver = true;
      clearInterval(beat);
      if (socket.readyState !== WebSocket.OPEN) return Promise.resolve();
      return new Promise((done) => {
        parted = done;
        setTimeout(done, PARTING);
      });
    },
    close: () => {
      isOver = true;
      clearInterval(beat);
      socket.close();
    },
  };
}
