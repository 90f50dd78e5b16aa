/**
 * The curves behind the figures, as points. They are in units of the market itself, so that the curves of two markets
 * can be compared.
 */
import { midsOf, spreadsOf } from './figures.ts';
import { autocorrelation, deviation, differences, mean, median, weightedQuantile } from './statistics.ts';
import { LEVELS, type Quote, type Tape } from './tape.ts';

export type Curve = readonly (readonly [number, number])[];

export interface Shapes {
  readonly returns: Curve;
  readonly absolute: Curve;
  readonly signs: Curve;
  readonly spread: Curve;
  readonly sizes: Curve;
  readonly book: Curve;
  readonly response: Curve;
}

const BIN = 0.5;
const RETURN_MAX = 10;
const LAGS = Array.from({ length: 30 }, (_, index) => index + 1);
const SHARES = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
const TAIL_SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];
const RESPONSE_SECONDS = [0, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

export function shapesOf(tape: Tape): Shapes {
  const { quotes, orders, books } = tape;
  const [from, to] = [(quotes[0]?.time ?? 0) + 1, quotes.at(-1)?.time ?? 0];
  const returns = differences(midsOf(quotes, from, to, 1));
  const absolute = returns.map(Math.abs);
  const signs = orders.map(({ sign }) => sign);
  const spreads = spreadsOf(quotes, from, to);
  const middle = weightedQuantile(spreads, 0.5);
  const sizes = orders.map(({ size }) => size).toSorted((one, other) => one - other);
  return {
    returns: histogram(returns),
    absolute: LAGS.map((lag) => point(lag, autocorrelation(absolute, lag))),
    signs: LAGS.map((lag) => point(lag, autocorrelation(signs, lag))),
    spread: SHARES.map((share) => point(100 * share, weightedQuantile(spreads, share) / middle)),
    sizes: TAIL_SHARES.map((share) =>
      point(Math.log10(1 - share), Math.log10(at(sizes, Math.floor(share * sizes.length)) / median(sizes))),
    ),
    book: bookShape(books),
    response: response(tape, deviation(returns)),
  };
}

/** Curves averaged over several seeds. */
export function averaged(all: readonly Shapes[]): Shapes {
  const [first] = all;
  if (first === undefined) throw new Error('there is nothing to average');
  const names = Object.keys(first) as (keyof Shapes)[];
  const curve = (name: keyof Shapes): Curve =>
    first[name].map(([x], index) => point(x, mean(all.map((shapes) => shapes[name][index]?.[1] ?? 0))));
  return Object.fromEntries(names.map((name) => [name, curve(name)])) as unknown as Shapes;
}

/**
 * Logarithm of the share of returns in each bin. Bins are in standard deviations. An empty bin counts as half a return.
 */
function histogram(returns: readonly number[]): Curve {
  const scale = deviation(returns);
  const bins = Array.from({ length: (2 * RETURN_MAX) / BIN + 1 }, (_, index) => index * BIN - RETURN_MAX);
  return bins.map((centre) => {
    const count = returns.filter((one) => Math.abs(one / scale - centre) < BIN / 2).length;
    return point(centre, Math.log10(Math.max(0.5, count) / returns.length));
  });
}

function bookShape(books: Tape['books']): Curve {
  const full = books.filter((book) => book.length >= LEVELS);
  const all = mean(full.map((book) => mean(book)));
  return Array.from({ length: LEVELS }, (_, level) =>
    point(level + 1, mean(full.map((book) => at(book, level))) / all),
  );
}

/** How far the mid has moved in the direction of an aggressive order, in standard deviations of a one-second return. */
function response({ quotes, orders }: Tape, scale: number): Curve {
  return RESPONSE_SECONDS.map((seconds, index) => {
    const moves = orders.map(
      ({ time, sign }) => sign * (midAt(quotes, time + seconds) - midAt(quotes, time - 1e-6)),
    );
    return point(index, mean(moves) / scale);
  });
}

function midAt(quotes: readonly Quote[], time: number): number {
  let [low, high] = [0, quotes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((quotes[middle] as Quote).time <= time) low = middle;
    else high = middle - 1;
  }
  const { bid, ask } = quotes[low] as Quote;
  return Math.log((bid + ask) / 2);
}

function point(x: number, y: number): readonly [number, number] {
  return [x, Math.round(y * 1e4) / 1e4];
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}
