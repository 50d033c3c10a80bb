// Elements, made without markup: whatever comes from outside becomes text and nothing else.

/** An HTML element: h('p', {class: 'why'}, 'text', otherElement). */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Sets the text if it changed. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A telephone number for people, from one for machines (E.164) or for a voice: +14155550177 and "4 1 5, 5 5 5, 0 1 7 7" become
    (415) 555-0177. */
export function telephone(number) {
  const american = /^(?:\+1)?(\d{3})(\d{3})(\d{4})$/.exec(number.replace(/[, ]/g, ''));
  return american ? `(${american[1]}) ${american[2]}-${american[3]}` : number;
}
