import { useState } from 'react';

const FLASHES = ['', 'flash-a', 'flash-b'] as const;
/** What changes before a flash could be over does not flash: that would be a glow, which says nothing and costs frames. */
const QUIET_MS = 150;

interface Seen {
  readonly value: number | string;
  readonly at: number;
  readonly flash: 0 | 1 | 2;
}

/** A class that starts a short flash when `value` changed. Two of them take turns, since only another animation restarts. */
export function useFlash(value: number | string): string {
  const [seen, setSeen] = useState<Seen>({ value, at: 0, flash: 0 });
  if (seen.value !== value) setSeen((before) => changed(before, value, Date.now()));
  return FLASHES[seen.flash];
}

function changed({ at, flash }: Seen, value: number | string, now: number): Seen {
  if (now - at < QUIET_MS) return { value, at: now, flash: 0 };
  return { value, at: now, flash: flash === 1 ? 2 : 1 };
}
