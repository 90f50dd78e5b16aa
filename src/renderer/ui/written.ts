/** Elements that are updated without React: created once, then given new text or attributes only when they differ. */

export function textNode(): Text {
  return document.createTextNode('');
}

export function span(className: string, ...children: readonly Node[]): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.append(...children);
  return element;
}

export function write(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}

/** Gives the list this many lines by adding or removing lines at its end. */
export function fitLines<Line extends { readonly element: HTMLElement }>(
  list: HTMLElement,
  lines: Line[],
  count: number,
  create: () => Line,
): void {
  for (const line of lines.splice(count)) line.element.remove();
  while (lines.length < count) {
    const line = create();
    lines.push(line);
    list.append(line.element);
  }
}

/** @param value null: remove the attribute */
export function mark(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
