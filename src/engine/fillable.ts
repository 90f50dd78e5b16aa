/** What an order would trade now, measured without touching the book. Rules M5, M6, R4. */
import type { PriceTicks, Side } from '../contract/index.ts';
import { limitOf, reducible } from './matching.ts';
import { orderInSlot } from './resting.ts';
import type { Account, Order } from './state.ts';

interface Fillable {
  readonly lots: number;
  readonly price: PriceTicks;
}

/**
 * The trades that the order would make, in order. Own resting orders give nothing, and may end or shrink the order, as
 * its self-trade prevention says. A resting reduce-only order gives no more than its owner's position, less what the
 * same order takes before it.
 */
export function* fillable(order: Order): Generator<Fillable> {
  let wanted = Math.min(order.open, reducible(order));
  const positions = new Map<Account, number>();
  const { market, side } = order;
  const [opposite, limit] = [market.book.opposite(side), limitOf(order)];
  for (let slot = opposite.front; slot !== 0 && wanted > 0; slot = opposite.behind(slot)) {
    const price = opposite.priceOf(slot);
    if (isBeyond(limit, side, price)) return;
    const resting = orderInSlot(market, slot);
    if (resting.account === order.account) {
      wanted = wantedAfterOwn(order, resting, wanted);
      continue;
    }
    const lots = takeable(resting, wanted, positions);
    wanted -= lots;
    if (lots > 0) yield { lots, price };
  }
}

/** Lots that the order would trade now, at most its open quantity. */
export function fillableLots(order: Order): number {
  let sum = 0;
  for (const { lots } of fillable(order)) sum += lots;
  return sum;
}

function isBeyond(limit: number, side: Side, price: number): boolean {
  return side === 'buy' ? price > limit : price < limit;
}

/** What is left to trade after meeting an own order. */
function wantedAfterOwn({ selfTradePrevention }: Order, own: Order, wanted: number): number {
  switch (selfTradePrevention) {
    case 'cancel_resting':
      return wanted;
    case 'cancel_incoming':
    case 'cancel_both':
      return 0;
    case 'decrement':
      return Math.max(0, wanted - own.open);
  }
}

/** @param positions signed lots of the owners met so far, as the fills before would leave them */
function takeable(resting: Order, wanted: number, positions: Map<Account, number>): number {
  const { account, position, side } = resting;
  const held = positions.get(account) ?? position.lots;
  const direction = side === 'buy' ? 1 : -1;
  const bound = resting.reduceOnly ? Math.max(0, -direction * held) : Infinity;
  const lots = Math.min(wanted, resting.open, bound);
  positions.set(account, held + direction * lots);
  return lots;
}
