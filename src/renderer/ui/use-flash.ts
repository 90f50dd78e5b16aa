import { useState } from 'react';

const FLASHES = ['', 'flash-a', 'flash-b'] as const;
/** What changes before a flash could be over does not flash: that would be a glow, which says nothing and costs frames. */
const QUIET_MS = 150;

type Shown = number | string;

/** Not told to React: it is known when the component is drawn, and a state that is set then would draw it twice. */
class Flash {
  #of: Shown;
  #value: Shown;
  #at = 0;
  #turn: 0 | 1 | 2 = 0;

  constructor(value: Shown, of: Shown) {
    this.#of = of;
    this.#value = value;
  }

  nameFor(value: Shown, of: Shown, isQuiet: boolean): string {
    if (of !== this.#of || isQuiet) this.#turn = 0;
    else if (value !== this.#value) this.#change(Date.now());
    this.#of = of;
    this.#value = value;
    return FLASHES[this.#turn];
  }

  #change(now: number): void {
    const isQuiet = now - this.#at < QUIET_MS;
    this.#turn = isQuiet ? 0 : this.#turn === 1 ? 2 : 1;
    this.#at = now;
  }
}

/**
 * A class that starts a short flash when `value` changed. Two of them take turns, since only another animation restarts.
 * @param of whose value it is: that of another one is no change
 * @param isQuiet do not flash this time
 */
export function useFlash(value: Shown, of: Shown, isQuiet = false): string {
  const [flash] = useState(() => new Flash(value, of));
  return flash.nameFor(value, of, isQuiet);
}
