/**
 * Rule A5 and the book's own promises, checked from scratch: slow and simple on purpose.
 * Tests run it after every command.
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { assert, valueOf } from './arithmetic.ts';
import { unrealizedAt } from './ledger.ts';
import { isBreached } from './margin.ts';
import { orderInSlot } from './resting.ts';
import type { Account, EngineState, Market, Order } from './state.ts';

/** @throws when the state contradicts itself. */
export function checkInvariants(state: EngineState): void {
  checkMoney(state);
  const live = new Set<Order>();
  for (const market of state.markets) checkMarket(state, market, live);
  for (const account of state.accounts) {
    checkOpenOrders(account);
    checkSoundness(state, account);
  }
  for (const order of state.orders) {
    assert(order.isWaiting || live.has(order), `order ${order.id} is known but stands nowhere`);
    assert(order.account.orders.get(order.clientOrderId) === order, `order ${order.id} is lost to its owner`);
  }
}

function checkMoney(state: EngineState): void {
  let money = state.insuranceFund + state.feesCollected;
  for (const account of state.accounts) {
    money += account.balance;
    for (const position of account.positions.values()) {
      money += unrealizedAt(position, position.market.markPrice);
    }
  }
  assert(money === state.deposits, `money ${money} is not the deposits ${state.deposits}`);
}

/** L1: nobody who has a position is left below maintenance margin; what the margin index promises. */
function checkSoundness(state: EngineState, account: Account): void {
  const isOpen = [...account.positions.values()].some(({ lots }) => lots !== 0);
  assert(!isOpen || !isBreached(account), `${account.name} is below maintenance margin`);
  assert(state.suspects.size === 0, 'somebody was not judged');
}

function checkMarket(state: EngineState, market: Market, live: Set<Order>): void {
  let lots = 0;
  let open = 0;
  for (const account of state.accounts) {
    const position = account.positions.get(market.spec.index);
    lots += position?.lots ?? 0;
    const isHolder = (position?.lots ?? 0) !== 0;
    if (isHolder) open += 1;
    assert(market.holders.has(account) === isHolder, `${account.name} is wrongly in or out of the holders`);
  }
  assert(lots === 0, `positions in ${market.spec.symbol} sum to ${lots}`);
  assert(market.marginIndex.size === open, `the margin index of ${market.spec.symbol} is incomplete`);
  const { bids, asks } = market.book;
  checkSide(state, market, 'buy', live);
  checkSide(state, market, 'sell', live);
  const isCrossed = bids.bestPrice !== null && asks.isCrossedBy(bids.bestPrice);
  assert(!isCrossed, `the book of ${market.spec.symbol} is crossed`);
}

function checkSide(state: EngineState, market: Market, side: Side, live: Set<Order>): void {
  const levels = market.book.side(side);
  let previous: PriceTicks | null = null;
  for (const level of levels.levels()) {
    const isSorted = previous === null || (side === 'buy' ? level.price < previous : level.price > previous);
    assert(isSorted, `level ${level.price} is out of order`);
    previous = level.price;
    let total = 0;
    for (const slot of levels.slotsAt(level.price)) {
      const order = orderInSlot(market, slot);
      checkResting(state, order, slot, level.price);
      assert(order.side === side, `order ${order.id} rests on the wrong side`);
      total += order.open;
      live.add(order);
    }
    assert(total > 0 && total === level.total, `level ${level.price} says ${level.total}, holds ${total}`);
  }
}

function checkResting(state: EngineState, order: Order, slot: number, price: PriceTicks): void {
  const { book } = order.market;
  assert(state.orders.get(order.id) === order, `order ${order.id} rests but is not known`);
  assert(order.slot === slot && order.price === price, `order ${order.id} is at a wrong price`);
  assert(
    order.open > 0 && book.openOf(slot) === order.open,
    `order ${order.id} is not as large as the book says`,
  );
  assert(book.ownerOf(slot) === order.account.index, `order ${order.id} is not its owner's in the book`);
}

function checkOpenOrders(account: Account): void {
  for (const position of account.positions.values()) {
    for (const side of ['buy', 'sell'] as const) {
      let lots = 0;
      let value = 0;
      for (const order of account.orders.values()) {
        if (order.market !== position.market || order.side !== side || order.reduceOnly) continue;
        lots += order.open;
        value += valueOf(order.market.spec, order.open, order.price ?? order.stopPrice ?? 0);
      }
      const open = position.openOrders[side];
      assert(
        open.lots === lots && open.value === value,
        `${account.name}: open ${side} orders are miscounted`,
      );
    }
  }
}
