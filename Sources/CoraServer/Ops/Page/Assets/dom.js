// Elements, made without markup: whatever comes from outside becomes text and nothing else.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element: h('p', {class: 'why'}, 'text', otherElement). */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** An SVG element. */
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

/** Sets the text if it changed; a layout that need not be done is not asked for. */
export function say(node, text) {
  const wanted = text === null || text === undefined ? '' : String(text);
  if (node.textContent !== wanted) node.textContent = wanted;
}

/** Sets or removes an attribute if it changed. */
export function mark(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
}

/** Puts children in place of those that are there, unless they are the same nodes in the same order. */
export function place(node, children) {
  const wanted = children.flat().filter(Boolean);
  const isSame = wanted.length === node.childNodes.length && wanted.every((child, i) => child === node.childNodes[i]);
  if (!isSame) node.replaceChildren(...wanted);
}
