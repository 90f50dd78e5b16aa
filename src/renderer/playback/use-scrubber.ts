import { useEffect, useRef, useState } from 'react';
import type { PlaybackPosition } from '../../contract/pit-state.ts';

/** Shortest time between two seeks while the user drags the thumb. */
const SEEK_INTERVAL_MS = 120;
/** Time for which the thumb stays where the user put it, before it follows the session again. */
const SETTLE_MS = 400;

/**
 * Position of the thumb, and the effect of moving it. Dragging sends one seek after the other, so the panels follow.
 * @param seek seeks to a time in microseconds
 */
export function useScrubber({ time, state }: PlaybackPosition, seek: (time: number) => void) {
  const [dragged, setDragged] = useState<number | null>(null);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout> | undefined; time: number | null }>({
    timer: undefined,
    time: null,
  });
  const isSeeking = state === 'seeking';
  useEffect(() => {
    if (dragged === null || isSeeking) return undefined;
    const timer = setTimeout(() => setDragged(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [dragged, isSeeking]);
  const isUnderWay = useRef(isSeeking);
  useEffect(() => {
    isUnderWay.current = isSeeking;
  }, [isSeeking]);
  const send = () => {
    const { time: target } = waiting.current;
    waiting.current.timer = target === null ? undefined : setTimeout(send, SEEK_INTERVAL_MS);
    if (target === null || isUnderWay.current) return;
    waiting.current.time = null;
    seek(target);
  };
  const move = (to: number) => {
    setDragged(to);
    waiting.current.time = to;
    if (waiting.current.timer === undefined) send();
  };
  return { shown: dragged ?? time, move };
}
