import { useEffect, useState } from 'react';

/** Time of a page, long enough to find a name. */
const PAGE_MS = 10_000;

interface Pages {
  /** Number of the turn, any whole number, because the pages repeat in a circle. */
  readonly turn: number;
  readonly isHeld: boolean;
}

/** Turns the pages. ← and → turn by hand, and Space holds the page. */
export function usePages(onLeave: () => void): Pages {
  const [turn, setTurn] = useState(0);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    // The time starts again after a turn by hand.
    const timer = setTimeout(() => setTurn(turn + 1), PAGE_MS);
    return () => clearTimeout(timer);
  }, [turn, isHeld]);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const isOurs = event.target === document.body || event.target === null;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]'))
        return;
      if (event.key === 'Escape') onLeave();
      else if (event.key === 'ArrowRight') setTurn((now) => now + 1);
      else if (event.key === 'ArrowLeft') setTurn((now) => now - 1);
      else if (event.key === ' ' && isOurs) setHeld((now) => !now);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, [onLeave]);
  return { turn, isHeld };
}
