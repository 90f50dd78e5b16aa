/** H8 and H11: the trades that end an auction. */
import { boundFor } from './bankruptcy-bound.ts';
import type { Range } from './collar.ts';
import { tradedOf } from './equilibrium.ts';
import { allowed, tradeAt } from './matching.ts';
import { cancel, endPair, removeOrder, reportAmended } from './order-events.ts';
import { weighAgain } from './requirement.ts';
import {
  positionIn,
  queue,
  reducible,
  type AuditOrder,
  type AuditState,
  type Place,
} from './exchange-state.ts';

/** An order and the lots that it would trade. */
interface Part {
  readonly order: AuditOrder;
  lots: number;
}

interface Cross {
  readonly price: number;
  readonly volume: number;
  readonly buys: readonly Part[];
  readonly sells: readonly Part[];
}

/** @param collar that of H11; null: none @returns price and volume of the trades; null: there was none */
export function uncross(
  state: AuditState,
  instrument: number,
  collar: Range | null,
): Pick<Cross, 'price' | 'volume'> | null {
  const done = tradeInCollar(state, instrument);
  if (collar !== null) cancelBeyond(state, instrument, collar);
  return done;
}

/** H11: what still crosses beyond the collar. */
function cancelBeyond(state: AuditState, instrument: number, [, upper]: Range): void {
  for (;;) {
    const [bid] = queue(state, instrument, 'buy');
    const [ask] = queue(state, instrument, 'sell');
    if (bid === undefined || ask === undefined || (bid.price ?? 0) < (ask.price ?? 0)) return;
    const isAbove = (ask.price ?? 0) > upper;
    state.courses.add(isAbove ? 'a bid crosses above the collar' : 'an ask crosses below the collar');
    cancel(state, isAbove ? bid : ask, 'price_limit');
  }
}

function tradeInCollar(state: AuditState, instrument: number): Pick<Cross, 'price' | 'volume'> | null {
  for (;;) {
    const cross = crossOf(state, instrument);
    if (cross === null) return null;
    if (weighClosers(state, cross) || cutAndCancel(state, cross) || cancelOthersOfPairs(state, cross))
      continue;
    tradeAll(state, cross);
    return cross;
  }
}

/** Step 1. */
function crossOf(state: AuditState, instrument: number): Cross | null {
  const found = tradedOf(state, instrument);
  if (found === null) return null;
  const { price, volume } = found;
  const first = (side: Place['side']) => firstLots(queue(state, instrument, side), volume);
  return { price, volume, buys: first('buy'), sells: first('sell') };
}

function firstLots(orders: readonly AuditOrder[], volume: number): readonly Part[] {
  const parts: Part[] = [];
  let left = volume;
  for (const order of orders) {
    const lots = Math.min(left, order.open);
    if (lots === 0) break;
    parts.push({ order, lots });
    left -= lots;
  }
  return parts;
}

/** Step 2. @returns whether it cancelled any */
function weighClosers(state: AuditState, { buys, sells }: Cross): boolean {
  let hasCancelled = false;
  for (const { order } of [...buys, ...sells]) {
    const { account, instrument, side } = order;
    if (reducible(side, positionIn(state, account, instrument).lots) === 0) continue;
    if (!weighAgain(state, { account, instrument, side })) continue;
    state.courses.add('an uncrossing weighs orders again');
    hasCancelled = true;
  }
  return hasCancelled;
}

/** Step 3. @returns whether it cut or cancelled any */
function cutAndCancel(state: AuditState, { price, buys, sells }: Cross): boolean {
  let hasChanged = false;
  for (const parts of [buys, sells]) {
    parts.forEach((part, index) => {
      const before = parts
        .slice(0, index)
        .filter(({ order }) => order.account === part.order.account && state.orders.includes(order))
        .reduce((sum, { lots }) => sum + lots, 0);
      hasChanged = cutOrCancel(state, part, before, price) || hasChanged;
    });
  }
  return hasChanged;
}

/** @param before lots that the owner's orders before it trade */
function cutOrCancel(state: AuditState, part: Part, before: number, price: number): boolean {
  const { order, lots } = part;
  // M14: an order before it that was cancelled may have ended it.
  if (!state.orders.includes(order)) return false;
  const held = reducible(order.side, positionIn(state, order.account, order.instrument).lots);
  const room = Math.max(0, held - before);
  if (order.reduceOnly && lots > room) {
    part.lots = room;
    if (room === 0) {
      state.courses.add('an uncrossing cancels a reduce-only order');
      cancel(state, order, 'reduce_only');
      return true;
    }
    state.courses.add('an uncrossing cuts a reduce-only order');
    order.open = room;
    reportAmended(state, order, true);
    return true;
  }
  if (boundFor(state, order, Math.max(before + lots, held))(price)) return false;
  state.courses.add('an uncrossing meets a bankruptcy price');
  part.lots = 0;
  cancel(state, order, 'insufficient_margin');
  return true;
}

/** M14: the other orders of pairs of which one would trade. @returns whether there was one */
function cancelOthersOfPairs(state: AuditState, { buys, sells }: Cross): boolean {
  let hasCancelled = false;
  for (const { order } of [...buys, ...sells]) {
    const other = state.orders.find(({ id }) => id === order.partner);
    if (other === undefined || other.rank === null || other.side !== order.side) continue;
    state.courses.add('an uncrossing cancels the second order of a pair');
    endPair(state, order);
    hasCancelled = true;
  }
  return hasCancelled;
}

/** Steps 4 and 5. */
function tradeAll(state: AuditState, { price, buys, sells }: Cross): void {
  const [demand, supply] = [buys, sells].map((parts) => parts.map((part) => ({ ...part })));
  if (demand === undefined || supply === undefined) return;
  for (;;) {
    const [buy, sell] = [demand, supply].map((parts) => parts.find(({ lots }) => lots > 0));
    if (buy === undefined || sell === undefined) break;
    const quantity = Math.min(buy.lots, sell.lots);
    const isBuyYounger = (buy.order.rank ?? 0) > (sell.order.rank ?? 0);
    const [maker, taker] = isBuyYounger ? [sell.order, buy.order] : [buy.order, sell.order];
    tradeAt(state, maker, taker, quantity, price);
    buy.lots -= quantity;
    sell.lots -= quantity;
  }
  for (const { order } of [...buys, ...sells]) {
    if (order.open === 0) removeOrder(state, order);
    else if (allowed(state, order) === 0) cancel(state, order, 'reduce_only');
  }
}
