/** Elements that are written past React: made once, and then given another text or attribute, which is left alone when it is the same. */

export function textNode(): Text {
  return document.createTextNode('');
}

export function span(className: string, ...children: readonly Node[]): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.append(...children);
  return element;
}

export function write(node: Text, words: string): void {
  if (node.data !== words) node.data = words;
}

/** @param value null: without it */
export function mark(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
