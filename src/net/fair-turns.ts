/**
 * Processes work for many clients in small portions.
 *
 * 1. The clients take turns, each with its oldest piece of work. A client with many requests only delays itself.
 * 2. After a piece, the process rests for as long as the piece took, at most REST_MS_MAX. The event loop accepts one
 *    connection in each of its turns, so without a rest a flood of expensive requests would lock out everyone who
 *    connects after it.
 */

/** Longest rest, also of a process that was suspended. */
const REST_MS_MAX = 50;
/** Shortest rest that is worth a timer. */
const REST_MS_MIN = 1;

export class FairTurns {
  readonly #now: () => number;
  /** Pieces of work by client. The next client comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isBusy = false;

  /** @param now milliseconds of a monotonic clock */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Resolves when it is the client's turn. The piece of work is everything that runs before the next turn of the event
   * loop.
   */
  turn(client: string): Promise<void> {
    if (!this.#isBusy) setImmediate(() => this.#next());
    this.#isBusy = true;
    return new Promise((resolve) => {
      const pieces = this.#waiting.get(client);
      if (pieces === undefined) this.#waiting.set(client, [resolve]);
      else pieces.push(resolve);
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#isBusy = false;
      return;
    }
    const [client, pieces] = first;
    this.#waiting.delete(client);
    const startMs = this.#now();
    pieces.shift()?.();
    if (pieces.length > 0) this.#waiting.set(client, pieces);
    setImmediate(() => this.#rest(this.#now() - startMs));
  }

  #rest(ms: number): void {
    if (ms < REST_MS_MIN) this.#next();
    else setTimeout(() => this.#next(), Math.min(ms, REST_MS_MAX));
  }
}
