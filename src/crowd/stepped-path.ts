/** A random path in steps of a tenth of a second, in basis points from its start. */

export const STEP_SECONDS = 0.1;
/** Number of steps that stay readable before the newest one. */
const PAST_STEPS = 600;
const STEPS_MAX = 4_096;

/** A source of the price that the crowd believes to be fair. */
export interface FairSource {
  /** @param seconds time since the start; reading a future time fixes its value @returns basis points from the start */
  at(seconds: number): number;
  /** Raises the value by a number of basis points from this time on. */
  jump(seconds: number, bp: number): void;
}

export class SteppedPath implements FairSource {
  readonly #next: (last: number) => number;
  /** Values of the steps, in order. */
  #path: number[] = [0];
  /** Number of the step in `#path[0]`. */
  #first = 0;

  /** @param next draws the next value from the last one */
  constructor(next: (last: number) => number) {
    this.#next = next;
  }

  at(seconds: number): number {
    const step = Math.max(this.#first, Math.floor(seconds / STEP_SECONDS));
    while (step - this.#first >= this.#path.length) this.#path.push(this.#next(this.#path.at(-1) ?? 0));
    const value = this.#path[step - this.#first] ?? 0;
    if (this.#path.length > STEPS_MAX) this.#forget(step - PAST_STEPS);
    return value;
  }

  jump(seconds: number, bp: number): void {
    this.at(seconds);
    const from = Math.max(0, Math.floor(seconds / STEP_SECONDS) - this.#first);
    this.#path = this.#path.map((value, index) => (index < from ? value : value + bp));
  }

  #forget(before: number): void {
    const count = Math.min(before - this.#first, this.#path.length - 1);
    if (count < STEPS_MAX / 4) return;
    this.#path = this.#path.slice(count);
    this.#first += count;
  }
}
