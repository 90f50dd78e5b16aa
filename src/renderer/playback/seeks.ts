/**
 * The seeks of a thumb that the user drags: one after the other, so the panels follow, and the newest target last. A
 * seek that is under way delays the next one.
 */

/** Shortest time between two seeks. */
const SEEK_INTERVAL_MS = 120;

export class Seeks {
  readonly #seek: (time: number) => void;
  /** Where to go next. Null: the newest target was sent. */
  #target: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isUnderWay = false;

  /** @param seek seeks to a time in microseconds */
  constructor(seek: (time: number) => void) {
    this.#seek = seek;
  }

  to(time: number): void {
    this.#target = time;
    if (this.#timer === undefined) this.#send();
  }

  /** Notes whether the player carries out a seek. */
  noteUnderWay(isUnderWay: boolean): void {
    this.#isUnderWay = isUnderWay;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #send(): void {
    const target = this.#target;
    this.#timer = target === null ? undefined : setTimeout(() => this.#send(), SEEK_INTERVAL_MS);
    if (target === null || this.#isUnderWay) return;
    this.#target = null;
    this.#seek(target);
  }
}
