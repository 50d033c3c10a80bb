// The page: what its buttons do, and what it shows.

import { Call } from './client-call.js';
import { Conversation } from './client-conversation.js';
import { telephone } from './client-dom.js';

const id = (name) => document.getElementById(name);
const view = {
  who: id('who'), state: id('state'), call: id('call'), mute: id('mute'), hangup: id('hangup'), talk: id('talk'), pace: id('pace'),
  trouble: id('trouble'), what: id('trouble-what'), way: id('trouble-way'), telephone: id('trouble-telephone'),
  own: id('own-level'), agent: id('agent-level'), name: id('agent-name'),
};
const wanted = new URLSearchParams(location.search);
/** Whether the page is in the frame of a call button (client-button.js). */
const isEmbedded = wanted.get('embed') === '1' && window.parent !== window;

/** The call that is made or under way; null between calls. */
let call = null;

function show(state, words) {
  document.body.dataset.state = state;
  view.state.textContent = words;
  const isBusy = state === 'connecting' || state === 'live';
  view.call.hidden = isBusy;
  view.hangup.hidden = !isBusy;
  view.mute.hidden = state !== 'live';
}

function complain(trouble) {
  view.what.textContent = trouble.what;
  view.way.textContent = trouble.way;
  view.telephone.hidden = !trouble.telephone;
  if (trouble.telephone) {
    view.telephone.href = `tel:${trouble.telephone}`;
    view.telephone.textContent = `Call ${telephone(trouble.telephone)}`;
  }
  view.trouble.hidden = false;
}

function dial() {
  view.trouble.hidden = true;
  view.pace.hidden = true;
  view.talk.hidden = false;
  for (const name of ['media', 'firstAudioMs', 'greetedMs', 'turnMs', 'bargeInMs']) delete document.body.dataset[name];
  call = new Call(wanted.get('tenant'), new Conversation(id('turns'), id('spoken')), shown);
  show('connecting', '');
  view.hangup.focus();
  call.begin();
}

/** What a call shows of itself. */
const shown = {
  waits: (words) => show('connecting', words),
  live(media) {
    document.body.dataset.media = media;
    if (document.body.dataset.state !== 'live') show('live', 'You are connected. Just talk.');
  },
  named(agent) {
    view.who.textContent = agent;
    view.name.textContent = agent;
    document.title = `Call with ${agent}`;
  },
  levels(own, agent) {
    level(view.own, own);
    level(view.agent, agent);
  },
  paced({ firstAudio, greeted, turns, cuts }) {
    if (firstAudio === null) return;
    const parts = [`First words after ${seconds(greeted)}`];
    if (turns.length) parts.push(`last answer after ${seconds(turns.at(-1))}`);
    view.pace.textContent = `${parts.join(', ')}.`;
    view.pace.hidden = false;
    Object.assign(document.body.dataset, {
      firstAudioMs: Math.round(firstAudio), greetedMs: Math.round(greeted), turnMs: turns.join(' '), bargeInMs: cuts.join(' '),
    });
  },
  over(trouble) {
    setMuted(false);
    call = null;
    level(view.own, 0);
    level(view.agent, 0);
    show('idle', trouble?.isEnd ? trouble.what : trouble ? 'You are not connected.' : 'The call is over.');
    if (trouble && !trouble.isEnd) complain(trouble);
    view.call.textContent = 'Call again';
    view.call.focus();
  },
};

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

function level(bar, value) {
  bar.style.transform = `scaleX(${Math.min(1, value).toFixed(3)})`;
}

function setMuted(muted) {
  call?.mute(muted);
  view.mute.setAttribute('aria-pressed', String(muted));
  view.mute.textContent = muted ? 'Unmute' : 'Mute';
  document.body.toggleAttribute('data-muted', muted);
}

const toggleMute = () => setMuted(view.mute.getAttribute('aria-pressed') !== 'true');

/** Hangs up; between calls it closes the frame that a call button has opened. */
function leave() {
  if (call) call.hangUp();
  else tellButton('close');
}

/** Tells the call button, wherever its page is: there is nothing in these words that others may not know. */
function tellButton(word) {
  if (isEmbedded) window.parent.postMessage({ cora: word }, '*');
}

view.call.addEventListener('click', dial);
view.hangup.addEventListener('click', () => call?.hangUp());
view.mute.addEventListener('click', toggleMute);
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'm' && !view.mute.hidden) toggleMute();
  if (event.key === 'Escape') leave();
});
addEventListener('pagehide', () => call?.hangUp());
document.body.toggleAttribute('data-embed', isEmbedded);
if (isEmbedded) id('talk').tabIndex = 0;
tellButton('here');
