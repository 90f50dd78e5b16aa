/**
 * Positions and money. Rules A1–A4: whole numbers, average cost, a fill through zero closes and opens, fees go to the
 * exchange. Every change moves money from one pocket to another and makes none:
 * balances + unrealized PnL + insurance fund + fees collected = deposits.
 */
import type { Money, PriceTicks, QuantityLots, Side } from '../contract/index.ts';
import { feeOf, shareOf, valueOf } from './arithmetic.ts';
import { NOWHERE } from './margin-index.ts';
import type { Account, EngineState, Market, Order, Position, Takeover } from './state.ts';

/** The account's position in the market, flat when it had none. */
export function positionOf(account: Account, market: Market): Position {
  const existing = account.positions.get(market.spec.index);
  if (existing !== undefined) return existing;
  const position: Position = {
    account,
    market,
    lots: 0 as QuantityLots,
    costBasis: 0 as Money,
    realizedPnl: 0 as Money,
    feesPaid: 0 as Money,
    heapPlace: NOWHERE,
    trigger: 0,
    reportedMark: null,
    openOrders: {
      buy: { lots: 0 as QuantityLots, value: 0 as Money, worstPrice: null },
      sell: { lots: 0 as QuantityLots, value: 0 as Money, worstPrice: null },
    },
    liquidation: null,
  };
  insertInOrder(account, position);
  return position;
}

/** An account's positions are gone through in the order of the instruments, whichever it met first. */
function insertInOrder({ positions }: Account, position: Position): void {
  positions.set(position.market.spec.index, position);
  const sorted = [...positions].toSorted(([a], [b]) => a - b);
  positions.clear();
  for (const [index, one] of sorted) positions.set(index, one);
}

/** Profit or loss if the position were closed at `price`. */
export function unrealizedAt(position: Position, price: PriceTicks): Money {
  return (valueOf(position.market.spec, position.lots, price) - position.costBasis) as Money;
}

/** Balance plus the unrealized profit or loss of all positions at their mark prices. */
export function equityOf(account: Account): Money {
  let equity: number = account.balance;
  for (const position of account.positions.values()) {
    equity += unrealizedAt(position, position.market.markPrice);
  }
  return equity as Money;
}

/** Book one fill of `order`, and its fee. @returns the fee */
export function bookFill(
  state: EngineState,
  order: Order,
  lots: QuantityLots,
  price: PriceTicks,
  liquidity: 'maker' | 'taker',
): Money {
  const position = positionOf(order.account, order.market);
  order.market.marginIndex.remove(position);
  changePosition(position, order.side === 'buy' ? lots : -lots, price);
  const fee = chargeFee(state, position, lots, price, liquidity);
  noteChange(state, position);
  return fee;
}

/** Close `lots` of a position at a price that no order asked for, without fee. */
export function closeAt(state: EngineState, position: Position, lots: number, price: PriceTicks): void {
  position.market.marginIndex.remove(position);
  closePart(position, lots, -Math.sign(position.lots), price);
  noteChange(state, position);
}

function noteChange(state: EngineState, position: Position): void {
  const { account, market } = position;
  if (position.lots === 0) market.holders.delete(account);
  else market.holders.add(account);
  state.changedPositions.add(position);
  state.suspects.add(account);
}

/**
 * Send to the insurance fund what an order that closes a position taken over fetched beyond its bankruptcy price;
 * from the fund where it fetched less.
 */
export function bookTakeoverFill(
  state: EngineState,
  market: Market,
  fill: Takeover,
  price: PriceTicks,
): void {
  const direction = fill.side === 'sell' ? 1 : -1;
  const change =
    direction * (valueOf(market.spec, fill.lots, price) - valueOf(market.spec, fill.lots, fill.price));
  state.insuranceFund = (state.insuranceFund + change) as Money;
}

/** Lots that the insurance fund can pay for at a price worse than the bankruptcy price. */
export function affordableLots(
  state: EngineState,
  market: Market,
  takeover: Takeover,
  price: PriceTicks,
): number {
  const worseTicks = takeover.side === 'sell' ? takeover.price - price : price - takeover.price;
  return worseTicks <= 0 ? Infinity : Math.floor(state.insuranceFund / valueOf(market.spec, 1, worseTicks));
}

/** @param change signed lots: positive buys */
function changePosition(position: Position, change: number, price: PriceTicks): void {
  const { lots } = position;
  const closing = Math.sign(lots) === -Math.sign(change) ? Math.min(Math.abs(change), Math.abs(lots)) : 0;
  const direction = Math.sign(change);
  if (closing > 0) closePart(position, closing, direction, price);
  const opening = change - direction * closing;
  position.lots = (position.lots + opening) as QuantityLots;
  position.costBasis = (position.costBasis + valueOf(position.market.spec, opening, price)) as Money;
}

/** Close `closing` lots: their share of the cost, rounded toward zero, against what they fetch. */
function closePart(position: Position, closing: number, direction: number, price: PriceTicks): void {
  const cost = shareOf(position.costBasis, closing, Math.abs(position.lots));
  const profit = valueOf(position.market.spec, -direction * closing, price) - cost;
  position.lots = (position.lots + direction * closing) as QuantityLots;
  position.costBasis = (position.costBasis - cost) as Money;
  position.realizedPnl = (position.realizedPnl + profit) as Money;
  position.account.balance = (position.account.balance + profit) as Money;
}

function chargeFee(
  state: EngineState,
  position: Position,
  lots: QuantityLots,
  price: PriceTicks,
  liquidity: 'maker' | 'taker',
): Money {
  const { spec } = position.market;
  const rate = liquidity === 'maker' ? spec.makerFeeRate : spec.takerFeeRate;
  const fee = feeOf(valueOf(spec, lots, price), rate);
  position.feesPaid = (position.feesPaid + fee) as Money;
  position.account.balance = (position.account.balance - fee) as Money;
  state.feesCollected = (state.feesCollected + fee) as Money;
  return fee;
}

/** Count `lots` of a live order in, or with a negative number out of, what its account has open. */
export function countOpen(order: Order, lots: number): void {
  if (order.reduceOnly) return;
  const price = order.price ?? order.stopPrice;
  if (price === null) return;
  const open = positionOf(order.account, order.market).openOrders[order.side];
  open.lots = (open.lots + lots) as QuantityLots;
  open.value = (open.value + valueOf(order.market.spec, lots, price)) as Money;
  if (open.lots === 0) open.worstPrice = null;
  else if (lots > 0) open.worstPrice = worse(order.side, open.worstPrice, price);
}

function worse(side: Side, a: PriceTicks | null, b: PriceTicks): PriceTicks {
  if (a === null) return b;
  return (side === 'buy' ? Math.max(a, b) : Math.min(a, b)) as PriceTicks;
}
