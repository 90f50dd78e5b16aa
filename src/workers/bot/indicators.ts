/** The indicators of `context.indicators`, computed by the library trading-signals. */
import { ATR, BollingerBands, EMA, RSI, SMA, WMA, getStandardDeviation } from 'trading-signals';
import type { Indicators } from '../../contract/strategy.ts';

interface Indicator<Input, Result> {
  readonly isStable: boolean;
  add(input: Input): unknown;
  getResult(): Result | null;
}

export const indicators: Indicators = Object.freeze({
  sma: (values, length) => latest(new SMA(checked('sma', length)), values.slice(-length)),
  ema: (values, length) => latest(new EMA(checked('ema', length)), values),
  wma: (values, length) => latest(new WMA(checked('wma', length)), values.slice(-length)),
  stdev: (values, length) => {
    const used = values.slice(-checked('stdev', length));
    return used.length < length ? undefined : getStandardDeviation(used);
  },
  rsi: (values, length) => latest(new RSI(checked('rsi', length)), values),
  bollinger: (values, length, deviations = 2) =>
    latest(new BollingerBands(checked('bollinger', length), deviations), values.slice(-length)),
  atr: (candles, length) => latest(new ATR(checked('atr', length)), candles),
  vwap: (trades) => {
    const volume = sum(trades.map(({ quantity }) => quantity));
    return volume === 0 ? undefined : sum(trades.map(({ price, quantity }) => price * quantity)) / volume;
  },
} satisfies Indicators);

/** Newest result. Undefined while there are too few values. */
function latest<Input, Result>(
  indicator: Indicator<Input, Result>,
  inputs: readonly Input[],
): Result | undefined {
  for (const input of inputs) indicator.add(input);
  return indicator.isStable ? (indicator.getResult() ?? undefined) : undefined;
}

function checked(name: string, length: number): number {
  if (Number.isInteger(length) && length >= 1) return length;
  throw new RangeError(`${name}: the length must be a whole number, at least 1; got ${length}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
