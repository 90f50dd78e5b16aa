/**
 * Difference between the exchange's clock and this computer's, measured as NTP does it. The server stamps its reply in
 * the middle of the round trip, and among the newest samples, the one with the shortest round trip counts.
 */

/** Number of samples that are kept. */
export const SAMPLES_MAX = 8;
const MICROS_PER_MS = 1_000;

export interface ClockSample {
  /** Time from the request to its reply. */
  readonly roundTripMs: number;
  /** This computer's clock at the arrival of the reply, in milliseconds since the Unix epoch. */
  readonly receivedMs: number;
  /** The exchange's clock in the reply, in microseconds since the Unix epoch. */
  readonly serverMicros: number;
}

export class ClockOffset {
  readonly #samples: ClockSample[] = [];
  #ms: number | undefined;

  add(sample: ClockSample): void {
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    const best = this.#samples.reduce((one, other) => (other.roundTripMs <= one.roundTripMs ? other : one));
    const offset = best.serverMicros / MICROS_PER_MS - (best.receivedMs - best.roundTripMs / 2);
    this.#ms = Math.round(offset * 10) / 10;
  }

  /** Milliseconds to add to `Date.now()`, to a tenth of a millisecond. Undefined before the first sample. */
  get ms(): number | undefined {
    return this.#ms;
  }
}
