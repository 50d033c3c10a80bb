// The page: joins the stream, the tiles, the lists and the keyboard.

import { CallPanel } from './call.js';
import { Calls, unpack } from './calls.js';
import { Charts } from './charts.js';
import { confirm, showRunbook, Toasts } from './dialogs.js';
import { h, mark, place, say } from './dom.js';
import { Figures, Tenants } from './figures.js';
import { heard, roughly } from './format.js';
import { Problems, Tiles } from './health.js';
import { act, Events, read, token } from './server.js';

/** Figures older than this are not shown as if they were new. */
const STALE = 5000;
/** The longest drain the server takes, in seconds. */
const LONGEST_DRAIN = 86400;

const toasts = new Toasts();
const problems = new Problems(showRunbook);
const tiles = new Tiles();
const panel = new CallPanel({ hangUp, transfer }, () => { remember(null); calls.grid.element.focus({ preventScroll: true }); });
const calls = new Calls((call) => { remember(call.call_sid); panel.open(call); });
const charts = new Charts();
const tenants = new Tenants((id) => { calls.only(id); show('calls'); });
const figures = new Figures();
const tabs = { calls: ['Calls', calls], hour: ['Last hour', charts], tenants: ['Tenants', tenants], figures: ['Figures', figures] };

let stats = null;
let statsAt = 0;
let line = { state: 'connecting', words: 'Connecting…' };
let chosen = 'calls';

// MARK: The bar above

const instance = h('strong', {});
const state = h('span', { class: 'state' });
const link = h('span', { class: 'link', role: 'status' });
const drain = h('button', { type: 'button', on: { click: drainOrNot } }, 'Drain…');
const bar = h('header', { class: 'bar' }, h('h1', {}, 'CORA'), instance, state, link, h('span', { class: 'grow' }),
  drain, h('button', { type: 'button', class: 'quiet', title: 'Forget the token', on: { click: forget } }, 'Sign out'),
  h('button', { type: 'button', class: 'quiet', title: 'Keys ( ? )', 'aria-label': 'Keys', on: { click: help } }, '?'));

const tabButtons = Object.entries(tabs).map(([id, [title]], i) => h('button', {
  type: 'button', role: 'tab', id: `tab-${id}`, title: `${title} ( ${i + 1} )`, on: { click: () => show(id) },
}, title));
const tabBar = h('nav', { class: 'tabs', role: 'tablist' }, tabButtons);
const banner = h('p', { class: 'banner', role: 'alert', hidden: true });
const main = h('main', {}, banner, problems.element, tiles.element, tabBar, Object.values(tabs).map(([, part]) => part.element));

function show(id) {
  chosen = id;
  for (const [name, [, part]] of Object.entries(tabs)) part.element.hidden = name !== id;
  for (const button of tabButtons) mark(button, 'aria-selected', button.id === `tab-${id}`);
  tabs[id][1].shown?.();
  if (stats) draw();
}

function draw() {
  tenants.show(stats);
  figures.show(stats);
}

function drawBar() {
  const age = stats ? Date.now() - statsAt : 0;
  const isStale = line.state === 'live' && stats && age > STALE;
  mark(link, 'data-state', isStale ? 'stale' : line.state);
  const wait = line.until ? Math.max(0, Math.ceil((line.until - Date.now()) / 1000)) : 0;
  say(link, isStale ? `No news for ${roughly(age)}` : line.state === 'lost' ? `Disconnected; trying again in ${wait} s` : line.words);
  const isLost = stats && (line.state === 'lost' || line.state === 'connecting' || isStale) && age > 2000;
  banner.hidden = !isLost;
  if (isLost) say(banner, `Disconnected. What you see is ${roughly(age)} old. ${line.state === 'lost' ? line.words : ''}`);
  mark(main, 'data-stale', isLost ? 'yes' : null);
}

function drawStats() {
  heard(stats.at);
  say(instance, stats.instance.name);
  say(state, stats.instance.state);
  mark(state, 'data-state', stats.instance.state);
  say(drain, stats.instance.state === 'draining' ? 'Undrain…' : 'Drain…');
  problems.show(stats.problems);
  tiles.show(stats);
  draw();
  const worst = stats.problems.length ? `(${stats.problems.length}) ` : '';
  document.title = `${worst}CORA ${stats.instance.name}`;
}

// MARK: What is done

async function attempt(what, work) {
  try {
    await work();
    toasts.say(what);
  } catch (error) {
    toasts.say(error.message, 'bad');
  }
}

async function hangUp(call) {
  const sure = await confirm({
    title: 'Hang up?', text: `The agent says goodbye to ${call.caller} (${call.tenant}), then the line is closed.`, yes: 'Hang up', danger: true,
  });
  if (sure !== null) await attempt('Asked to hang up.', () => act(`/calls/${encodeURIComponent(call.call_sid)}/hangup`));
}

async function transfer(call) {
  const number = await confirm({
    title: 'Transfer?', text: `${call.caller} is put through to a person: to ${call.tenant}'s own, if no number is given.`, yes: 'Transfer',
    field: {
      label: 'Number', placeholder: '+14155550100 (or leave it empty)',
      check: (text) => (text === '' || /^\+[1-9]\d{6,14}$/.test(text.replace(/[\s().-]/g, '')) ? null : 'A number is wanted with + and its country code, like +14155550100.'),
    },
  });
  if (number === null) return;
  const bare = number.replace(/[\s().-]/g, '');
  await attempt('Asked to transfer.', () => act(`/calls/${encodeURIComponent(call.call_sid)}/transfer`, bare ? { number: bare } : {}));
}

