/** Calls the author's code. It logs each error with its line, and too many errors pause the bot. */
import type { Logger } from '../../runtime/log.ts';
import type { Activity } from './activity.ts';
import { isThrownIn, quoteThrown, type SourceLines } from './source-lines.ts';

/** Number of errors within THROW_WINDOW_MS that pauses the strategy. */
const THROWS_MAX = 3;
const THROW_WINDOW_MS = 1_000;

export interface GuardOptions {
  readonly log: Logger;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Called once, with the reason. */
  readonly onGiveUp: (reason: string) => void;
  /** Called with the code that starts to run, and with null when it ends. */
  readonly onActivity: (activity: Activity | null) => void;
}

export class Guard {
  readonly #options: GuardOptions;
  readonly #sources: SourceLines;
  #thrownAt: number[] = [];
  #hasGivenUp = false;
  /** Callbacks that have returned a promise with intents, which is reported once of each. */
  readonly #lateIntents = new Set<string>();

  constructor(sources: SourceLines, options: GuardOptions) {
    this.#sources = sources;
    this.#options = options;
  }

  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  /** Runs a callback. @returns its result; undefined if it threw or returned a promise */
  call(name: Activity, callback: () => unknown): unknown {
    return this.#call(name, callback, false);
  }

  /** Like `call`, for a callback whose result is needed at once. */
  ask(name: Activity, callback: () => unknown): unknown {
    return this.#call(name, callback, true);
  }

  report(name: string, error: unknown): void {
    const { log, now, onGiveUp } = this.#options;
    const text = `${name} failed: ${quoteThrown(error, this.#sources)}`;
    log.error(text);
    this.#thrownAt.push(now());
    if (this.#thrownAt.length > THROWS_MAX) this.#thrownAt.shift();
    if (this.#hasGivenUp || !this.#isTooMany()) return;
    this.#hasGivenUp = true;
    // The log has just quoted the line, so the reason is a single line.
    onGiveUp(`${THROWS_MAX} errors within a second, the last one: ${text.split('\n')[0]}`);
  }

  /**
   * Handles an error outside the callbacks, in a timer or a listener. @returns true when the strategy's code threw it
   */
  threw(error: unknown): boolean {
    if (!isThrownIn(error, this.#sources)) return false;
    this.report('a timer or listener of the strategy', error);
    return true;
  }

  /** Runs a timer of the strategy, for a clock that does not call `threw`. */
  runTimer(timer: () => void): void {
    try {
      timer();
    } catch (error) {
      if (!this.threw(error)) throw error;
    }
  }

  /** @param isNeeded true: a promise instead of the result is an error */
  #call(name: Activity, callback: () => unknown, isNeeded: boolean): unknown {
    const { onActivity } = this.#options;
    onActivity(name);
    try {
      const returned = callback();
      if (!isPromise(returned)) return returned;
      returned.then(
        (late) => this.#resolved(name, late),
        (error: unknown) => this.report(name, error),
      );
      if (isNeeded)
        throw new TypeError(`${name} returned a promise; it must answer at once, so it cannot be async`);
    } catch (error) {
      this.report(name, error);
    } finally {
      onActivity(null);
    }
    return undefined;
  }

  /** An async callback returns too late for its intents. Without a warning, its author would wait for the orders. */
  #resolved(name: string, late: unknown): void {
    if (late === undefined || late === null || name === 'nextOrder' || name === 'state') return;
    if (this.#lateIntents.has(name)) return;
    this.#lateIntents.add(name);
    this.#options.log.warn(
      `${name} is async, so what it returned was not sent; keep it in a field, and let nextOrder return it`,
    );
  }

  #isTooMany(): boolean {
    const [oldest] = this.#thrownAt;
    return this.#thrownAt.length === THROWS_MAX && this.#options.now() - (oldest ?? 0) <= THROW_WINDOW_MS;
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
