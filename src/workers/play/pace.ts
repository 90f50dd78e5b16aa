/** The due moment of the session: recorded time passes at a multiple of real time. */
const MICROS_PER_MS = 1_000;

/** Seconds of the session per second; Infinity: as fast as possible. */
export type Speed = number;

export class Pace {
  #speed: Speed;
  /** Due at `#anchorMs`. */
  #anchorMicros = 0;
  #anchorMs = 0;

  constructor(speed: Speed) {
    this.#speed = speed;
  }

  get speed(): Speed {
    return this.#speed;
  }

  /** From here on: this moment is due now. */
  start(micros: number, nowMs: number): void {
    this.#anchorMicros = micros;
    this.#anchorMs = nowMs;
  }

  /** Due entries stay due. @param micros the moment that was played last */
  setSpeed(speed: Speed, micros: number, nowMs: number): void {
    this.start(Number.isFinite(this.#speed) ? Math.max(micros, this.dueMicros(nowMs)) : micros, nowMs);
    this.#speed = speed;
  }

  dueMicros(nowMs: number): number {
    if (this.#speed === Infinity) return Infinity;
    return this.#anchorMicros + (nowMs - this.#anchorMs) * MICROS_PER_MS * this.#speed;
  }

  /** Milliseconds until a moment is due; negative when it is late. */
  untilMs(micros: number, nowMs: number): number {
    if (this.#speed === Infinity) return 0;
    return (micros - this.dueMicros(nowMs)) / MICROS_PER_MS / this.#speed;
  }
}
