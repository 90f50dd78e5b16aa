/** When `nextOrder` runs: every N ms, or once per turn of the event loop in which something changed. */

export class Schedule {
  readonly #everyMs: number | undefined;
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #isRunning = false;

  constructor(everyMs: number | undefined, run: () => void) {
    this.#everyMs = everyMs;
    this.#run = run;
  }

  /** Begins with a run. */
  start(): void {
    this.#isRunning = true;
    if (this.#everyMs !== undefined) this.#timer = setInterval(this.#run, this.#everyMs);
    this.#runSoon();
  }

  /** The market or an own order changed. */
  changed(): void {
    if (this.#isRunning && this.#everyMs === undefined) this.#runSoon();
  }

  stop(): void {
    this.#isRunning = false;
    clearInterval(this.#timer);
    clearImmediate(this.#soon);
    this.#soon = undefined;
  }

  #runSoon(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#run();
    });
  }
}
