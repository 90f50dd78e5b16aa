/**
 * The crowd's time: seconds since its start, without the time during which it could not act. A crowd that has waited
 * for its connections, or slept with the machine, does not catch up.
 */

/** Longest step between two wake-ups, in seconds. */
const STEP_SECONDS_MAX = 0.5;
const MS_PER_SECOND = 1_000;

export class CrowdClock {
  readonly #nowMs: () => number;
  #seconds = 0;
  #atMs: number;
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Infinity;

  /** @param nowMs clock that never goes back */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#atMs = nowMs();
  }

  seconds(): number {
    const nowMs = this.#nowMs();
    this.#seconds += Math.min(STEP_SECONDS_MAX, (nowMs - this.#atMs) / MS_PER_SECOND);
    this.#atMs = nowMs;
    return this.#seconds;
  }

  restart(): void {
    this.stop();
    this.#seconds = 0;
    this.#atMs = this.#nowMs();
  }

  /** Calls the task once it is due. This replaces a pending wake-up. */
  wake(atSeconds: number, task: (seconds: number) => void): void {
    if (this.#timer !== undefined && this.#wakesAt === atSeconds) return;
    this.stop();
    this.#wakesAt = atSeconds;
    const delayMs = Math.max(0, (atSeconds - this.seconds()) * MS_PER_SECOND);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      task(this.seconds());
    }, delayMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
