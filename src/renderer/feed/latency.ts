/**
 * The time from the exchange's stamp to this window: the median of the last FRAMES_MAX frames, each by its newest
 * event. It compares two clocks. If the result is less than -CLOCK_GRAIN_MS or greater than LATENCY_MAX_MS, they
 * differ.
 */
const FRAMES_MAX = 64;
const CLOCK_GRAIN_MS = 2;
/** Largest credible latency. The relay disconnects a window long before it is this far behind. */
const LATENCY_MAX_MS = 60_000;
const MICROS_PER_MS = 1_000;

export class Latency {
  readonly #latest: number[] = [];

  /**
   * @param time time of the frame's newest event, in microseconds since the Unix epoch
   * @param arrivedAt arrival time, in milliseconds since the Unix epoch
   */
  add(time: number, arrivedAt: number): void {
    this.#latest.push(arrivedAt - time / MICROS_PER_MS);
    if (this.#latest.length > FRAMES_MAX) this.#latest.shift();
  }

  /** Median in milliseconds. Undefined before the first frame. */
  get median(): number | undefined {
    const sorted = this.#latest.toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)];
  }
}

/** True when events seem to arrive before they happened, or long after. */
export function clocksDiffer(latencyMs: number): boolean {
  return latencyMs < -CLOCK_GRAIN_MS || latencyMs > LATENCY_MAX_MS;
}
