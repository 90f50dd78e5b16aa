/**
 * Positions and money. Rules A1–A4: amounts are whole numbers, cost is averaged, a fill through zero closes and opens,
 * and fees go to the exchange. Every change moves money from one place to another and creates none:
 * balances + unrealized PnL + insurance fund + fees collected = deposits.
 */
import type { Money, PriceTicks, QuantityLots, Side } from '../contract/index.ts';
import { feeOf, shareOf, valueOf } from './arithmetic.ts';
import { withDoubles } from './doubles.ts';
import { NOWHERE } from './margin-index.ts';
import type {
  Account,
  EngineState,
  MarginAccount,
  Market,
  OpenOrders,
  Order,
  Position,
  Takeover,
} from './state.ts';

/** Position of the account in the market. A new one is flat. */
export function positionOf(account: Account, market: Market): Position {
  return account.positions[market.spec.index] ?? createPosition(account, market);
}

function createPosition(account: Account, market: Market): Position {
  const blank: Position = {
    account,
    market,
    number: 0,
    margin: account.cross,
    lots: 0 as QuantityLots,
    costBasis: 0 as Money,
    realizedPnl: 0 as Money,
    feesPaid: 0 as Money,
    fundingPaid: 0 as Money,
    heapPlace: NOWHERE,
    waitsAsLong: false,
    trigger: 0,
    reportedMark: null,
    orderCount: 0,
    openOrders: { buy: createOpenOrders(), sell: createOpenOrders() },
    reduceOnlyLots: { buy: 0 as QuantityLots, sell: 0 as QuantityLots },
    liquidation: null,
    isChanged: false,
    closedBy: null,
  };
  const position = withDoubles(blank, ['costBasis', 'realizedPnl', 'feesPaid', 'fundingPaid', 'trigger']);
  account.positions[market.spec.index] = position;
  back(account.cross, position);
  return position;
}

function createOpenOrders(): OpenOrders {
  return withDoubles({ lots: 0 as QuantityLots, value: 0 as Money, loss: 0 as Money }, ['value', 'loss']);
}

/** Makes this balance back the position from now on. */
export function back(margin: MarginAccount, position: Position): void {
  const { positions } = position.margin;
  const place = positions.indexOf(position);
  if (place !== -1) positions.splice(place, 1);
  position.margin = margin;
  margin.positions.push(position);
  margin.positions.sort((a, b) => a.market.spec.index - b.market.spec.index);
}

/** Profit or loss if the position were closed at `price`. */
export function unrealizedAt(position: Position, price: number): Money {
  return (valueOf(position.market.spec, position.lots, price) - position.costBasis) as Money;
}

/** Balance plus the unrealized profit or loss of all positions that it backs, at their mark prices. */
export function equityOf({ balance, positions }: MarginAccount): Money {
  let equity: number = balance;
  for (const position of positions) equity += unrealizedAt(position, position.market.markPrice);
  return equity as Money;
}

export function hasPosition({ positions }: MarginAccount): boolean {
  return positions.some(({ lots }) => lots !== 0);
}

/** Balance that backs this position alone. Null: cross margin backs it. */
export function isolatedOf({ margin }: Position): MarginAccount | null {
  return margin.mode === 'isolated' ? margin : null;
}

/** Positions in the order of the instruments. */
export function positionsOf({ positions }: Account): readonly Position[] {
  return positions.filter((position) => position !== undefined);
}

/** Margin accounts: cross first, then the isolated ones in the order of the instruments. */
export function marginAccountsOf(account: Account): readonly MarginAccount[] {
  const own = positionsOf(account).map(({ margin }) => margin);
  return [account.cross, ...own.filter(({ mode }) => mode === 'isolated')];
}

/** Balance of an account over cross and isolated margin. */
export function totalBalanceOf({ cross, positions }: Account): Money {
  let balance: number = cross.balance;
  for (const position of positions)
    if (position !== undefined && position.margin !== cross) balance += position.margin.balance;
  return balance as Money;
}

/** Equity of an account over cross and isolated margin. */
export function totalEquityOf({ cross, positions }: Account): Money {
  let equity: number = equityOf(cross);
  for (const position of positions)
    if (position !== undefined && position.margin !== cross) equity += equityOf(position.margin);
  return equity as Money;
}

/** Books one fill of `order`, and its fee. @returns the fee */
export function bookFill(
  state: EngineState,
  order: Order,
  lots: QuantityLots,
  price: PriceTicks,
  liquidity: 'maker' | 'taker',
): Money {
  const { position } = order;
  const lotsBefore = position.lots;
  changePosition(position, order.side === 'buy' ? lots : -lots, price);
  const fee = chargeFee(state, position, lots, price, liquidity);
  noteChange(state, position, lotsBefore);
  return fee;
}

/** Closes `lots` of a position without an order and without a fee. */
export function closeAt(state: EngineState, position: Position, lots: number, price: PriceTicks): void {
  const lotsBefore = position.lots;
  closePart(position, lots, -Math.sign(position.lots), price);
  noteChange(state, position, lotsBefore);
}

function noteChange(state: EngineState, position: Position, lotsBefore: number): void {
  if (Math.sign(position.lots) !== Math.sign(lotsBefore)) noteHolding(state, position);
  noteShrinking(state, position, lotsBefore);
  reportLater(state, position);
  suspect(state, position.margin);
}

/** Updates the market's holders after the position has become flat, long or short. */
export function noteHolding({ rules }: EngineState, { account, market, lots }: Position): void {
  if (lots === 0) market.holders.delete(account);
  else market.holders.add(account);
  if (rules.weighsWithinStep) market.book.closers.setSide(account.index, closingSide(lots));
}

