import { useState } from 'react';

const FLASHES = ['', 'flash-a', 'flash-b'] as const;

/** A class that starts a short flash when `value` changed. Two of them take turns, since only another animation restarts. */
export function useFlash(value: number | string): string {
  const [seen, setSeen] = useState<{ value: number | string; flash: 0 | 1 | 2 }>({ value, flash: 0 });
  if (seen.value !== value) setSeen({ value, flash: seen.flash === 1 ? 2 : 1 });
  return FLASHES[seen.flash];
}
