/** Figures with which a market is compared with a recorded one. They are scale-free, except those in basis points. */
import {
  autocorrelation,
  deviation,
  differences,
  kurtosis,
  mean,
  median,
  weightedQuantile,
} from './statistics.ts';
import { LEVELS, type Quote, type Tape } from './tape.ts';

export const BASIS_POINTS = 10_000;
const LAGS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

export interface Figures {
  readonly kurtosis1s: number;
  readonly kurtosis10s: number;
  readonly returns1s: number;
  readonly returns10s: number;
  readonly absolute1: number;
  readonly absolute2: number;
  readonly absolute5: number;
  readonly absolute10: number;
  readonly absoluteMean: number;
  readonly signs1: number;
  readonly signs5: number;
  readonly signs20: number;
  /** Quantiles of the spread over time, in basis points: 5, 50 and 95 %. */
  readonly spread5: number;
  readonly spread50: number;
  readonly spread95: number;
  readonly spreadOverDeviation: number;
  readonly spread95Over5: number;
  readonly sizeVariation: number;
  readonly sizeLargestOverMedian: number;
  readonly fano: number;
  readonly ordersPerSecond: number;
  readonly fillsPerOrder: number;
  /** Share of the commonest quantity among those at the best ten levels, in percent. */
  readonly commonestQuantity: number;
  readonly levelVariation: number;
  readonly tradeToTrade: number;
  /** Standard deviation of the mid's one-second returns, in basis points. */
  readonly deviation1s: number;
  /** Share of the seconds in which a side of the book was empty, in percent. */
  readonly oneSided: number;
}

export function figuresOf(tape: Tape): Figures {
  const first = tape.quotes[0]?.time;
  const last = tape.quotes.at(-1)?.time;
  if (first === undefined || last === undefined || tape.orders.length === 0) {
    throw new Error('nothing was traded: there is no market to measure');
  }
  const [from, to] = [first + 1, last];
  return {
    ...returnFigures(tape.quotes, from, to),
    ...flowFigures(tape, from, to),
    ...bookFigures(tape.books),
    oneSided: (100 * tape.oneSidedSeconds) / Math.max(1, tape.seconds),
  };
}

/** Logarithm of the mid, every `step` seconds. */
export function midsOf(quotes: readonly Quote[], from: number, to: number, step: number): number[] {
  const mids: number[] = [];
  let index = 0;
  for (let time = from; time < to; time += step) {
    while ((quotes[index + 1]?.time ?? Infinity) <= time) index += 1;
    const { bid, ask } = quotes[index] as Quote;
    mids.push(Math.log((bid + ask) / 2));
  }
  return mids;
}

function returnFigures(quotes: readonly Quote[], from: number, to: number) {
  const returns = differences(midsOf(quotes, from, to, 1));
  const returns10 = differences(midsOf(quotes, from, to, 10));
  const absolute = returns.map(Math.abs);
  const absolutes = LAGS.map((lag) => autocorrelation(absolute, lag));
  const deviation1s = deviation(returns) * BASIS_POINTS;
  const spread = (share: number) => weightedQuantile(spreads, share);
  const spreads = spreadsOf(quotes, from, to);
  const [spread5, spread50, spread95] = [spread(0.05), spread(0.5), spread(0.95)];
  return {
    kurtosis1s: kurtosis(returns),
    kurtosis10s: kurtosis(returns10),
    returns1s: autocorrelation(returns, 1),
    returns10s: autocorrelation(returns10, 1),
    absolute1: absolutes[0] as number,
    absolute2: absolutes[1] as number,
    absolute5: absolutes[4] as number,
    absolute10: absolutes[9] as number,
    absoluteMean: mean(absolutes),
    deviation1s,
    spread5,
    spread50,
    spread95,
    spreadOverDeviation: spread50 / deviation1s,
    spread95Over5: spread95 / spread5,
  };
}

/** Each spread with its duration in seconds. */
export function spreadsOf(quotes: readonly Quote[], from: number, to: number): (readonly [number, number])[] {
  return quotes.slice(0, -1).flatMap(({ time, bid, ask }, index) => {
    const seconds = Math.min((quotes[index + 1] as Quote).time, to) - Math.max(time, from);
    return seconds > 0 ? [[((ask - bid) / ((bid + ask) / 2)) * BASIS_POINTS, seconds] as const] : [];
  });
}

function flowFigures(tape: Tape, from: number, to: number) {
  const within = ({ time }: { readonly time: number }) => time >= from && time < to;
  const orders = tape.orders.filter(within);
  const prices = tape.fills.filter(within).map(({ price }) => Math.log(price));
  const [signs, sizes] = [orders.map(({ sign }) => sign), orders.map(({ size }) => size)];
  const perSecond = new Float64Array(Math.floor(to - from) + 1);
  for (const { time } of orders) perSecond[Math.floor(time - from)]! += 1;
  return {
    signs1: autocorrelation(signs, 1),
    signs5: autocorrelation(signs, 5),
    signs20: autocorrelation(signs, 20),
    sizeVariation: deviation(sizes) / mean(sizes),
    sizeLargestOverMedian: Math.max(...sizes) / median(sizes),
    fano: deviation(perSecond) ** 2 / mean(perSecond),
    ordersPerSecond: orders.length / (to - from),
    fillsPerOrder: prices.length / orders.length,
    tradeToTrade: autocorrelation(differences(prices), 1),
  };
}

function bookFigures(books: Tape['books']) {
  const full = books.filter((book) => book.length >= LEVELS);
  const counts = new Map<number, number>();
  for (const quantity of full.flat()) counts.set(quantity, (counts.get(quantity) ?? 0) + 1);
  return {
    commonestQuantity: (100 * Math.max(...counts.values())) / (full.length * LEVELS),
    levelVariation: mean(full.map((book) => deviation(book) / mean(book))),
  };
}
