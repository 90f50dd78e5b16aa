/** Converts facts in integers to messages in decimals. */
import { fromUnits, type Money } from '../../contract/units.ts';
import type { InstrumentSpec } from '../../contract/index.ts';
import type { MarketEvent, PositionUpdate } from '../../contract/events.ts';
import type { OpenOrder, Welcome } from '../../contract/orders.ts';
import {
  positionsOf,
  reportPosition,
  totalBalanceOf,
  type Account,
  type EngineState,
  type Order,
  type Position,
} from '../../engine/index.ts';
import { EventCodec } from './event-codec.ts';
import type { PublishedFact, Stamp } from './published-fact.ts';

export class Wire {
  readonly #state: EngineState;
  readonly #codec: EventCodec;

  constructor(state: EngineState) {
    this.#state = state;
    this.#codec = new EventCodec(state);
  }

  event(fact: PublishedFact, stamp: Stamp): MarketEvent {
    return this.#codec.toObject(fact, stamp);
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
      balance: this.#money(totalBalanceOf(account)),
      positions: positionsOf(account).map((position) => this.#positionState(position)),
      openOrders: account.orders.values().map(openOrder),
    };
  }

  #positionState(position: Position): Welcome['positions'][number] {
    const update = this.event(reportPosition(position), { seq: 0, time: 0 }) as PositionUpdate;
    const { symbol, quantity, averageEntryPrice, realizedPnl, unrealizedPnl, feesPaid } = update;
    const { marginMode, isolatedMargin, fundingPaid } = update;
    return {
      symbol,
      quantity,
      averageEntryPrice,
      realizedPnl,
      unrealizedPnl,
      feesPaid,
      marginMode,
      isolatedMargin,
      ...(fundingPaid !== undefined && { fundingPaid }),
    };
  }

  #money(amount: Money): number {
    return fromUnits(this.#state.moneyGrid, amount);
  }
}

function price(spec: InstrumentSpec, ticks: number): number {
  return fromUnits(spec.priceGrid, ticks);
}

function quantity(spec: InstrumentSpec, lots: number): number {
  return fromUnits(spec.quantityGrid, lots);
}

function openOrder(order: Order): OpenOrder {
  const { clientOrderId, id: orderId, side, orderType, timeInForce, reduceOnly, linked } = order;
  const { spec } = order.market;
  return {
    clientOrderId,
    orderId,
    symbol: spec.symbol,
    side,
    orderType,
    ...(order.price !== null && { price: price(spec, order.price) }),
    ...(order.stopPrice !== null && { stopPrice: price(spec, order.stopPrice) }),
    quantity: quantity(spec, order.open),
    timeInForce,
    reduceOnly,
    ...(order.trailingOffset !== null && { trailingOffset: price(spec, order.trailingOffset) }),
    ...(linked !== null && { oco: linked.clientOrderId }),
  };
}
