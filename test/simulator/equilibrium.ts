/** H4 and H11: the price of a call auction, and what would trade at it. */
import { nearestIn, widestCollar } from './collar.ts';
import {
  at,
  NO_INDICATION,
  queue,
  type AuditOrder,
  type AuditState,
  type Indication,
} from './exchange-state.ts';

interface Candidate {
  readonly price: number;
  readonly volume: number;
  /** Demand − supply. */
  readonly surplus: number;
}

/** @returns null: there is no price */
export function equilibriumOf(state: AuditState, instrument: number): Candidate | null {
  const [bids, asks] = [queue(state, instrument, 'buy'), queue(state, instrument, 'sell')];
  const { markPrice } = at(state.markets, instrument);
  const candidates = pricesBetween(bids, asks, markPrice).map((price) => candidateAt(bids, asks, price));
  const preferred = candidates.sort(
    (a, b) =>
      b.volume - a.volume ||
      Math.abs(a.surplus) - Math.abs(b.surplus) ||
      Math.abs(a.price - markPrice) - Math.abs(b.price - markPrice),
  );
  return preferred[0] ?? null;
}

/** H8, step 1, with H11. @returns null: nothing trades */
export function tradedOf(state: AuditState, instrument: number): Candidate | null {
  const found = equilibriumOf(state, instrument);
  const collar = widestCollar(at(state.markets, instrument));
  if (found === null || collar === null) return found;
  const price = nearestIn(collar, found.price);
  const moved = candidateAt(queue(state, instrument, 'buy'), queue(state, instrument, 'sell'), price);
  if (price !== found.price) state.courses.add('an auction trades at the end of its collar');
  return moved.volume === 0 ? null : moved;
}

/** Ticks from the best ask to the best bid where demand or supply changes, and the one nearest to the mark price. */
function pricesBetween(
  bids: readonly AuditOrder[],
  asks: readonly AuditOrder[],
  markPrice: number,
): readonly number[] {
  const [low, high] = [asks[0]?.price ?? null, bids[0]?.price ?? null];
  if (low === null || high === null) return [];
  const prices = [
    markPrice,
    ...bids.flatMap(({ price }) => [price ?? 0, (price ?? 0) + 1]),
    ...asks.flatMap(({ price }) => [price ?? 0, (price ?? 0) - 1]),
  ];
  return [...new Set(prices)].filter((price) => low <= price && price <= high);
}

function candidateAt(bids: readonly AuditOrder[], asks: readonly AuditOrder[], price: number): Candidate {
  const demand = lotsWhere(bids, (bid) => bid >= price);
  const supply = lotsWhere(asks, (ask) => ask <= price);
  return { price, volume: Math.min(demand, supply), surplus: demand - supply };
}

function lotsWhere(orders: readonly AuditOrder[], holds: (price: number) => boolean): number {
  return orders.reduce((sum, { price, open }) => (price !== null && holds(price) ? sum + open : sum), 0);
}

/** H6. */
export function indicationOf(state: AuditState, instrument: number): Indication {
  const found = equilibriumOf(state, instrument);
  if (found === null) return NO_INDICATION;
  const { price, volume: quantity, surplus } = found;
  const side = surplus === 0 ? null : surplus > 0 ? 'buy' : 'sell';
  return { price, quantity, imbalance: Math.abs(surplus), side };
}

export function isSameIndication(a: Indication, b: Indication): boolean {
  return a.price === b.price && a.quantity === b.quantity && a.imbalance === b.imbalance && a.side === b.side;
}
