/**
 * Candles: buys an oversold market, and sells it by signal, by profit or by stop loss.
 *
 * Ports the sample strategy of Freqtrade (https://www.freqtrade.io, `freqtrade new-strategy`). The parts keep its names:
 *
 * - `timeframe`: the length of a candle. Signals come from closed candles only, once for each.
 * - `populate_indicators`: relative strength index, Bollinger bands and a moving average of the closes. The average is an
 *   exponential one in place of Freqtrade's triple one.
 * - `populate_entry_trend`: the index rises above a level while the average is below the middle band and rises.
 * - `populate_exit_trend`: the index rises above a higher level while the average is above the middle band and falls.
 * - `minimal_roi`: the profit that is enough, less of it the older the position. `stoploss`: the loss that is too much.
 *
 * Like a spot market in Freqtrade, the position is long or flat.
 *
 * The lesson: `market.candles(seconds)` and `indicators`. The last candle is still open, so a signal that reads it may be
 * gone when it closes.
 */
import type { Candle, Context, Indicators, Intent, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  timeframe: { type: 'integer', default: 60, min: 1, about: 'seconds of a candle' },
  buyRsi: { type: 'number', default: 30, min: 1, max: 50, about: 'entry when the index rises above' },
  sellRsi: { type: 'number', default: 70, min: 50, max: 100, about: 'exit when the index rises above' },
  stakePercent: {
    type: 'number',
    default: 10,
    min: 0.1,
    max: 100,
    about: 'value of a position, % of equity',
  },
  stoplossPercent: { type: 'number', default: 1, min: 0.01, max: 99, about: 'loss at which it sells, %' },
  roiPercent: { type: 'number', default: 0.4, min: 0.01, about: 'profit at which it sells at once, %' },
  roiCandles: { type: 'integer', default: 60, min: 1, about: 'candles after which any profit is enough' },
} as const satisfies ParamSpecs;

type CandleContext = Context<ParamsOf<typeof params>>;

const MICROS_PER_SECOND = 1e6;
const RSI_LENGTH = 14;
const BAND_LENGTH = 20;
const AVERAGE_LENGTH = 9;

interface Row {
  readonly rsi: number;
  readonly average: number;
  readonly middle: number;
  readonly volume: number;
}

export default class FreqtradeCandles implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 1_000;
  /** Start of the last candle that the strategy has read. */
  #seen = 0;
  /** Time at which the position was opened, in microseconds. */
  #openedAt = 0;

  nextOrder(context: CandleContext): Intent[] {
    const { market, position, orders, params, time } = context;
    if (orders.length > 0 || market.phase !== 'continuous') return [];
    const candles = market.candles(params.timeframe).slice(0, -1);
    const isNew = candles.at(-1)?.time !== this.#seen;
    this.#seen = candles.at(-1)?.time ?? 0;
    const [row, before] = [
      rowOf(candles, context.indicators),
      rowOf(candles.slice(0, -1), context.indicators),
    ];
    const hasSignals = isNew && row !== undefined && before !== undefined;
    if (position.quantity > 0) {
      const isDone = hasReachedRoi(context, this.#openedAt) || hasStopped(context);
      return isDone || (hasSignals && isExit(row, before, params.sellRsi)) ? [sell(context)] : [];
    }
    if (!hasSignals || !isEntry(row, before, params.buyRsi)) return [];
    this.#openedAt = time;
    return [buy(context)];
  }
}

/** The values of the last candle. Undefined: there are too few candles. */
function rowOf(candles: readonly Candle[], indicators: Indicators): Row | undefined {
  const closes = candles.map(({ close }) => close);
  const rsi = indicators.rsi(closes, RSI_LENGTH);
  const average = indicators.ema(closes, AVERAGE_LENGTH);
  const bands = indicators.bollinger(closes, BAND_LENGTH);
  if (rsi === undefined || average === undefined || bands === undefined) return undefined;
  return { rsi, average, middle: bands.middle, volume: candles.at(-1)?.volume ?? 0 };
}

function isEntry(row: Row, before: Row, level: number): boolean {
  const isRising = row.average > before.average;
  return before.rsi <= level && row.rsi > level && row.average <= row.middle && isRising && row.volume > 0;
}

function isExit(row: Row, before: Row, level: number): boolean {
  const isFalling = row.average < before.average;
  return before.rsi <= level && row.rsi > level && row.average > row.middle && isFalling && row.volume > 0;
}

/** True when the profit suffices. The required profit falls evenly to zero. */
function hasReachedRoi({ position, time, params, market }: CandleContext, openedAt: number): boolean {
  const ageCandles = (time - openedAt) / MICROS_PER_SECOND / params.timeframe;
  const enough = params.roiPercent * Math.max(0, 1 - ageCandles / params.roiCandles);
  return profitPercent(position.averageEntryPrice, market.bestBid) >= enough;
}

function hasStopped({ position, params, market }: CandleContext): boolean {
  return profitPercent(position.averageEntryPrice, market.mark) <= -params.stoplossPercent;
}

function profitPercent(entry: number | null, price: number | undefined): number {
  return entry === null || price === undefined ? 0 : (price / entry - 1) * 100;
}

function buy({ equity, market, params, roundQuantity }: CandleContext): Intent {
  const quantity = roundQuantity((equity * params.stakePercent) / 100 / market.mark);
  return { type: 'place', side: 'buy', quantity };
}

function sell({ position }: CandleContext): Intent {
  return { type: 'place', side: 'sell', quantity: position.quantity, reduceOnly: true };
}
