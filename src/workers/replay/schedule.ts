/** Computes when a message is due: file time since the first message, divided by the speed. */
const NANOS_PER_MS = 1_000_000;

export class Schedule {
  readonly #speed: number;
  readonly #nowMs: () => number;
  readonly #startNanos: number;
  readonly #startMs: number;

  /**
   * Starts now.
   * @param speed file seconds per second of real time; 0: everything is due at once
   * @param startNanos file time that is due now
   */
  constructor(speed: number, startNanos: number, nowMs: () => number = () => performance.now()) {
    this.#speed = speed;
    this.#nowMs = nowMs;
    this.#startNanos = startNanos;
    this.#startMs = nowMs();
  }

  /** Milliseconds until the message is due. Negative: it is late. */
  untilDueMs(timeNanos: number): number {
    if (this.#speed === 0) return 0;
    const dueMs = this.#startMs + (timeNanos - this.#startNanos) / NANOS_PER_MS / this.#speed;
    return dueMs - this.#nowMs();
  }
}
