/**
 * Rule A5 and the invariants of the book, checked from scratch. This is deliberately slow and simple. Tests run
 * `checkInvariants` after every command. An exchange with `--check-invariants` runs it once per checkpoint, and
 * `checkTouched` after every command.
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { assert, valueOf } from './arithmetic.ts';
import type { EngineEvent } from './event.ts';
import { closingSide, marginAccountsOf, positionsOf, unrealizedAt } from './ledger.ts';
import { NOWHERE } from './margin-index.ts';
import { slackOf } from './margin.ts';
import { isContinuous } from './phases.ts';
import { markPriceOf } from './settle.ts';
import type { Account, EngineState, MarginAccount, Market, OpenOrders, Order, Position } from './state.ts';

/** @throws when the state contradicts itself */
export function checkInvariants(state: EngineState): void {
  checkMoney(state);
  const live = new Set<Order>();
  for (const market of state.markets) checkMarket(state, market, live);
  for (const account of state.accounts) {
    checkOpenOrders(account);
    checkBacking(account);
    checkSoundness(state, account);
  }
  let count = 0;
  for (const order of state.orders) {
    count += 1;
    assert(order.isLive, `order ${order.id} is known but has ended`);
    assert(order.isWaiting || live.has(order), `order ${order.id} is known but stands nowhere`);
    assert(order.account.orders.get(order.clientOrderId) === order, `order ${order.id} is lost to its owner`);
    checkPair(state, order);
  }
  assert(state.orders.size === count, 'live orders are miscounted');
  assert(state.orderRecords.countLive() === count, 'records are kept for orders that have ended');
}

/** M14: both orders of a pair name each other. */
function checkPair(state: EngineState, order: Order): void {
  const { linked, account, market } = order;
  if (linked === null) return;
  const isPair = linked.linked === order && linked.account === account && linked.market === market;
  assert(isPair && state.orders.get(linked.id) === linked, `order ${order.id} is half of a pair`);
}

/**
 * Checks whose cost depends only on the command: no book is crossed, no work is pending, and every position that
 * changed is sound, is in the margin index and has possible sums.
 * @param events events of the command that has just ended
 * @throws when the state contradicts itself
 */
export function checkTouched(state: EngineState, events: Iterable<EngineEvent>): void {
  assert(
    state.suspects.length + state.triggered.length + state.shrunk.length === 0,
    'the command is not over',
  );
  assert(state.insuranceFund >= 0, `the insurance fund is ${state.insuranceFund}`);
  for (const market of state.markets) checkUncrossed(market);
  for (const event of events) {
    if (event.type !== 'position_update') continue;
    const position = state.accounts[event.account]?.positions[event.instrument];
    assert(position !== undefined, 'an event reports a position that no account has');
    checkTouchedPosition(position);
  }
}

function checkTouchedPosition({ account, market, margin, lots, heapPlace, openOrders }: Position): void {
  const { symbol } = market.spec;
  assert(lots === 0 || isSound(margin), `${account.name} is below maintenance margin`);
  assert(
    (heapPlace !== NOWHERE) === (lots !== 0),
    `${account.name} is wrongly in or out of ${symbol}'s margin index`,
  );
  assert(market.holders.has(account) === (lots !== 0), `${account.name} is wrongly in or out of the holders`);
  for (const sums of [openOrders.buy, openOrders.sell]) {
    const isPossible =
      sums.lots >= 0 && sums.loss >= 0 && sums.value >= 0 && sums.lots > 0 === sums.value > 0;
    assert(isPossible, `the open orders of ${account.name} in ${symbol} are miscounted`);
  }
}

/** H1: a book may be crossed only while its market is not continuous. */
function checkUncrossed(market: Market): void {
  const { book, spec } = market;
  if (!isContinuous(market)) return;
  const { bestPrice } = book.bids;
  const isCrossed = bestPrice !== null && book.asks.isCrossedBy(bestPrice);
  assert(!isCrossed, `the book of ${spec.symbol} is crossed`);
}

function checkMoney(state: EngineState): void {
  // The parts can exceed 2^53 - 1 on the way to a sum that does not.
  let money = BigInt(state.insuranceFund) + BigInt(state.feesCollected);
  for (const account of state.accounts) {
    for (const { balance } of marginAccountsOf(account)) money += BigInt(balance);
    for (const position of positionsOf(account)) {
      money += BigInt(unrealizedAt(position, position.market.markPrice));
    }
  }
  assert(money === BigInt(state.deposits), `money ${money} is not the deposits ${state.deposits}`);
}

