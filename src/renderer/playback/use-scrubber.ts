import { useEffect, useState } from 'react';
import type { PlaybackPosition } from '../../contract/pit-state.ts';
import { Seeks } from './seeks.ts';

/** Time for which the thumb stays where the user put it, before it follows the session again. */
const SETTLE_MS = 400;

/**
 * Position of the thumb, and the effect of moving it.
 * @param seek seeks to a time in microseconds; it must always do the same
 */
export function useScrubber({ time, state }: PlaybackPosition, seek: (time: number) => void) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [seeks] = useState(() => new Seeks(seek));
  const isSeeking = state === 'seeking';
  useEffect(() => {
    if (dragged === null || isSeeking) return undefined;
    const timer = setTimeout(() => setDragged(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [dragged, isSeeking]);
  useEffect(() => seeks.noteUnderWay(isSeeking), [seeks, isSeeking]);
  useEffect(() => () => seeks.end(), [seeks]);
  const move = (to: number) => {
    setDragged(to);
    seeks.to(to);
  };
  return { shown: dragged ?? time, move };
}
