/**
 * A value over time, with at most one sample per step.
 *
 * 1. The last value within a step stands for the step. Steps begin at fixed times: whole seconds, minutes and so on since
 *    the Unix epoch.
 * 2. A series that grows beyond its bound doubles its step and keeps the last sample of each. It always reaches back to
 *    its beginning, at a coarser and coarser resolution, and always has the newest value.
 * 3. The samples follow from the values and the bounds alone. Two series of the same values are equal, even when one of
 *    them begins with samples of the other (`resume`).
 */
export interface Sample {
  /** Beginning of the step, in whole seconds since the Unix epoch. */
  readonly time: number;
  readonly value: number;
}

export class SampledSeries {
  readonly #samples: Sample[] = [];
  readonly #firstStepSeconds: number;
  #stepSeconds: number;
  #generation = 0;

  constructor(stepSeconds = 1) {
    this.#firstStepSeconds = stepSeconds;
    this.#stepSeconds = stepSeconds;
  }

  /** Samples, oldest first, with distinct times. Do not keep the array: it changes with the series. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  get stepSeconds(): number {
    return this.#stepSeconds;
  }

  /** Rises when samples other than the newest have changed. */
  get generation(): number {
    return this.#generation;
  }

  /** @param seconds time of the value; a time before the newest sample counts as that sample's time */
  add(seconds: number, value: number, samplesMax: number): void {
    const last = this.#samples.at(-1);
    const time = Math.max(last?.time ?? -Infinity, this.#startOf(seconds));
    if (last?.time === time) this.#samples.pop();
    this.#samples.push({ time, value });
    while (this.#samples.length > Math.max(2, samplesMax)) this.#thinOut();
  }

  clear(): void {
    this.resume([], this.#firstStepSeconds);
  }

  /** Continues another series. @param samples samples of that step, oldest first */
  resume(samples: readonly Sample[], stepSeconds: number): void {
    this.#samples.splice(0, this.#samples.length, ...samples);
    this.#stepSeconds = stepSeconds;
    this.#generation += 1;
  }

  #startOf(seconds: number): number {
    return Math.floor(seconds / this.#stepSeconds) * this.#stepSeconds;
  }

  /** Doubles the step. Of the samples that fall into one step of the new length, the last stays. */
  #thinOut(): void {
    this.#stepSeconds *= 2;
    this.#generation += 1;
    const kept: Sample[] = [];
    for (const { time, value } of this.#samples) {
      const sample = { time: this.#startOf(time), value };
      if (kept.at(-1)?.time === sample.time) kept.pop();
      kept.push(sample);
    }
    this.#samples.length = 0;
    this.#samples.push(...kept);
  }
}
