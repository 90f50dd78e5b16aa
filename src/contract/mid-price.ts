/** The mid price: halfway between the best bid and the best ask. */
import type { Level } from './events.ts';

/** The levels of both sides, best first. */
export interface BestPrices {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Mid price. Undefined: a side is empty, or the book is crossed, as in a call auction. */
export function midOf({ bids, asks }: BestPrices): number | undefined {
  return midBetween(bids[0]?.[0], asks[0]?.[0]);
}

/** Mid price of the best bid and the best ask. Undefined: one of them is missing, or they are crossed. */
export function midBetween(bid: number | undefined, ask: number | undefined): number | undefined {
  return bid === undefined || ask === undefined || bid >= ask ? undefined : (bid + ask) / 2;
}