async function drainOrNot() {
  const isDraining = stats?.instance.state === 'draining';
  if (isDraining) {
    const sure = await confirm({ title: 'Take calls again?', text: 'This instance becomes ready and takes new calls.', yes: 'Undrain' });
    if (sure !== null) await attempt('Taking calls again.', () => act('/undrain'));
    return;
  }
  const seconds = await confirm({
    title: 'Drain this instance?', yes: 'Drain', danger: true,
    text: `No new call is taken from now on. ${stats?.calls.live ?? 0} calls go on; who still talks at the deadline is moved to another instance or a person. The process stays.`,
    field: {
      label: 'Seconds to the deadline', placeholder: 'seconds to the deadline (empty: as set)',
      check: (text) => (text === '' || (/^\d{1,5}$/.test(text) && Number(text) <= LONGEST_DRAIN) ? null : `Seconds are wanted, ${LONGEST_DRAIN} at most.`),
    },
  });
  if (seconds !== null) await attempt('Draining.', () => act(seconds ? `/drain?seconds=${seconds}` : '/drain'));
}

function help() {
  const keys = [['/', 'filter the calls'], ['↑ ↓  PgUp PgDn', 'move in the list'], ['Enter', 'open the call'], ['Esc', 'close, or empty the filter'],
    ['1 2 3 4', 'calls, last hour, tenants, figures'], ['?', 'this']];
  const dialog = h('dialog', { class: 'ask', 'aria-label': 'Keys' }, h('h2', {}, 'Keys'),
    h('dl', { class: 'keys' }, keys.flatMap(([key, what]) => [h('dt', {}, key), h('dd', {}, what)])),
    h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'primary', on: { click: () => dialog.close() } }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// MARK: The token

const gateWords = h('p', { class: 'notice', role: 'alert' });
const gateField = h('input', { type: 'password', name: 'token', 'aria-label': 'Token', autocomplete: 'current-password', spellcheck: 'false' });
const gate = h('form', {
  class: 'gate', hidden: true,
  on: { submit: (event) => { event.preventDefault(); token.value = gateField.value.trim(); gateField.value = ''; gate.hidden = true; bar.hidden = false; events.again(); } },
}, h('h1', {}, 'CORA'), h('input', { type: 'text', name: 'username', value: 'ops', autocomplete: 'username', hidden: true }),
h('p', {}, 'The ops token of this instance (OPS_TOKEN, or OPS_READ_TOKEN to look only). It is kept for this tab alone.'), gateField,
gateWords, h('button', { type: 'submit', class: 'primary' }, 'Open'));

function forget() {
  token.value = '';
  location.reload();
}

function askForToken(words, status) {
  // Who has not been asked yet has done nothing wrong; but a server without tokens is worth a word.
  const isNews = Boolean(token.value) || status === 403;
  say(gateWords, isNews ? words : '');
  gateWords.hidden = !isNews;
  gate.hidden = false;
  main.hidden = true;
  bar.hidden = true;
  panel.element.hidden = true;
  gateField.focus();
}

// MARK: The stream

const events = new Events((name, data) => {
  if (name === 'stats') {
    stats = data;
    statsAt = Date.now();
    gate.hidden = true;
    main.hidden = false;
    bar.hidden = false;
    drawStats();
    drawBar();
  } else if (name === 'calls') {
    calls.show(unpack(data), data.total);
  } else if (name === 'history') {
    charts.add(data);
  }
}, (news) => {
  const isNew = news.state !== line.state;
  line = news;
  if (news.state === 'refused') askForToken(news.words, news.status);
  if (isNew && news.state === 'live') read('/history').then(({ points }) => charts.start(points), () => {});
  if (isNew || news.until) drawBar();
});

/** The open call is in the address, so that it can be sent to a colleague. */
function remember(sid) {
  history.replaceState(null, '', location.pathname + location.search + (sid ? `#call=${encodeURIComponent(sid)}` : ''));
}

// MARK: The keyboard

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || !gate.hidden) return;
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '');
  const grid = chosen === 'tenants' ? tenants.grid : chosen === 'calls' ? calls.grid : null;
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: grid?.page, PageUp: -(grid?.page ?? 0), Home: -1e9, End: 1e9 };
  const isSelect = document.activeElement?.tagName === 'SELECT';
  if (event.key === 'Escape') {
    if (panel.isOpen) panel.close();
    else if (document.activeElement === calls.text && !calls.text.value) calls.grid.element.focus();
    else calls.clear();
  } else if (event.key === 'Enter') {
    // A button that has the focus is pressed.
    if (document.activeElement?.tagName === 'BUTTON' || isSelect || !grid) return;
    grid.openSelected();
  } else if (event.key in moves && grid && !isSelect && !panel.element.contains(document.activeElement)
    && !(isTyping && ['Home', 'End'].includes(event.key))) {
    grid.move(moves[event.key]);
  } else if (!isTyping && event.key === '/') {
    show('calls');
    calls.text.focus();
  } else if (!isTyping && event.key === '?') {
    help();
  } else if (!isTyping && /^[1-4]$/.test(event.key)) {
    show(Object.keys(tabs)[Number(event.key) - 1]);
  } else {
    return;
  }
  event.preventDefault();
});

// MARK: Beginning

token.take();
place(document.getElementById('app'), [bar, main, panel.element, gate, toasts.element]);
main.hidden = true;
show('calls');
setInterval(drawBar, 1000);
events.run();
const sent = new URLSearchParams(location.hash.slice(1)).get('call');
if (sent) {
  read(`/calls/${encodeURIComponent(sent)}`).then(({ call }) => panel.open(call), () => toasts.say('The call of this address is over.', 'bad'));
}
