/**
 * The price of a call auction, from the levels of a book that may be crossed. Rule H4.
 *
 * At a price p, demand is the sum of the bids at p or above, and supply the sum of the asks at p or below. The volume
 * at p is the smaller of the two, and the imbalance is their difference. Every tick from the best ask to the best bid
 * is a candidate:
 *
 * 1. The largest volume. 2. Among those prices, the smallest imbalance. 3. Among those, the one nearest to the
 *    reference.
 *
 * Demand falls and supply rises with the price, so the prices that remain after step 2 are adjacent, and no two of them
 * are equally near to the reference. With a collar (H11), the price that is found moves to the nearest end of the collar.
 */
import type { PriceTicks, QuantityLots } from '../../contract/index.ts';
import { withinCollar, type Collar } from './collar.ts';

interface Level {
  readonly price: number;
  readonly total: number;
}

export interface Equilibrium {
  readonly price: PriceTicks;
  /** Volume, above 0. */
  readonly lots: QuantityLots;
  /** Demand less supply at the price. Positive: buyers remain. */
  readonly imbalance: number;
}

/** Adjacent prices with the same demand and supply. */
interface Span {
  readonly low: number;
  readonly high: number;
  readonly demand: number;
  readonly supply: number;
}

/**
 * @param bids levels, highest price first
 * @param asks levels, lowest price first
 * @param reference any price in ticks, not necessarily whole
 * @param collar range of the price; null: any
 * @returns null when nothing trades: the book is not crossed, or not within the collar
 */
export function equilibrium(
  bids: Iterable<Level>,
  asks: Iterable<Level>,
  reference: number,
  collar: Collar | null = null,
): Equilibrium | null {
  const all = [...spans([...bids], [...asks])];
  const best = bestOf(all);
  const [first, last] = [best[0], best.at(-1)];
  if (first === undefined || last === undefined) return null;
  const found = Math.min(Math.max(Math.round(reference), first.low), last.high);
  const price = withinCollar(collar, found as PriceTicks);
  const span = all.find(({ low, high }) => low <= price && price <= high);
  if (span === undefined) return null;
  return {
    price,
    lots: volumeOf(span) as QuantityLots,
    imbalance: span.demand - span.supply,
  };
}

/** The crossed part of the book, lowest price first. */
function* spans(bids: readonly Level[], asks: readonly Level[]): Generator<Span> {
  const [highest, lowest] = [bids[0]?.price ?? -Infinity, asks[0]?.price ?? Infinity];
  const crossing = bids.filter(({ price }) => price >= lowest).reverse();
  let demand = crossing.reduce((sum, { total }) => sum + total, 0);
  let supply = 0;
  let [nextBid, nextAsk] = [0, 0];
  for (let low = lowest; low <= highest;) {
    for (; (asks[nextAsk]?.price ?? Infinity) === low; nextAsk += 1) supply += asks[nextAsk]?.total ?? 0;
    for (; (crossing[nextBid]?.price ?? Infinity) < low; nextBid += 1)
      demand -= crossing[nextBid]?.total ?? 0;
    const high = Math.min(crossing[nextBid]?.price ?? highest, (asks[nextAsk]?.price ?? Infinity) - 1);
    yield { low, high, demand, supply };
    low = high + 1;
  }
}

/** The best prices after steps 1 and 2. */
function bestOf(all: Iterable<Span>): readonly Span[] {
  let best: Span[] = [];
  for (const span of all) {
    const [current] = best;
    const order = current === undefined ? 1 : compare(span, current);
    if (order > 0) best = [span];
    else if (order === 0) best.push(span);
  }
  return best;
}

/** Above 0 when the first span is the better one. */
function compare(one: Span, other: Span): number {
  return (
    volumeOf(one) - volumeOf(other) ||
    Math.abs(other.demand - other.supply) - Math.abs(one.demand - one.supply)
  );
}

function volumeOf({ demand, supply }: Span): number {
  return Math.min(demand, supply);
}
