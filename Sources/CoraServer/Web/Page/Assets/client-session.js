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

/** Asks for a session; the page lies one folder below it. */
export async function askForSession(tenant) {
  const url = new URL('../session', location.href);
  if (tenant) url.searchParams.set('tenant', tenant);
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

/** Opens the session's socket. `handlers` are called with what comes; `over` once, at the end. */
export function openSession(answer, handlers) {
  const url = new URL(`..${answer.path}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, ['cora.v1', `cora.session.${answer.session}`, `cora.token.${answer.token}`]);
  socket.binaryType = 'arraybuffer';
  let lastHeard = performance.now();
  let goodbye = null;
  let isOver = false;
  let beats = 0;

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
    say({ type: 'heartbeat', id: ++beats });
  }, BEAT);

  socket.onmessage = ({ data }) => {
    lastHeard = performance.now();
    if (isOver) return;
    if (data instanceof ArrayBuffer) return handlers.audio(new Int16Array(data));
    const message = JSON.parse(data);
    if (message.type === 'goodbye') goodbye = message;
    else handlers[message.type]?.(message);
  };
  socket.onclose = (event) => {
    const word = goodbye?.reason ?? event.reason;
    end(new SessionEnd(word || 'network_lost', { text: goodbye?.text, telephone: goodbye?.telephone }));
  };

  return {
    send: (block) => {
      // What waits for the network for more than two seconds is not worth sending: nobody listens to the past.
      if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < 96000) socket.send(block);
    },
    played: (position) => say({ type: 'played', position }),
    bye: () => {
      say({ type: 'bye' });
      isOver = true;
    },
    close: () => {
      isOver = true;
      clearInterval(beat);
      socket.close();
    },
  };
}
