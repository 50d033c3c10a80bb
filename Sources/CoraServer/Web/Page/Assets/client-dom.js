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
