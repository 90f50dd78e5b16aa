/** The mid price: halfway between the best bid and the best ask. */
import type { Level } from './events.ts';

/** The levels of both sides, best first. */
export interface BestPrices {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Mid price. Undefined: a side is empty, or the book is crossed, as in a call auction. */
export function midOf({ bids, asks }: BestPrices): number | undefined {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid !== undefined && ask !== undefined && bid >= ask ? undefined : middleOf(bid, ask);
}

/** Halfway between the two prices. Undefined: one of them is missing. */
export function middleOf(bid: number | undefined, ask: number | undefined): number | undefined {
  return bid === undefined || ask === undefined ? undefined : (bid + ask) / 2;
}
