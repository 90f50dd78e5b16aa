/** Converts facts in integers to messages in decimals. */
import { fromUnits, type Grid, type Money } from '../../contract/units.ts';
import type { InstrumentSpec, Side } from '../../contract/index.ts';
import type {
  BookOrders,
  BookUpdate,
  MarketEvent,
  PositionUpdate,
  RestingOrder,
} from '../../contract/events.ts';
import { fundingRate, RATE_GRID } from './funding-events.ts';
import { auctionUpdate, marketState } from './phase-events.ts';
import { BOOK_ORDERS_MAX } from '../../contract/protocol.ts';
import type { OpenOrder, Welcome } from '../../contract/orders.ts';
import {
  accountAt,
  indication,
  marketAt,
  positionsOf,
  reportFunding,
  reportMark,
  reportPosition,
  restingOrders,
  totalsOf,
  type Account,
  type EngineState,
  type Facts,
  type Market,
  type Order,
  type Position,
} from '../../engine/index.ts';

/** The fields of every event: its number, and its time in microseconds since the Unix epoch. */
export interface Stamp {
  readonly seq: number;
  readonly time: number;
}

/** True when position updates carry `fundingPaid`, because an instrument has funding. */
export function hasFunding({ markets }: EngineState): boolean {
  return markets.some(({ funding }) => funding !== null);
}

export class Wire {
  readonly #state: EngineState;
  readonly #moneyGrid: Grid;
  readonly #hasFunding: boolean;

  constructor(state: EngineState) {
    this.#state = state;
    this.#moneyGrid = state.moneyGrid;
    this.#hasFunding = hasFunding(state);
  }

  money(amount: Money): number {
    return fromUnits(this.#moneyGrid, amount);
  }

  event(fact: Facts.PublicEvent, stamp: Stamp): MarketEvent {
    const spec = this.#spec(fact.instrument);
    switch (fact.type) {
      case 'trade':
        return this.#trade(fact, spec, stamp);
      case 'order_update':
        return this.#orderUpdate(fact, spec, stamp);
      case 'book_update':
        return bookUpdate(spec, fact, stamp);
      case 'mark_price':
        return markPrice(spec, fact, stamp);
      case 'index_price':
        return indexPrice(spec, fact, stamp);
      case 'market_state':
        return marketState(spec, fact, stamp);
      case 'auction_update':
        return auctionUpdate(spec, fact, stamp);
      case 'position_update':
        return this.#position(fact, spec, stamp);
      case 'liquidation':
        return this.#liquidation(fact, spec, stamp);
      case 'funding':
        return this.#funding(fact, spec, stamp);
      case 'funding_rate':
        return fundingRate(spec, fact, stamp);
    }
  }

  /**
   * The book, its front orders and the mark price of each market, and the positions of these accounts.
   * @param next stamps them, one after the other
   * @param levelsMax levels of a side
   */
  *snapshot(
    next: () => Stamp,
    accounts: readonly Account[] = this.#state.accounts,
    levelsMax = Infinity,
  ): Generator<MarketEvent> {
    for (const market of this.#state.markets) yield* marketSnapshot(market, next, levelsMax);
    for (const account of accounts) {
      for (const position of positionsOf(account)) {
        // A position that was never reported is flat: it exists because of a rejected or unfilled order.
        if (position.reportedMark !== null) yield this.event(reportPosition(position), next());
      }
    }
  }

  welcome(
    account: Account,
    epoch: string,
    seq: number,
    instruments: Welcome['instruments'],
  ): Omit<Welcome, 'limits'> {
    return {
      type: 'welcome',
      account: account.name,
      epoch,
      seq,
      instruments,
      balance: this.money(totalsOf(account).balance),
      positions: positionsOf(account).map((position) => this.#positionState(position)),
      openOrders: [...account.orders.values()].map(openOrder),
    };
  }

  #positionState(position: Position): Welcome['positions'][number] {
    const update = this.#position(reportPosition(position), position.market.spec, { seq: 0, time: 0 });
    const { symbol, quantity, averageEntryPrice, realizedPnl, unrealizedPnl, feesPaid } = update;
    const backing = { marginMode: update.marginMode, isolatedMargin: update.isolatedMargin };
    const { fundingPaid } = update;
    return {
      symbol,
      quantity,
      averageEntryPrice,
      realizedPnl,
      unrealizedPnl,
      feesPaid,
      ...backing,
      ...(fundingPaid !== undefined && { fundingPaid }),
    };
  }

  #moneyOrNull(amount: Money | null): number | null {
    return amount === null ? null : this.money(amount);
  }

  #trade(fact: Facts.Trade, spec: InstrumentSpec, { seq, time }: Stamp): MarketEvent {
    const { type, tradeId, aggressor, buyOrderId, sellOrderId, liquidation } = fact;
    return {
      type,
      seq,
      time,
      symbol: spec.symbol,
      tradeId,
      price: price(spec, fact.price),
      quantity: quantity(spec, fact.quantity),
      aggressor,
      buyAccount: this.#name(fact.buyAccount),
      sellAccount: this.#name(fact.sellAccount),
      buyOrderId,
      sellOrderId,
      liquidation,
    };
  }

