/** Lets one loop wait until incoming messages satisfy its condition. */
interface Waiting {
  readonly condition: () => boolean;
  resolve(): void;
  reject(reason: unknown): void;
}

export class Gate {
  readonly #signal: AbortSignal;
  #waiting: Waiting | undefined;

  /** @param signal whose abort ends every wait with its reason. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#waiting?.reject(signal.reason));
  }

  /** One wait at a time. */
  async until(condition: () => boolean): Promise<void> {
    this.#signal.throwIfAborted();
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { condition, resolve, reject };
    });
  }

  /** Something happened: check whether the wait is over. */
  check(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || !waiting.condition()) return;
    this.#waiting = undefined;
    waiting.resolve();
  }
}
