/** Computes which moment of the session is due: recorded time passes at a multiple of real time. */
const MICROS_PER_MS = 1_000;

/** Seconds of the session per second of real time. Infinity: as fast as possible. */
export type Speed = number;

export class Pace {
  #speed: Speed;
  /** Moment of the session that was due at `#anchorMs`. */
  #anchorMicros = 0;
  #anchorMs = 0;

  constructor(speed: Speed) {
    this.#speed = speed;
  }

  get speed(): Speed {
    return this.#speed;
  }

  /** Makes this moment due now. */
  start(micros: number, nowMs: number): void {
    this.#anchorMicros = micros;
    this.#anchorMs = nowMs;
  }

  /** Changes the speed. Entries that are due stay due. @param micros moment that was played last */
  setSpeed(speed: Speed, micros: number, nowMs: number): void {
    this.start(Number.isFinite(this.#speed) ? Math.max(micros, this.dueMicros(nowMs)) : micros, nowMs);
    this.#speed = speed;
  }

  dueMicros(nowMs: number): number {
    if (this.#speed === Infinity) return Infinity;
    return this.#anchorMicros + (nowMs - this.#anchorMs) * MICROS_PER_MS * this.#speed;
  }

  /** Milliseconds until a moment is due. Negative: it is late. */
  untilMs(micros: number, nowMs: number): number {
    if (this.#speed === Infinity) return 0;
    return (micros - this.dueMicros(nowMs)) / MICROS_PER_MS / this.#speed;
  }
}
