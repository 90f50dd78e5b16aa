/**
 * Candles of an instrument, in the lengths that the strategy uses.
 *
 * A new length begins with the candles of the history service: those of the same length, or of the longest one that
 * divides it. Without a history, it begins with the known trades.
 */
import { withoutResidue } from '../../contract/decimals.ts';
import { BARS_MAX, BarSeries, type Bar } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';
import type { PastCandles } from '../../contract/history-reader.ts';
import type { Candle } from '../../contract/strategy.ts';

/** Largest number of lengths that one strategy may use. Each costs memory, and time with every trade. */
const LENGTHS_MAX = 8;
const MICROS_PER_SECOND = 1e6;

/** Bars by their length in seconds. */
export type CandlesMemory = ReadonlyMap<number, readonly Bar[]>;

/** Candles of the history, which trades continue. */
interface PastSeries {
  /** Bars as the service sent them. */
  readonly older: readonly Bar[];
  readonly series: BarSeries;
}

export class Candles {
  readonly #bySeconds = new Map<number, BarSeries>();
  readonly #past = new Map<number, PastSeries>();
  /** Lengths that this version of the strategy uses. The others belong to the previous version. */
  readonly #asked = new Set<number>();

  add(trade: Trade): void {
    if (this.#past.size === 0 && this.#bySeconds.size === 0) return;
    for (const { series } of this.#past.values()) series.add(trade);
    for (const series of this.#bySeconds.values()) series.add(trade);
  }

  get memory(): CandlesMemory {
    return new Map([...this.#bySeconds].map(([seconds, { bars }]) => [seconds, bars]));
  }

  /** Keeps the candles of the previous version. The new version may use the full number of lengths. */
  recall(memory: CandlesMemory): void {
    for (const [seconds, bars] of memory) this.#bySeconds.set(seconds, new BarSeries(seconds, bars));
  }

  /**
   * Begins with the past, or fills a gap with it.
   * @param since trades of the instrument, from before the past ended until now
   */
  addPast(past: readonly PastCandles[], since: readonly Trade[]): void {
    for (const { seconds, tradeId, bars } of past) {
      const series = new BarSeries(seconds, bars);
      series.addAll(since.filter((trade) => trade.tradeId > tradeId));
      this.#past.set(seconds, { older: bars, series });
    }
    for (const [seconds, { bars }] of this.#bySeconds) {
      const known = this.#fromPast(seconds);
      const [first] = known ?? [];
      if (known === undefined || first === undefined) continue;
      const before = bars.filter(({ time }) => time < first.time);
      this.#bySeconds.set(seconds, new BarSeries(seconds, [...before, ...known]));
    }
  }

  /**
   * @param known trades with which a new length begins when there is no history
   * @throws RangeError for an invalid length, and for too many lengths
   */
  of(seconds: number, known: readonly Trade[]): readonly Candle[] {
    if (!this.#asked.has(seconds)) this.#ask(seconds);
    const series = this.#bySeconds.get(seconds) ?? this.#begin(seconds, known);
    return series.bars.slice(-BARS_MAX).map(({ time, volume, ...prices }) => ({
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
    const past = this.#fromPast(seconds);
    const series = new BarSeries(seconds, past);
    if (past === undefined) series.addAll(known);
    this.#bySeconds.set(seconds, series);
    return series;
  }

  /** @returns undefined when there is no history */
  #fromPast(seconds: number): readonly Bar[] | undefined {
    const lengths = [...this.#past.keys()].filter((length) => seconds % length === 0);
    const past = this.#past.get(Math.max(...lengths));
    if (past === undefined) return undefined;
    const { older, series } = past;
    const first = series.bars[0]?.time ?? Infinity;
    const bars = [...older.filter(({ time }) => time < first), ...series.bars];
    return grouped(bars, seconds, older.length >= BARS_MAX);
  }

  #dropUnasked(): void {
    for (const seconds of this.#bySeconds.keys()) {
      if (!this.#asked.has(seconds)) this.#bySeconds.delete(seconds);
    }
  }
}

/** Bars grouped to longer ones, without those in which nothing traded. @param isCut true when earlier bars existed */
function grouped(bars: readonly Bar[], seconds: number, isCut: boolean): readonly Bar[] {
  const longer: Bar[] = [];
  for (const bar of bars) {
    if (bar.volume === 0) continue;
    const time = Math.floor(bar.time / seconds) * seconds;
    const last = longer.at(-1);
    if (last?.time === time) longer[longer.length - 1] = joined(last, bar);
    else longer.push({ ...bar, time });
  }
  const isTorn = isCut && longer[0] !== undefined && bars[0] !== undefined && longer[0].time < bars[0].time;
  return isTorn ? longer.slice(1) : longer;
}

function joined(one: Bar, next: Bar): Bar {
  return {
    time: one.time,
    open: one.open,
    high: Math.max(one.high, next.high),
    low: Math.min(one.low, next.low),
    close: next.close,
    volume: one.volume + next.volume,
  };
}
