/** A random path in steps of a tenth of a second, in basis points from where it began. */

export const STEP_SECONDS = 0.1;
/** Steps that are kept behind the newest question. */
const PAST_STEPS = 600;
const STEPS_MAX = 4_096;

/** What the crowd believes a price to be. */
export interface FairSource {
  /** @param seconds since it began; a moment to come is decided by asking for it. @returns basis points from where it began */
  at(seconds: number): number;
  /** From this moment on the value is higher by so many basis points. */
  jump(seconds: number, bp: number): void;
}

export class SteppedPath implements FairSource {
  readonly #next: (last: number) => number;
  /** One value for each step. */
  #path: number[] = [0];
  /** The step of `#path[0]`. */
  #first = 0;

  /** @param next draws the value after the last one */
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