  #orderUpdate(fact: Facts.OrderUpdate, spec: InstrumentSpec, { seq, time }: Stamp): MarketEvent {
    return {
      type: fact.type,
      seq,
      time,
      symbol: spec.symbol,
      orderId: fact.orderId,
      account: this.#name(fact.account),
      side: fact.side,
      price: price(spec, fact.price),
      quantity: quantity(spec, fact.quantity),
      priority: fact.priority,
    };
  }

  #position(fact: Facts.PositionUpdate, spec: InstrumentSpec, { seq, time }: Stamp): PositionUpdate {
    const orNull = (ticks: number | null) => (ticks === null ? null : price(spec, ticks));
    return {
      type: fact.type,
      seq,
      time,
      account: this.#name(fact.account),
      symbol: spec.symbol,
      quantity: quantity(spec, fact.quantity),
      averageEntryPrice: averageEntryPrice(spec, fact),
      markPrice: price(spec, fact.markPrice),
      realizedPnl: this.money(fact.realizedPnl),
      unrealizedPnl: this.money(fact.unrealizedPnl),
      feesPaid: this.money(fact.feesPaid),
      balance: this.money(fact.balance),
      equity: this.money(fact.equity),
      initialMargin: this.money(fact.initialMargin),
      maintenanceMargin: this.money(fact.maintenanceMargin),
      liquidationPrice: orNull(fact.liquidationPrice),
      bankruptcyPrice: orNull(fact.bankruptcyPrice),
      marginMode: fact.marginMode,
      isolatedMargin: this.#moneyOrNull(fact.isolatedMargin),
      ...(this.#hasFunding && { fundingPaid: this.money(fact.fundingPaid) }),
    };
  }

  #liquidation(fact: Facts.Liquidation, spec: InstrumentSpec, { seq, time }: Stamp): MarketEvent {
    const { type, stage, side } = fact;
    return {
      type,
      seq,
      time,
      account: this.#name(fact.account),
      symbol: spec.symbol,
      stage,
      side,
      quantity: quantity(spec, fact.quantity),
      ...(fact.price === null ? {} : { price: price(spec, fact.price) }),
      bankruptcyPrice: price(spec, fact.bankruptcyPrice),
      ...(fact.insuranceFundChange === null
        ? {}
        : { insuranceFundChange: this.money(fact.insuranceFundChange) }),
      ...(fact.counterparty === null ? {} : { counterparty: this.#name(fact.counterparty) }),
    };
  }

  #funding(fact: Facts.FundingPaid, spec: InstrumentSpec, { seq, time }: Stamp): MarketEvent {
    return {
      type: fact.type,
      seq,
      time,
      account: this.#name(fact.account),
      symbol: spec.symbol,
      quantity: quantity(spec, fact.quantity),
      markPrice: price(spec, fact.markPrice),
      rate: fromUnits(RATE_GRID, fact.rate),
      payment: this.money(fact.payment),
    };
  }

  #spec(instrument: number): InstrumentSpec {
    return marketAt(this.#state, instrument).spec;
  }

  #name(account: number): string {
    return accountAt(this.#state, account).name;
  }
}

function price(spec: InstrumentSpec, ticks: number): number {
  return fromUnits(spec.priceGrid, ticks);
}

function quantity(spec: InstrumentSpec, lots: number): number {
  return fromUnits(spec.quantityGrid, lots);
}

/** Cost per unit, the only price that may lie off the tick grid. Rounded to the nearest double. */
export function averageEntryPrice(spec: InstrumentSpec, fact: Facts.PositionUpdate): number | null {
  if (fact.quantity === 0) return null;
  return price(spec, fact.costBasis / (fact.quantity * spec.tickLotMoney));
}

function prices(
  spec: InstrumentSpec,
  terms: { readonly price: number | null; readonly stopPrice: number | null },
) {
  return {
    ...(terms.price === null ? {} : { price: price(spec, terms.price) }),
    ...(terms.stopPrice === null ? {} : { stopPrice: price(spec, terms.stopPrice) }),
  };
}

