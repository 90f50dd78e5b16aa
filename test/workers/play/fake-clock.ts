/** A clock that the test advances. */
import type { Clock } from '../../../src/workers/play/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export class FakeClock implements Clock {
  readonly #costMs: number;
  #now = 0;
  #timers: Timer[] = [];

  /** @param costMs time that every read of the clock takes, as if work had been done since the last one */
  constructor(costMs = 0) {
    this.#costMs = costMs;
  }

  now(): number {
    this.#now += this.#costMs;
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  soon(callback: () => void): () => void {
    return this.after(0, callback);
  }

  /** Let time pass, and run due callbacks in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, end);
  }
}
