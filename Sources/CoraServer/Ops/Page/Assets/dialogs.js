// Questions before anything is done, short words after it, and the page of the runbook.

import { h, place, say } from './dom.js';
import { readText } from './server.js';

/** Words that go away by themselves. */
export class Toasts {
  constructor() {
    this.element = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  }

  say(text, tone = 'good') {
    const toast = h('p', { class: 'toast', 'data-tone': tone, on: { click: () => toast.remove() } }, text);
    this.element.append(toast);
    while (this.element.children.length > 4) this.element.firstChild.remove();
    setTimeout(() => toast.remove(), tone === 'bad' ? 12_000 : 5000);
  }
}

/** Asks; resolves to null if the answer is no, else to what was typed. */
export function confirm({ title, text, yes, danger, field }) {
  return new Promise((resolve) => {
    const input = field ? h('input', { type: 'tel', placeholder: field.placeholder, 'aria-label': field.label, autocomplete: 'off' }) : null;
    const wrong = h('p', { class: 'notice', hidden: true });
    const dialog = h('dialog', { class: 'ask', 'aria-label': title }, h('form', {
      method: 'dialog',
      on: {
        submit: (event) => {
          event.preventDefault();
          const value = input?.value.trim() ?? '';
          const problem = field?.check(value);
          if (problem) {
            say(wrong, problem);
            wrong.hidden = false;
            return;
          }
          done(value);
        },
      },
    }, h('h2', {}, title), h('p', {}, text), input, wrong, h('div', { class: 'buttons' },
      h('button', { type: 'button', on: { click: () => done(null) } }, 'Cancel'),
      h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, yes))));
    function done(value) {
      dialog.close();
      dialog.remove();
      resolve(value);
    }
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); done(null); });
    document.body.append(dialog);
    dialog.showModal();
    (input ?? dialog.querySelector('button')).focus();
  });
}

/** Inline code and bold of a line of Markdown, as elements. */
function spans(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).map((part) => {
    if (part.startsWith('`') && part.length > 1) return h('code', {}, part.slice(1, -1));
    if (part.startsWith('**') && part.length > 3) return h('b', {}, part.slice(2, -2));
    if (part.startsWith('*') && part.endsWith('*') && part.length > 2) return h('em', {}, part.slice(1, -1));
    return part.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  });
}

/** Headings, paragraphs, lists and code of Markdown: as much as the runbook has. */
function render(lines) {
  const nodes = [];
  let list = null;
  let code = null;
  let paragraph = null;
  for (const line of lines) {
    const isFence = line.trimStart().startsWith('```');
    if (isFence) { code = code ? null : h('code'); if (code) nodes.push(h('pre', {}, code)); [list, paragraph] = [null, null]; continue; }
    if (code) { code.append(`${line}\n`); continue; }
    const heading = /^#{1,6}\s+(.*?)\s*(\{#[^}]*\})?$/.exec(line);
    const item = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(line);
    if (heading) { nodes.push(h('h3', {}, spans(heading[1]))); [list, paragraph] = [null, null]; continue; }
    if (item) {
      if (!list) nodes.push(list = h('ul'));
      list.append(paragraph = h('li', {}, spans(item[1])));
      continue;
    }
    if (/^\s*(<[^>]*>)?\s*$/.test(line)) { paragraph = null; if (line.trim() === '') continue; continue; }
    // A line that begins in bold says another thing: what it means, what to look at, what to do.
    if (paragraph && !line.startsWith('**')) paragraph.append(' ', ...spans(line.trim()));
    else { list = null; nodes.push(paragraph = h('p', {}, spans(line.trim()))); }
  }
  return nodes;
}

const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');

/** The lines of the section with that id: a heading whose words, {#id} or anchor it is, up to the next of its level. */
export function section(markdown, id) {
  const lines = markdown.split(/\r?\n/);
  const wanted = slug(id);
  let [start, level, isFenced] = [-1, 0, false];
  for (const [i, line] of lines.entries()) {
    if (line.trimStart().startsWith('```')) isFenced = !isFenced;
    const heading = isFenced ? null : /^(#{1,6})\s+(.*?)\s*(?:\{#([^}]*)\})?$/.exec(line);
    if (!heading) continue;
    const anchor = /id="([^"]+)"/.exec(`${lines[i - 1] ?? ''} ${heading[2]}`)?.[1];
    if (start >= 0 && heading[1].length <= level) return lines.slice(start, i);
    if (start < 0 && [slug(heading[2].replace(/<[^>]*>|`/g, '')), heading[3] && slug(heading[3]), anchor && slug(anchor)].includes(wanted)) {
      [start, level] = [i, heading[1].length];
    }
  }
  return start < 0 ? null : lines.slice(start);
}

/** Shows a section of the runbook. */
export async function showRunbook(id) {
  const body = h('div', { class: 'prose' }, h('p', {}, 'Reading…'));
  const dialog = h('dialog', { class: 'runbook', 'aria-label': 'Runbook' }, body,
    h('div', { class: 'buttons' }, h('span', { class: 'hint' }, `Config/runbook.md#${id}`),
      h('button', { type: 'button', class: 'primary', on: { click: () => dialog.close() } }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  try {
    const text = await readText('/runbook');
    const found = section(text, id);
    place(body, found ? render(found) : [h('p', {}, `The runbook has no section "${id}". All of it:`), ...render(text.split('\n'))]);
  } catch (error) {
    place(body, [h('p', {}, `The runbook cannot be shown: ${error.message}`), h('p', {}, `It is in Config/runbook.md, section "${id}".`)]);
  }
}