function openOrder(order: Order): OpenOrder {
  const { clientOrderId, id: orderId, side, orderType, timeInForce, reduceOnly, market } = order;
  const terms = { ...prices(market.spec, order), quantity: quantity(market.spec, order.open) };
  return {
    clientOrderId,
    orderId,
    symbol: market.spec.symbol,
    side,
    orderType,
    ...terms,
    timeInForce,
    reduceOnly,
    ...(order.trailingOffset !== null && { trailingOffset: price(market.spec, order.trailingOffset) }),
    ...(order.linked !== null && { oco: order.linked.clientOrderId }),
  };
}

function bookUpdate(
  { symbol, priceGrid, quantityGrid }: InstrumentSpec,
  { bids, asks }: Pick<Facts.BookUpdate, 'bids' | 'asks'>,
  { seq, time }: Stamp,
  snapshot = false,
): BookUpdate {
  const decimals = (levels: readonly Facts.LevelChange[]): [number, number][] =>
    levels.map(([ticks, lots]) => [fromUnits(priceGrid, ticks), fromUnits(quantityGrid, lots)]);
  return { type: 'book_update', seq, time, symbol, snapshot, bids: decimals(bids), asks: decimals(asks) };
}

/** Undefined fields are left out of the JSON. */
function markPrice(spec: InstrumentSpec, fact: Facts.MarkPrice, { seq, time }: Stamp): MarketEvent {
  const orUndefined = (ticks: number | null) => (ticks === null ? undefined : price(spec, ticks));
  return {
    type: 'mark_price',
    seq,
    time,
    symbol: spec.symbol,
    price: price(spec, fact.price),
    lastPrice: orUndefined(fact.lastPrice),
    bestBid: orUndefined(fact.bestBid),
    bestAsk: orUndefined(fact.bestAsk),
    index: orUndefined(fact.index),
    reference: orUndefined(fact.reference),
    lowerLimit: orUndefined(fact.lowerLimit),
    upperLimit: orUndefined(fact.upperLimit),
  };
}

function indexPrice(
  spec: InstrumentSpec,
  fact: Pick<Facts.IndexPrice, 'price'>,
  { seq, time }: Stamp,
): MarketEvent {
  return { type: 'index_price', seq, time, symbol: spec.symbol, price: price(spec, fact.price) };
}

function* marketSnapshot(market: Market, next: () => Stamp, levelsMax: number): Generator<MarketEvent> {
  const { book, spec } = market;
  const [bids, asks] = [frontLevels(book.bids, levelsMax), frontLevels(book.asks, levelsMax)];
  const isCut = Math.max(bids.length, asks.length) > levelsMax;
  const shown = { bids: bids.slice(0, levelsMax), asks: asks.slice(0, levelsMax) };
  yield { ...bookUpdate(spec, shown, next(), true), ...(isCut && { depth: levelsMax }) };
  if (market.changedOrders !== null) yield bookOrders(market, next());
  yield markPrice(spec, reportMark(market), next());
  if (market.funding !== null) yield fundingRate(spec, reportFunding(market, market.funding), next());
  if (market.phase === null) return;
  const { name: phase, indicated } = market.phase;
  yield marketState(spec, { ...market.phase, phase }, next());
  if (indicated !== null) yield auctionUpdate(spec, indication(indicated), next());
}

/** `max` levels and one more, if there is one. */
function frontLevels(side: Market['book']['bids'], max: number): Facts.LevelChange[] {
  const front: Facts.LevelChange[] = [];
  for (const { price: ticks, total } of side.levels()) {
    front.push([ticks, total]);
    if (front.length > max) break;
  }
  return front;
}

function bookOrders(market: Market, { seq, time }: Stamp): BookOrders {
  const [bids, asks] = [frontOrders(market, 'buy'), frontOrders(market, 'sell')];
  return { type: 'book_orders', seq, time, symbol: market.spec.symbol, bids, asks };
}

/** At most BOOK_ORDERS_MAX, in the order in which they trade. */
function frontOrders(market: Market, side: Side): RestingOrder[] {
  const front: RestingOrder[] = [];
  for (const { id, account, price: ticks, open, priority } of restingOrders(market, side)) {
    front.push([price(market.spec, ticks ?? 0), quantity(market.spec, open), id, priority, account.name]);
    if (front.length === BOOK_ORDERS_MAX) break;
  }
  return front;
}
