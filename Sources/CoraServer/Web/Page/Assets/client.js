// The page: what its buttons do, and what it shows.

import { openAudio } from './client-audio.js';
import { askForSession, openSession } from './client-session.js';
import { Conversation } from './client-conversation.js';
import { troubleOf } from './client-words.js';

const id = (name) => document.getElementById(name);
const view = {
  who: id('who'), state: id('state'), call: id('call'), mute: id('mute'), hangup: id('hangup'), talk: id('talk'), first: id('first'),
  trouble: id('trouble'), what: id('trouble-what'), way: id('trouble-way'), telephone: id('trouble-telephone'),
  own: id('own-level'), agent: id('agent-level'), name: id('agent-name'),
};

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
    view.telephone.textContent = `Call ${trouble.telephone}`;
  }
  view.trouble.hidden = false;
}

/** Ends the call on this side: everything is let go, and the reason shown if it is trouble. */
function over(ended, trouble) {
  if (call !== ended) return;
  call = null;
  ended.session?.close();
  ended.audio?.close();
  ended.conversation.over();
  setMuted(false);
  level(view.own, 0);
  level(view.agent, 0);
  show('idle', trouble?.isEnd ? trouble.what : trouble ? 'You are not connected.' : 'The call is over.');
  if (trouble && !trouble.isEnd) complain(trouble);
  view.call.textContent = 'Call again';
  view.call.focus();
}

async function dial() {
  const mine = { conversation: new Conversation(id('turns'), id('spoken')), began: performance.now() };
  call = mine;
  view.trouble.hidden = true;
  view.first.hidden = true;
  view.talk.hidden = false;
  show('connecting', 'Asking for your microphone');
  view.hangup.focus();
  try {
    const audio = await openAudio();
    if (call !== mine) return audio.close();
    mine.audio = audio;
    show('connecting', 'Connecting');
    const answer = await askForSession(new URLSearchParams(location.search).get('tenant'));
    if (call !== mine) return;
    mine.dialled = performance.now();
    mine.session = openSession(answer, handlers(mine));
    connect(mine);
  } catch (error) {
    over(mine, troubleOf(error));
  }
}

/** Joins the audio and the session. */
function connect(mine) {
  mine.audio.captured = (block) => mine.session.send(block);
  mine.audio.played = (position) => mine.session.played(position);
  mine.audio.heard = () => {
    const took = Math.round(performance.now() - mine.dialled);
    view.first.textContent = `First words after ${(took / 1000).toFixed(1)} s.`;
    view.first.hidden = false;
    document.body.dataset.firstAudioMs = String(took);
  };
  mine.audio.levels = (own, agent) => {
    level(view.own, own);
    level(view.agent, agent);
  };
}

const handlers = (mine) => ({
  ready(message) {
    view.who.textContent = message.agent;
    view.name.textContent = message.agent;
    document.title = `Call with ${message.agent}`;
    mine.conversation.agent = message.agent;
    show('live', 'You are connected. Just talk.');
  },
  audio: (samples) => mine.audio.play(samples),
  clear(message) {
    mine.audio.clear(message.position);
    mine.conversation.cut();
  },
  words: (message) => mine.conversation.words(message),
  turn: (message) => mine.conversation.turn(message),
  withdrawn: (message) => mine.conversation.withdrawn(message),
  tool: (message) => mine.conversation.tool(message),
  notice: (message) => mine.conversation.notice(message),
  over: (ending) => over(mine, troubleOf(ending)),
});

function level(bar, value) {
  bar.style.transform = `scaleX(${Math.min(1, value).toFixed(3)})`;
}

function setMuted(muted) {
  call?.audio?.mute(muted);
  view.mute.setAttribute('aria-pressed', String(muted));
  view.mute.textContent = muted ? 'Unmute' : 'Mute';
  document.body.toggleAttribute('data-muted', muted);
}

function hangUp() {
  const mine = call;
  if (!mine) return;
  mine.session?.bye();
  over(mine, null);
}

view.call.addEventListener('click', dial);
view.hangup.addEventListener('click', hangUp);
view.mute.addEventListener('click', () => setMuted(view.mute.getAttribute('aria-pressed') !== 'true'));
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !call) return;
  if (event.key === 'm' && !view.mute.hidden) setMuted(view.mute.getAttribute('aria-pressed') !== 'true');
  if (event.key === 'Escape') hangUp();
});
addEventListener('pagehide', hangUp);
