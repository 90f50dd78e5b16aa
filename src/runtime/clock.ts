/**
 * The clock that stamps a session's commands and events.
 *
 * 1. Stamps follow the system's wall clock: after a suspend, or a correction by NTP, the next stamp is on the new time.
 * 2. Stamps never go back. While the wall clock is behind the newest stamp, stamps advance with elapsed time, slowed by
 *    `SLEW`, which makes a small difference disappear.
 * 3. The wall clock has milliseconds only. Between its ticks, the monotonic clock counts microseconds.
 */

const MICROS_PER_MS = 1_000;
const MICROS_PER_SECOND = 1_000_000;
/**
 * How much slower stamps advance while they are ahead of the wall clock, as a share of elapsed time. adjtime does the
 * same.
 */
const SLEW = 1 / 2_000;
/** Smallest difference that is reported. */
const STEP_MICROS_MIN = MICROS_PER_SECOND;

export interface ClockSources {
  /** Current wall time, in whole milliseconds since the Unix epoch. */
  wallMs(): number;
  /** Milliseconds that never decrease. The origin is arbitrary. */
  monotonicMs(): number;
}

export interface ClockOptions {
  /** Newest stamp so far, in microseconds since the Unix epoch; 0: none. */
  readonly after: number;
  readonly warn: (text: string) => void;
  readonly sources?: ClockSources;
}

const SYSTEM: ClockSources = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

export class StampClock {
  readonly #sources: ClockSources;
  readonly #warn: (text: string) => void;
  /** Wall clock minus monotonic clock. */
  #offset: number;
  #monotonic: number;
  #stamp: number;
  #wall: number;

  constructor({ after, warn, sources = SYSTEM }: ClockOptions) {
    this.#sources = sources;
    this.#warn = warn;
    this.#monotonic = sources.monotonicMs() * MICROS_PER_MS;
    this.#wall = sources.wallMs() * MICROS_PER_MS;
    this.#offset = this.#wall - this.#monotonic;
    this.#stamp = after;
    if (this.driftMicros < STEP_MICROS_MIN) return;
    warn(
      `the system clock is ${seconds(this.driftMicros)} s behind the newest event of this session: stamps advance from there with elapsed time`,
    );
  }

  /** Microseconds by which the newest stamp is ahead of the wall clock. */
  get driftMicros(): number {
    return Math.max(0, this.#stamp - this.#wall);
  }

  /**
   * The next stamp, in microseconds since the Unix epoch.
   * @param monotonicMs the current time of the monotonic clock, of a caller that has just read it
   */
  readonly now = (monotonicMs = this.#sources.monotonicMs()): number => {
    const earliest = this.#sources.wallMs() * MICROS_PER_MS;
    const monotonic = monotonicMs * MICROS_PER_MS;
    const elapsed = monotonic - this.#monotonic;
    this.#monotonic = monotonic;
    this.#follow(earliest);
    this.#wall = monotonic + this.#offset;
    this.#stamp = this.#wall >= this.#stamp ? this.#wall : this.#stamp + elapsed * (1 - SLEW);
    return Math.floor(this.#stamp);
  };

  /** Adjusts the offset. @param earliest the wall clock's millisecond, which contains the current time */
  #follow(earliest: number): void {
    const estimate = this.#monotonic + this.#offset;
    const latest = earliest + MICROS_PER_MS - 1;
    const step = Math.min(Math.max(estimate, earliest), latest) - estimate;
    if (step === 0) return;
    this.#offset += step;
    if (Math.abs(step) >= STEP_MICROS_MIN) this.#warn(describe(step));
  }
}

function describe(step: number): string {
  return step > 0
    ? `the system clock moved forward by ${seconds(step)} s, as after a suspend: stamps follow it`
    : `the system clock moved back by ${seconds(-step)} s: stamps advance with elapsed time until it has caught up`;
}

function seconds(micros: number): string {
  return (micros / MICROS_PER_SECOND).toFixed(1);
}
