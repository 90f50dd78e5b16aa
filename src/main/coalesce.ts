import type { Clock } from '../pit/clock.ts';

/** @returns asks for `act`, which then runs once, `withinMs` later at most, however often it was asked for. */
export function coalesce(clock: Clock, withinMs: number, act: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    clock.after(withinMs, () => {
      isDue = false;
      act();
    });
  };
}
