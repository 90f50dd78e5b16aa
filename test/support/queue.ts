/** The book, order by order. */
import type { Market, Order } from '../../src/engine/index.ts';
import type { Side } from '../../src/contract/index.ts';

/** The orders of a side, best price first; at one price, if it is given. Oldest first within a price. */
export function queueOf(market: Market, side: Side, price?: number): readonly Order[] {
  const levels = market.book.side(side);
  const slots = price === undefined ? [...levels.slots()] : levels.slotsAt(price);
  return slots.map((slot) => market.resting.at(slot));
}
