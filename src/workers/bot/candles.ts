/** Candles of the traded instrument at the lengths that the strategy has asked for. */
import { BarSeries } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';
import type { Candle } from '../../contract/strategy.ts';

/** Lengths that one strategy may use: each costs memory and time with every trade. */
const LENGTHS_MAX = 8;
const MICROS_PER_SECOND = 1e6;
/** Sums of decimals are exact to so many digits. */
const DIGITS = 12;

export class Candles {
  readonly #bySeconds = new Map<number, BarSeries>();

  add(trade: Trade): void {
    for (const series of this.#bySeconds.values()) series.add(trade);
  }

  /**
   * @param known trades with which a length that is asked for the first time begins
   * @throws RangeError for a length that is none, and for one too many
   */
  of(seconds: number, known: readonly Trade[]): readonly Candle[] {
    const series = this.#bySeconds.get(seconds) ?? this.#begin(seconds, known);
    return series.bars.map(({ time, volume, ...prices }) => ({
      time: time * MICROS_PER_SECOND,
      ...prices,
      volume: Number(volume.toPrecision(DIGITS)),
    }));
  }

  #begin(seconds: number, known: readonly Trade[]): BarSeries {
    if (!(Number.isInteger(seconds) && seconds >= 1)) {
      throw new RangeError(`candles(${seconds}): give a whole number of seconds, at least 1`);
    }
    if (this.#bySeconds.size === LENGTHS_MAX) {
      const used = [...this.#bySeconds.keys()].join(', ');
      throw new RangeError(
        `candles(${seconds}): a strategy may use ${LENGTHS_MAX} lengths, and has used ${used}`,
      );
    }
    const series = new BarSeries(seconds);
    for (const trade of known) series.add(trade);
    this.#bySeconds.set(seconds, series);
    return series;
  }
}
