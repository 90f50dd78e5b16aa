/**
 * Repeats work only a few times a second: at once, then with one call per period, and after the last call. Calls come
 * with a frame, while a timer would do the work between the panels of a frame, which costs a layout of the page. The
 * timer therefore waits for two periods, and runs only when no further call comes.
 */
export class Pace {
  readonly #periodMs: number;
  #work: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #doneAt = -Infinity;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** @param work work that replaces waiting work @param isUrgent true: do not wait */
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
