import { useEffect, useRef, useState } from 'react';
import type { PlaybackPosition } from '../../contract/pit-state.ts';

/** Least time from one seek to the next while the thumb is dragged. */
const SEEK_INTERVAL_MS = 120;
/** For so long the thumb stays where it was put; then it follows the session again. */
const SETTLE_MS = 400;

/**
 * Where the thumb is, and what moving it does. While it is dragged one seek follows the other, so that the panels go along.
 * @param seek to a time in microseconds
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
