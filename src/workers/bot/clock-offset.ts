/**
 * The difference between the exchange's clock and this computer's, as NTP measures it: the server stamps its answer in the
 * middle of the round trip, and of the newest samples the one with the shortest round trip counts.
 */

/** Samples that are kept. */
export const SAMPLES_MAX = 8;
const MICROS_PER_MS = 1_000;

export interface ClockSample {
  /** From the request to its answer. */
  readonly roundTripMs: number;
  /** This computer's clock when the answer came, milliseconds since the Unix epoch. */
  readonly receivedMs: number;
  /** The exchange's clock, in the answer. */
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

  /** To be added to `Date.now()`, to a tenth of a millisecond; undefined before the first sample. */
  get ms(): number | undefined {
    return this.#ms;
  }
}
