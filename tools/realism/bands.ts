/**
 * Rows of the table: each figure with its value in a recorded NASDAQ hour and the band in which a pit must be.
 *
 * The reference is AAPL on 21 June 2012 from 09:30, LOBSTER's public sample of 30,000 messages; `--lobster FOLDER`
 * computes it again. A band is as wide as the figure varies between twenty minutes of one market, so the median of
 * twenty seeds is compared, not a single seed. The facts are those of R. Cont, "Empirical properties of asset returns",
 * Quantitative Finance 1 (2001), 223–236, and of S. Vyetrenko et al., "Get Real: realism metrics for robust limit order
 * book market simulations" (arXiv 1912.04941).
 */
import type { Figures } from './figures.ts';

export interface Row {
  readonly key: keyof Figures;
  readonly name: string;
  readonly reference: number;
  readonly low: number;
  readonly high: number;
}

export const ROWS: readonly Row[] = [
  row('kurtosis1s', 'kurtosis of 1 s returns of the mid', 24.4, 6, 40),
  row('kurtosis10s', 'kurtosis of 10 s returns', 8.05, 3.3, 12),
  row('returns1s', 'autocorrelation of 1 s returns, lag 1', 0.005, -0.06, 0.06),
  row('returns10s', 'autocorrelation of 10 s returns, lag 1', 0.009, -0.15, 0.15),
  row('absolute1', 'autocorrelation of absolute 1 s returns, lag 1', 0.13, 0.05, 1),
  row('absoluteMean', 'the same, mean of lags 1 to 10', 0.065, 0.05, 1),
  row('signs1', 'autocorrelation of trade signs, lag 1', 0.615, 0.45, 0.7),
  row('signs5', 'the same, lag 5', 0.243, 0.12, 0.36),
  row('signs20', 'the same, lag 20', 0.08, -0.03, 0.17),
  row('spreadOverDeviation', 'median spread over deviation of 1 s returns', 3.55, 2, 4.5),
  row('spread95Over5', 'spread, 95 % over 5 % of the time', 4, 2.5, Infinity),
  row('sizeVariation', 'aggressive orders: coefficient of variation of the size', 1.29, 1, Infinity),
  row('sizeLargestOverMedian', 'aggressive orders: largest over median size', 27.5, 15, Infinity),
  row('fano', 'aggressive orders a second: Fano factor', 5.28, 3, 9),
  row('commonestQuantity', 'commonest quantity among the best ten levels, %', 42.6, 0, 45),
  row('levelVariation', 'coefficient of variation over the best ten levels', 1.12, 0.75, Infinity),
  row('tradeToTrade', 'autocorrelation of trade-to-trade returns, lag 1', -0.02, -0.15, 0.05),
];

/** Figures without a band, because they depend on the market's own scale. */
export const EXTRAS: readonly (readonly [keyof Figures, string, number])[] = [
  ['deviation1s', 'deviation of 1 s returns, basis points', 1.06],
  ['spread50', 'median spread, basis points', 3.75],
  ['ordersPerSecond', 'aggressive orders a second', 0.99],
  ['fillsPerOrder', 'fills of an aggressive order', 1.26],
  ['oneSided', 'seconds with an empty side, %', 0],
];

export function isIn({ low, high }: Pick<Row, 'low' | 'high'>, value: number): boolean {
  return value >= low && value <= high;
}

export function bandText({ low, high }: Row): string {
  if (high === Infinity || (high === 1 && low > 0)) return `above ${low}`;
  return `${low} to ${high}`;
}

function row(key: keyof Figures, name: string, reference: number, low: number, high: number): Row {
  return { key, name, reference, low, high };
}
