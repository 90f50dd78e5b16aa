/**
 * Repeats work that is worth doing only a few times a second: at once, then with a call once per period, and after the last
 * call. Calls come with a frame; a timer would do the work between the panels of a frame, which costs a layout of the page.
 * So the timer waits for two periods and runs only when no call comes any more.
 */
export class Pace {
  readonly #periodMs: number;
  #work: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #doneAt = -Infinity;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** @param work replaces work that still waits @param isUrgent it does not wait */
  run(work: () => void, isUrgent = false): void {
    this.#work = work;
    const waitMs = isUrgent ? 0 : this.#doneAt + this.#periodMs - performance.now();
    if (waitMs <= 0) this.#run();
    else this.#timer ??= setTimeout(() => this.#run(), waitMs + this.#periodMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work = null;
  }

  #run(): void {
    const work = this.#work;
    this.end();
    this.#doneAt = performance.now();
    work?.();
  }
}
