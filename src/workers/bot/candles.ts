/** Candles of the traded instrument, at the lengths that the strategy uses. */
import { withoutResidue } from '../../contract/decimals.ts';
import { BarSeries, type Bar } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';
import type { Candle } from '../../contract/strategy.ts';

/** Lengths that one strategy may use: each costs memory and time with every trade. */
const LENGTHS_MAX = 8;
const MICROS_PER_SECOND = 1e6;

/** Bars by their length in seconds. */
export type CandlesMemory = ReadonlyMap<number, readonly Bar[]>;

export class Candles {
  readonly #bySeconds = new Map<number, BarSeries>();
  /** Lengths that this strategy uses; the others belong to its predecessor. */
  readonly #asked = new Set<number>();

  add(trade: Trade): void {
    for (const series of this.#bySeconds.values()) series.add(trade);
  }

  get memory(): CandlesMemory {
    return new Map([...this.#bySeconds].map(([seconds, { bars }]) => [seconds, bars]));
  }

  /** A new version of a strategy keeps the existing candles and has the full allowance of lengths. */
  recall(memory: CandlesMemory): void {
    for (const [seconds, bars] of memory) this.#bySeconds.set(seconds, new BarSeries(seconds, bars));
  }

  /**
   * @param known trades with which a length that is asked for the first time begins
   * @throws RangeError for an invalid length, and for one too many
   */
  of(seconds: number, known: readonly Trade[]): readonly Candle[] {
    if (!this.#asked.has(seconds)) this.#ask(seconds);
    const series = this.#bySeconds.get(seconds) ?? this.#begin(seconds, known);
    return series.bars.map(({ time, volume, ...prices }) => ({
      time: time * MICROS_PER_SECOND,
      ...prices,
      volume: withoutResidue(volume),
    }));
  }

  #ask(seconds: number): void {
    if (!(Number.isInteger(seconds) && seconds >= 1)) {
      throw new RangeError(`candles(${seconds}): give a whole number of seconds, at least 1`);
    }
    if (this.#asked.size === LENGTHS_MAX) {
      const used = [...this.#asked].join(', ');
      throw new RangeError(
        `candles(${seconds}): a strategy may use ${LENGTHS_MAX} lengths, and has used ${used}`,
      );
    }
    this.#asked.add(seconds);
  }

  #begin(seconds: number, known: readonly Trade[]): BarSeries {
    if (this.#bySeconds.size === LENGTHS_MAX) this.#dropUnasked();
    const series = new BarSeries(seconds);
    for (const trade of known) series.add(trade);
    this.#bySeconds.set(seconds, series);
    return series;
  }

  #dropUnasked(): void {
    for (const seconds of this.#bySeconds.keys()) {
      if (!this.#asked.has(seconds)) this.#bySeconds.delete(seconds);
    }
  }
}