/** L1: no account with a position stays below maintenance margin, as the margin index promises. */
function checkSoundness(state: EngineState, account: Account): void {
  for (const margin of marginAccountsOf(account)) {
    const isOpen = margin.positions.some(({ lots }) => lots !== 0);
    assert(!isOpen || isSound(margin), `${account.name} is below maintenance margin`);
    assert(!margin.isLiquidating, `the liquidation of ${account.name} is not over`);
  }
  assert(state.suspects.length === 0, 'somebody was not judged');
}

/**
 * L1 and H7: true for an account above maintenance margin, or with positions only in markets that are not continuous.
 */
function isSound(margin: MarginAccount): boolean {
  if (slackOf(margin) >= 0) return true;
  return margin.positions.every(({ lots, market }) => lots === 0 || !isContinuous(market));
}

/** R3: each position is backed once, and an isolated balance backs one. */
function checkBacking(account: Account): void {
  const backed = marginAccountsOf(account).flatMap(({ positions }) => positions);
  const positions = positionsOf(account);
  assert(
    backed.length === positions.length && positions.every((position) => backed.includes(position)),
    `the positions of ${account.name} are not each backed once`,
  );
  for (const { margin } of positions) {
    assert(
      margin.mode === 'cross' || margin.positions.length === 1,
      `${account.name}: isolated margin is shared`,
    );
  }
}

function checkMarket(state: EngineState, market: Market, live: Set<Order>): void {
  let lots = 0;
  let open = 0;
  let funding = 0;
  for (const account of state.accounts) {
    const position = account.positions[market.spec.index];
    lots += position?.lots ?? 0;
    funding += position?.fundingPaid ?? 0;
    const isHolder = (position?.lots ?? 0) !== 0;
    if (isHolder) open += 1;
    assert(market.holders.has(account) === isHolder, `${account.name} is wrongly in or out of the holders`);
    const side = state.rules.weighsWithinStep ? closingSide(position?.lots ?? 0) : null;
    assert(
      market.book.closers.sideOf(account.index) === side,
      `the book mistakes ${account.name}'s position`,
    );
  }
  assert(funding >= 0, `more funding was received in ${market.spec.symbol} than paid: ${-funding}`);
  assert(market.stops.isExact, `a trailing stop in ${market.spec.symbol} waits at a wrong stop price`);
  assert(lots === 0, `positions in ${market.spec.symbol} sum to ${lots}`);
  assert(market.marginIndex.size === open, `the margin index of ${market.spec.symbol} is incomplete`);
  checkSide(state, market, 'buy', live);
  checkSide(state, market, 'sell', live);
  checkUncrossed(market);
  checkPrices(market);
}

/** P3 and P4. A market that has halted takes the last step of its mark price when it is continuous again (H3). */
function checkPrices(market: Market): void {
  const { spec, mark, markPrice, limits } = market;
  const isTaken = !isContinuous(market) || markPrice === markPriceOf(market);
  const isWhole = mark === null || Number.isSafeInteger(mark.price);
  assert(
    isTaken && isWhole && markPrice >= 1 && markPrice <= spec.priceMax,
    `the mark price of ${spec.symbol} is ${markPrice}`,
  );
  if (limits === null) return;
  const sum = limits.samples.reduce((total, sample) => total + sample, 0);
  assert(sum === limits.sum, `the reference price of ${spec.symbol} is of other samples`);
  const isWithin = limits.lower <= limits.reference && limits.reference <= limits.upper;
  assert(isWithin, `the limits of ${spec.symbol} do not hold its reference price`);
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
      const order = market.resting.at(slot);
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
  const live = account.orders.values();
  for (const position of positionsOf(account)) {
    const orders = live.filter((order) => order.position === position);
    assert(position.orderCount === orders.length, `${account.name}: live orders are miscounted`);
    for (const side of ['buy', 'sell'] as const) {
      checkSums(
        position.openOrders[side],
        orders.filter((order) => order.side === side && !order.reduceOnly),
      );
      checkReduceOnly(
        position.reduceOnlyLots[side],
        orders.filter((order) => order.side === side && order.reduceOnly && !order.isWaiting),
      );
    }
  }
}

function checkReduceOnly(lots: number, orders: readonly Order[]): void {
  const sum = orders.reduce((total, { open }) => total + open, 0);
  assert(lots === sum, 'reduce-only orders are miscounted');
}

function checkSums(sums: OpenOrders, orders: readonly Order[]): void {
  const sumOf = (valueEach: (order: Order) => number) =>
    orders.reduce((sum, order) => sum + valueEach(order), 0);
  const price = (order: Order) => order.price ?? order.stopPrice ?? 0;
  assert(
    sums.lots === sumOf(({ open }) => open) &&
      sums.value === sumOf((order) => valueOf(order.market.spec, order.open, price(order))) &&
      sums.loss === sumOf((order) => valueOf(order.market.spec, order.open, order.lossTicks)),
    'open orders are miscounted',
  );
}
