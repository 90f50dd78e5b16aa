/**
 * The time from the exchange's stamp to this window: the median of the last FRAMES_MAX frames, each by its newest event.
 * It compares two clocks: a result below zero by more than CLOCK_GRAIN_MS, or above LATENCY_MAX_MS, shows that they differ.
 */
const FRAMES_MAX = 64;
const CLOCK_GRAIN_MS = 2;
/** The relay disconnects a window that falls behind long before. */
const LATENCY_MAX_MS = 60_000;
const MICROS_PER_MS = 1_000;

export class Latency {
  readonly #latest: number[] = [];

  /** @param time of the frame's newest event, in microseconds @param arrivedAt in milliseconds, both since the Unix epoch */
  add(time: number, arrivedAt: number): void {
    this.#latest.push(arrivedAt - time / MICROS_PER_MS);
    if (this.#latest.length > FRAMES_MAX) this.#latest.shift();
  }

  /** Milliseconds; undefined before the first frame. */
  get median(): number | undefined {
    const sorted = this.#latest.toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)];
  }
}

/** True when events seem to arrive before they happened, or long after. */
export function clocksDiffer(latencyMs: number): boolean {
  return latencyMs < -CLOCK_GRAIN_MS || latencyMs > LATENCY_MAX_MS;
}
