import { useLayoutEffect, useRef, type RefObject } from 'react';

interface Writer<Sight> {
  show(sight: Sight): void;
}

/**
 * Writes the content of an element without React (written.ts) whenever the component is rendered.
 * @param create creates the writer, once
 */
export function useWritten<Element extends HTMLElement, Sight>(
  ref: RefObject<Element | null>,
  create: (element: Element) => Writer<Sight>,
  sight: Sight,
): void {
  const writerRef = useRef<Writer<Sight>>(null);
  useLayoutEffect(() => {
    if (ref.current === null) return;
    writerRef.current ??= create(ref.current);
    writerRef.current.show(sight);
  });
}
