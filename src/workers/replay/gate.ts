/** Makes one loop wait until incoming messages satisfy its condition. */
interface Waiting {
  readonly condition: () => boolean;
  resolve(): void;
  reject(reason: unknown): void;
}

export class Gate {
  readonly #signal: AbortSignal;
  #waiting: Waiting | undefined;

  /** @param signal signal that ends every wait with its reason when it aborts */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#waiting?.reject(signal.reason));
  }

  /** Waits for a condition. Only one wait is possible at a time. */
  async until(condition: () => boolean): Promise<void> {
    this.#signal.throwIfAborted();
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { condition, resolve, reject };
    });
  }

  /** Checks whether the wait is over. Call it after every message. */
  check(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || !waiting.condition()) return;
    this.#waiting = undefined;
    waiting.resolve();
  }
}
