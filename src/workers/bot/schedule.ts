/**
 * Schedule of `nextOrder` and `onTimer`: every N ms, or for `nextOrder` without an interval once per turn of the event
 * loop with a change.
 */

export interface Plan {
  /** Milliseconds from one `nextOrder` to the next. Undefined: it runs with every change. */
  readonly everyMs?: number | undefined;
  /** Milliseconds from one `onTimer` to the next. Undefined: there is none. */
  readonly timerMs?: number | undefined;
}

export interface Runs {
  readonly nextOrder: () => void;
  readonly onTimer: () => void;
}

export class Schedule {
  readonly #plan: Plan;
  readonly #runs: Runs;
  #timers: NodeJS.Timeout[] = [];
  #soon: NodeJS.Immediate | undefined;
  #isRunning = false;

  constructor(plan: Plan, runs: Runs) {
    this.#plan = plan;
    this.#runs = runs;
  }

  /** Starts with a `nextOrder`. */
  start(): void {
    const { everyMs, timerMs } = this.#plan;
    this.#isRunning = true;
    if (everyMs !== undefined) this.#timers.push(setInterval(this.#runs.nextOrder, everyMs));
    if (timerMs !== undefined) this.#timers.push(setInterval(this.#runs.onTimer, timerMs));
    this.#runSoon();
  }

  /** Notes that the market or an own order has changed. */
  changed(): void {
    if (this.#isRunning && this.#plan.everyMs === undefined) this.#runSoon();
  }

  stop(): void {
    this.#isRunning = false;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    clearImmediate(this.#soon);
    this.#soon = undefined;
  }

  #runSoon(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#runs.nextOrder();
    });
  }
}
