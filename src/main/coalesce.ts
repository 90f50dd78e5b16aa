import type { Clock } from '../pit/clock.ts';

/** @returns a function that requests `act`, which then runs once within `withinMs`, however many requests there are */
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
