// A call button for a business' own pages. One line puts it there:
//   <script src="https://voice.example/client/button.js" data-tenant="ID" async></script>
// `data-label` has other words for the button. The business' `webOrigins` names the site, or its frame stays empty.

(() => {
  const script = document.currentScript;
  const label = script.dataset.label || 'Call us';
  const page = new URL('./', script.src);
  if (script.dataset.tenant) page.searchParams.set('tenant', script.dataset.tenant);
  const framed = new URL(page);
  framed.searchParams.set('embed', '1');
  /** How long the frame may take to say that it is there, in milliseconds. */
  const patience = 5000;

  // A sheet that is made by script, because a site's policy may forbid styles in the page.
  const style = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset-inline-end: 20px;
      bottom: calc(20px + env(safe-area-inset-bottom)); font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
      color-scheme: light dark; --back: #fff; --text: #1b2129; --edge: #d9dee5; --accent: #1f6feb; --on-accent: #fff; }
    [hidden] { display: none !important; }
    button { font: inherit; cursor: pointer; border: 0; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .call { display: flex; align-items: center; gap: .6rem; min-height: 52px; padding: .7rem 1.3rem; border-radius: 999px; font-weight: 600;
      color: var(--on-accent); background: var(--accent); box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
    .call:hover { filter: brightness(1.08); }
    svg { width: 1.25em; height: 1.25em; fill: currentColor; }
    .panel { position: fixed; inset-inline-end: 20px; bottom: calc(20px + env(safe-area-inset-bottom)); width: 384px; height: min(600px, calc(100dvh - 40px));
      border-radius: 18px; overflow: hidden; background: var(--back); border: 1px solid var(--edge); box-shadow: 0 12px 40px rgb(0 0 0 / .3); }
    iframe { display: block; width: 100%; height: 100%; border: 0; background: transparent; }
    .waiting { visibility: hidden; }
    .close { position: absolute; top: 8px; inset-inline-end: 8px; width: 44px; height: 44px; border-radius: 50%; display: grid; place-items: center;
      color: var(--text); background: transparent; }
    .close:hover { background: rgb(128 128 128 / .2); }
    .away { position: absolute; inset: auto 16px 16px; padding: .75rem 1rem; border-radius: 12px; color: var(--text); background: var(--back); border: 1px solid var(--edge); }
    a { color: var(--accent); }
    @media (max-width: 480px) { .panel { inset: auto 0 0; width: auto; height: min(640px, 92dvh); border-radius: 18px 18px 0 0; border-inline: 0; border-bottom: 0; } }
    @media (prefers-color-scheme: dark) { :host { --back: #0f1318; --text: #e3e8ee; --edge: #2b333d; --accent: #4d94ff; --on-accent: #08111f; } }
    @media (prefers-reduced-motion: no-preference) { .panel { animation: rise .18s ease-out; } @keyframes rise { from { opacity: 0; transform: translateY(12px); } } }
    @media (forced-colors: active) { .call, .close { border: 1px solid ButtonText; } }`;

  function element(tag, props, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** A picture of one line, 24 by 24. */
  function picture(path) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
    svg.firstChild.setAttribute('d', path);
    return svg;
  }

  const receiver = 'M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1z';
  const cross = 'M18.3 7.1 16.9 5.7 12 10.6 7.1 5.7 5.7 7.1l4.9 4.9-4.9 4.9 1.4 1.4 4.9-4.9 4.9 4.9 1.4-1.4-4.9-4.9z';

  const host = element('div', {});
  const call = element('button', { class: 'call', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, picture(receiver), label);
  const close = element('button', { class: 'close', type: 'button', 'aria-label': 'Hang up and close', title: 'Hang up and close' }, picture(cross));
  const panel = element('div', { class: 'panel', role: 'dialog', 'aria-label': label, hidden: '' }, close);
  let frame = null;
  let away = null;
  let waiting = 0;

  function open() {
    frame = element('iframe', { class: 'waiting', src: framed.href, allow: 'microphone; autoplay', title: label });
    panel.prepend(frame);
    panel.hidden = false;
    call.hidden = true;
    call.setAttribute('aria-expanded', 'true');
    waiting = setTimeout(showWay, patience);
    close.focus();
  }

  /** The page in the frame is there. */
  function showPage() {
    clearTimeout(waiting);
    away?.remove();
    frame.classList.remove('waiting');
    frame.focus();
  }

  /** The frame is empty: the site is not named in the business' settings, or the server is away. */
  function showWay() {
    away = element('p', { class: 'away', role: 'status' },
      'The call does not open here. ', element('a', { href: page.href, target: '_blank', rel: 'noopener' }, 'Open it in a window of its own'), '.');
    panel.append(away);
  }

  /** The page in the frame hangs up when it goes. */
  function shut() {
    if (!frame) return;
    clearTimeout(waiting);
    frame.remove();
    away?.remove();
    frame = away = null;
    panel.hidden = true;
    call.hidden = false;
    call.setAttribute('aria-expanded', 'false');
    call.focus();
  }

  call.addEventListener('click', open);
  close.addEventListener('click', shut);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') shut();
  });
  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== page.origin) return;
    if (data?.cora === 'close') shut();
    if (data?.cora === 'here') showPage();
  });

  function attach() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.append(call, panel);
    document.body.append(host);
  }

  if (document.body) attach();
  else addEventListener('DOMContentLoaded', attach);
})();
