/** Steps of one match against the resting orders, in arrays that the next match reuses. */
const STEPS_AT_FIRST = 64;

/** The incoming and the resting order trade. */
export const TRADE = 0;
/** The resting order of the same owner is cancelled. */
export const CANCEL_RESTING = 1;
/** Both orders of one owner lose the same quantity. An order without quantity is cancelled. */
export const DECREMENT = 2;

export class MatchLog {
  #steps = new Float64Array(STEPS_AT_FIRST * 4);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  kind(step: number): number {
    return this.#steps[step << 2] as number;
  }

  /** Slot of the resting order, readable until the next order is added to the book. */
  slot(step: number): number {
    return this.#steps[(step << 2) | 1] as number;
  }

  price(step: number): number {
    return this.#steps[(step << 2) | 2] as number;
  }

  lots(step: number): number {
    return this.#steps[(step << 2) | 3] as number;
  }

  clear(): void {
    this.#count = 0;
  }

  write(kind: number, slot: number, price: number, lots: number): void {
    const at = this.#count << 2;
    if (at === this.#steps.length) this.#grow();
    const steps = this.#steps;
    steps[at] = kind;
    steps[at | 1] = slot;
    steps[at | 2] = price;
    steps[at | 3] = lots;
    this.#count += 1;
  }

  #grow(): void {
    const grown = new Float64Array(this.#steps.length * 2);
    grown.set(this.#steps);
    this.#steps = grown;
  }
}
