/**
 * Schedule of `nextOrder` and `onTimer`: every N ms, or for `nextOrder` without an interval once per turn of the event
 * loop with a change.
 */
import type { Strategy } from '../../contract/strategy.ts';

export interface Plan {
  /** Milliseconds from one `nextOrder` to the next. Undefined: it runs with every change. */
  readonly everyMs?: number | undefined;
  /** Milliseconds from one `onTimer` to the next. Undefined: there is none. */
  readonly timerMs?: number | undefined;
}

/** True for members of a strategy that are called when something happens, and not by a timer. */
const IS_PROMPT: Readonly<Record<keyof Strategy, boolean>> = {
  everyMs: false,
  timerMs: false,
  nextOrder: false,
  onStart: false,
  onFill: true,
  onOrder: true,
  onReject: true,
  onTrade: true,
  onBook: true,
  onTimer: false,
  onPosition: true,
  onLiquidation: true,
  onStop: false,
  state: false,
  restore: false,
};
const PROMPT = (Object.keys(IS_PROMPT) as (keyof Strategy)[]).filter((member) => IS_PROMPT[member]);
/** Shortest `everyMs` and `timerMs` of a strategy that counts as timed. */
const TIMED_MS_MIN = 50;

/** True when the strategy acts only by timers, so that it needs the market only then. */
export function isTimed(strategy: Strategy): boolean {
  const { everyMs = 0, timerMs = TIMED_MS_MIN } = strategy;
  const isSlow = Math.min(everyMs, timerMs) >= TIMED_MS_MIN;
  return isSlow && PROMPT.every((member) => strategy[member] === undefined);
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
