/** Bounds the number of runs at the same time. The others wait, the oldest first. */
import type { Outcome } from './pool.ts';
import type { RunRequest } from './run.ts';

export class RunSlots {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #isClosed = false;

  constructor(max: number) {
    this.#max = max;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @param isWanted called when it is the run's turn; on `false` the run fails without a start */
  async run(request: RunRequest, isWanted: () => boolean, start: () => Promise<Outcome>): Promise<Outcome> {
    while (this.#taken >= this.#max && !this.#isClosed)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#isClosed) return { failed: { request, reason: 'the lab was stopped' } };
    this.#taken += 1;
    try {
      return isWanted() ? await start() : { failed: { request, reason: 'it is no longer wanted' } };
    } finally {
      this.#taken -= 1;
      // This happens after the caller has the outcome, because it may no longer want the next run.
      queueMicrotask(() => this.#waiting.shift()?.());
    }
  }

  /** Starts no further runs. */
  close(): void {
    this.#isClosed = true;
    for (const proceed of this.#waiting.splice(0)) proceed();
  }
}