/** Side of the orders that close a position. Null: it is flat. */
export function closingSide(lots: number): Side | null {
  if (lots === 0) return null;
  return lots > 0 ? 'sell' : 'buy';
}

/** R4: notes that the orders which the position excused must be weighed again before the step ends (weighing.ts). */
function noteShrinking({ rules, shrunk }: EngineState, position: Position, lotsBefore: number): void {
  if (!rules.weighsAgain || position.orderCount === 0) return;
  const isSmaller = Math.abs(position.lots) < Math.abs(lotsBefore) || position.lots * lotsBefore < 0;
  if (!isSmaller || position.closedBy !== null) return;
  position.closedBy = closingSide(lotsBefore);
  shrunk.push(position);
}

/** Makes the current command end with an update of this position. */
export function reportLater(state: EngineState, position: Position): void {
  if (position.isChanged) return;
  position.isChanged = true;
  state.changedPositions.push(position);
}

/** Makes the engine decide before the end of the current command whether to liquidate this margin account. */
export function suspect(state: EngineState, margin: MarginAccount): void {
  if (margin.isSuspect) return;
  margin.isSuspect = true;
  state.suspects.push(margin);
}

/**
 * Moves the difference between the price of a takeover's closing order and the bankruptcy price into the insurance
 * fund. When the order traded at a worse price, the fund pays the difference.
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

/** Lots for which the insurance fund can pay at a price worse than the bankruptcy price. */
export function affordableLots(
  state: EngineState,
  market: Market,
  takeover: Takeover,
  price: PriceTicks,
): number {
  const worseTicks = takeover.side === 'sell' ? takeover.price - price : price - takeover.price;
  return worseTicks <= 0 ? Infinity : Math.floor(state.insuranceFund / valueOf(market.spec, 1, worseTicks));
}

/** @param change signed lots; positive: bought */
export function changePosition(position: Position, change: number, price: PriceTicks): void {
  const { lots } = position;
  const closing = Math.sign(lots) === -Math.sign(change) ? Math.min(Math.abs(change), Math.abs(lots)) : 0;
  const direction = Math.sign(change);
  if (closing > 0) closePart(position, closing, direction, price);
  const opening = change - direction * closing;
  position.lots = (position.lots + opening) as QuantityLots;
  position.costBasis = (position.costBasis + valueOf(position.market.spec, opening, price)) as Money;
}

/** Closes `closing` lots: their share of the cost, rounded toward zero, against their value at the price. */
function closePart(position: Position, closing: number, direction: number, price: PriceTicks): void {
  const cost = shareOf(position.costBasis, closing, Math.abs(position.lots));
  const profit = valueOf(position.market.spec, -direction * closing, price) - cost;
  position.lots = (position.lots + direction * closing) as QuantityLots;
  position.costBasis = (position.costBasis - cost) as Money;
  position.realizedPnl = (position.realizedPnl + profit) as Money;
  position.margin.balance = (position.margin.balance + profit) as Money;
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
  const fee = affordableFee(state, position, feeOf(valueOf(spec, lots, price), rate));
  position.feesPaid = (position.feesPaid + fee) as Money;
  position.margin.balance = (position.margin.balance - fee) as Money;
  state.feesCollected = (state.feesCollected + fee) as Money;
  return fee;
}

/** A4: the fee as far as the equity covers it, because no fee makes a debt. */
function affordableFee({ rules }: EngineState, { margin }: Position, fee: Money): Money {
  if (!rules.boundsLosses || fee <= 0) return fee;
  return Math.min(fee, Math.max(0, equityOf(margin))) as Money;
}

/** Lots of the position that an order of `side` can close. */
export function closableLots({ lots }: Position, side: Side): number {
  return Math.max(0, side === 'sell' ? lots : -lots);
}

/** Closable lots less those that resting reduce-only orders of the side claim. */
export function unreservedLots(position: Position, side: Side): number {
  const { reduceOnlyLots } = position;
  const claimed = side === 'buy' ? reduceOnlyLots.buy : reduceOnlyLots.sell;
  return Math.max(0, closableLots(position, side) - claimed);
}

/**
 * Sums of the open orders of a side. Every order needs several. `openOrders[side]` would look the name up in V8's table
 * of all such names, which is slower.
 */
export function openOrdersOf({ openOrders }: Position, side: Side): OpenOrders {
  return side === 'buy' ? openOrders.buy : openOrders.sell;
}

/** Adds `lots` of a live order to the open sums of its account. A negative number subtracts them. */
export function countOpen(order: Order, lots: number): void {
  countOpenIn(order.position, order, lots);
}

/** @param position the order's own position, or a copy of it */
export function countOpenIn(position: Position, order: Order, lots: number): void {
  if (order.reduceOnly) return countReduceOnly(position, order, lots);
  const price = order.price ?? order.stopPrice;
  if (price === null) return;
  const { spec } = order.market;
  const open = openOrdersOf(position, order.side);
  open.lots = (open.lots + lots) as QuantityLots;
  open.value = (open.value + valueOf(spec, lots, price)) as Money;
  open.loss = (open.loss + valueOf(spec, lots, order.lossTicks)) as Money;
}

function countReduceOnly({ reduceOnlyLots }: Position, { isWaiting, side }: Order, lots: number): void {
  if (isWaiting) return;
  reduceOnlyLots[side] = (reduceOnlyLots[side] + lots) as QuantityLots;
}
