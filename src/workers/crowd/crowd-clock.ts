/**
 * The crowd's time: seconds since it began, without the time during which it could not act. A crowd that has waited for
 * its connections, or slept with the machine, does not catch up.
 */

/** The longest step between two wake-ups. */
const STEP_SECONDS_MAX = 0.5;
const MS_PER_SECOND = 1_000;

export class CrowdClock {
  readonly #nowMs: () => number;
  #seconds = 0;
  #atMs: number;
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Infinity;

  /** @param nowMs a clock that never goes back */
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

  /** Call the task once it is due; an earlier wake-up that waits is replaced. */
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
