// The way to the server: the token, requests with it, and the stream of events.

const KEY = 'cora-ops-token';
/** /ops, behind whatever prefix a proxy has put before it. */
const base = location.pathname.replace(/\/+$/, '');

/** The token: from the address once (#token=…), then kept for this tab alone. */
export const token = {
  get value() { return sessionStorage.getItem(KEY) ?? ''; },
  set value(text) { if (text) sessionStorage.setItem(KEY, text); else sessionStorage.removeItem(KEY); },
  /** Takes it out of the address, before anybody sees or shares that. */
  take() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const given = hash.get('token');
    if (given === null) return;
    this.value = given.trim();
    hash.delete('token');
    const rest = hash.toString();
    history.replaceState(null, '', location.pathname + location.search + (rest ? `#${rest}` : ''));
  },
};

const headers = () => (token.value ? { authorization: `Bearer ${token.value}` } : {});

/** Why a request was not granted, in words. */
export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

async function refusal(response) {
  const text = (await response.text().catch(() => '')).trim();
  // The server's own words, where it has some; a proxy's page of HTML is no sentence.
  const said = text.length < 300 && !text.startsWith('<') ? text : '';
  try {
    const { error } = JSON.parse(text);
    if (error) return new Refused(response.status, String(error.message ?? error));
  } catch { /* no JSON */ }
  const own = {
    401: 'The server does not know this token.',
    403: 'This token may read, but not act: it needs the scope "act".',
    404: 'The server does not have that (any more).',
    429: 'Too many attempts: wait a minute.',
    503: 'The server cannot do that now.',
  }[response.status] ?? `The server answered ${response.status}.`;
  return new Refused(response.status, said ? `${own} (${said})` : own);
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(base + path, {
      cache: 'no-store', signal: AbortSignal.timeout(10_000), ...options, headers: { ...headers(), ...options.headers },
    });
  } catch {
    throw new Refused(0, 'The server cannot be reached.');
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** GET, JSON. */
export const read = async (path) => (await ask(path)).json();
/** GET, text. */
export const readText = async (path) => (await ask(path)).text();
/** POST. */
export const act = (path, body) => ask(path, body === undefined ? { method: 'POST' } : {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});

/** Reads /ops/events for ever: tells of each event and of the line's state. EventSource cannot send a token. */
export class Events {
  #told;
  #line;
  #attempt = 0;
  #wake = () => {};
  #abort = new AbortController();
  #heardAt = 0;

  /** @param told (name, data) for each event @param line ({state, words}) when the connection's state changes */
  constructor(told, line) {
    this.#told = told;
    this.#line = line;
    addEventListener('online', () => this.#wake());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#wake(); });
    // A line that is dead without a word: three stats events are missing, and heartbeats too.
    setInterval(() => { if (this.#heardAt && Date.now() - this.#heardAt > 20_000) this.#abort.abort(); }, 2000);
  }

  /** Another token: begins anew. */
  again() {
    this.#attempt = 0;
    this.#abort.abort();
    this.#wake();
  }

  async run() {
    for (;;) {
      const refused = await this.#once();
      this.#heardAt = 0;
      if (refused && [401, 403].includes(refused.status)) {
        this.#line({ state: 'refused', words: refused.message, status: refused.status });
        await new Promise((resolve) => { this.#wake = resolve; });
        continue;
      }
      this.#attempt += 1;
      const pause = Math.min(15_000, 500 * 2 ** Math.min(this.#attempt, 6)) * (0.75 + Math.random() / 2);
      this.#line({ state: 'lost', words: refused?.message ?? 'The connection was lost.', until: Date.now() + pause });
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, pause);
        this.#wake = () => { clearTimeout(timer); resolve(); };
      });
    }
  }

  async #once() {
    this.#abort = new AbortController();
    this.#line({ state: 'connecting', words: 'Connecting…' });
    try {
      const response = await fetch(`${base}/events`, {
        headers: headers(), cache: 'no-store', signal: this.#abort.signal,
      });
      if (!response.ok) return await refusal(response);
      this.#heardAt = Date.now();
      await this.#listen(response.body.pipeThrough(new TextDecoderStream()).getReader());
      return null;
    } catch {
      return null;
    }
  }

  async #listen(reader) {
    let waiting = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.#heardAt = Date.now();
      const from = Math.max(0, waiting.length - 1);
      waiting += value;
      let end = waiting.indexOf('\n\n', from);
      while (end >= 0) {
        this.#event(waiting.slice(0, end));
        waiting = waiting.slice(end + 2);
        end = waiting.indexOf('\n\n');
      }
    }
  }

  #event(text) {
    let name = '';
    let data = '';
    for (const line of text.split('\n')) {
      if (line.startsWith('event: ')) name = line.slice(7);
      if (line.startsWith('data: ')) data += line.slice(6);
    }
    if (!data) return;
    this.#attempt = 0;
    this.#line({ state: 'live', words: 'Live' });
    this.#told(name, JSON.parse(data));
  }
}
