/** A pit for table scenarios: decimals in, decimals out, every invariant checked after every command. */
import { compileInstrument, type Instrument } from '../../src/contract/instrument.ts';
import type { PhaseAction } from '../../src/contract/phases.ts';
import { decimalGrid, fromUnits, toUnits, type TimeMicros } from '../../src/contract/units.ts';
import { queueOf } from './queue.ts';
import {
  apply,
  checkInvariants,
  checkTouched,
  createState,
  positionOf,
  reportPosition,
  type Account,
  type Command,
  type EngineState,
  type Facts,
  type Market,
} from '../../src/engine/index.ts';

export type EngineEvent = ReturnType<typeof apply>[number];
type Place = Extract<Command, { type: 'place_order' }>;

const MONEY_DECIMALS = 6;

/** All terms except the first four have the protocol's defaults. */
export interface OrderTerms {
  readonly id?: string;
  readonly symbol?: string;
  readonly orderType?: Place['orderType'];
  readonly stopPrice?: number;
  readonly timeInForce?: Place['timeInForce'];
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly selfTradePrevention?: Place['selfTradePrevention'];
  readonly trailingOffset?: number;
  readonly oco?: string;
}

export const PLAIN: Instrument = {
  symbol: 'X',
  tickSize: 1,
  lotSize: 1,
  referencePrice: 100,
  makerFeeRate: 0,
  takerFeeRate: 0,
  marginTiers: [{ upTo: null, maxLeverage: 100, maintenanceRate: 0.005 }],
};

export class TestPit {
  readonly state: EngineState;
  readonly deposit: number;
  /** Every command so far, with its events. */
  record: { command: Command; time: TimeMicros; events: readonly EngineEvent[] }[] = [];
  readonly #moneyDecimals: number;
  #time = 0;
  #orders = 0;

  constructor(
    instruments: readonly Partial<Instrument>[] = [{}],
    deposit = 1_000_000,
    moneyDecimals = MONEY_DECIMALS,
    insuranceFund = 1_000,
    publishesOrders = false,
    rulesVersion?: number,
  ) {
    const specs = instruments.map((given, index) =>
      compileInstrument({ ...PLAIN, ...given }, index, moneyDecimals),
    );
    this.#moneyDecimals = moneyDecimals;
    this.state = createState(
      specs,
      this.#units(insuranceFund) as never,
      decimalGrid(moneyDecimals),
      publishesOrders,
      rulesVersion,
    );
    this.deposit = deposit;
  }

  apply(command: Command): readonly EngineEvent[] {
    this.#time += 1;
    const time = this.#time as TimeMicros;
    const events = apply(this.state, command, time);
    checkInvariants(this.state);
    checkTouched(this.state, events);
    this.record.push({ command, time, events });
    return events;
  }

  /** Let time pass, a tenth of a second at a time, as the exchange does. */
  wait(seconds: number): readonly EngineEvent[] {
    const events: EngineEvent[] = [];
    for (let tenths = Math.round(seconds * 10); tenths > 0; tenths -= 1) {
      this.#time += 99_999;
      events.push(...this.apply({ type: 'advance_time' }));
    }
    return events;
  }

  /** Time passes without a command: the next one finds it gone. */
  skip(seconds: number): void {
    this.#time += Math.round(seconds * 1_000_000);
  }

  setIndex(price: number, symbol?: string): readonly EngineEvent[] {
    const { spec } = this.market(symbol);
    const ticks = toUnits(spec.priceGrid, price) as never;
    return this.apply({
      type: 'set_index',
      account: this.account('operator').index,
      instrument: spec.index,
      price: ticks,
    });
  }

  /** The mark price. */
  mark(symbol?: string): number {
    const { spec, markPrice } = this.market(symbol);
    return fromUnits(spec.priceGrid, markPrice);
  }

  /** Let time pass, at least so long and to the next whole tenth of a second. */
  passMs(ms: number): readonly EngineEvent[] {
    this.#time = Math.ceil((this.#time + ms * 1_000) / 100_000) * 100_000 - 1;
    return this.apply({ type: 'advance_time' });
  }

  setPhase(action: PhaseAction, symbol?: string): readonly EngineEvent[] {
    const { spec } = this.market(symbol);
    const account = this.account('operator').index;
    return this.apply({ type: 'set_phase', account, instrument: spec.index, action });
  }

  open(name: string, deposit = this.deposit): Account {
    this.apply({ type: 'open_account', account: name, deposit: this.#units(deposit) as never });
    return this.account(name);
  }

  account(name: string): Account {
    return this.state.accountsByName.get(name) ?? this.open(name);
  }

  market(symbol?: string): Market {
    const market = this.state.markets.find(({ spec }) => symbol === undefined || spec.symbol === symbol);
    if (market === undefined) throw new Error(`no market ${symbol}`);
    return market;
  }

  /** @param price null: a market order */
  place(
    name: string,
    side: Place['side'],
    quantity: number,
    price: number | null,
    terms: OrderTerms = {},
  ): readonly EngineEvent[] {
    const { spec } = this.market(terms.symbol);
    this.#orders += 1;
    const ticks = (value: number | null) =>
      value === null ? null : (toUnits(spec.priceGrid, value) as Place['price']);
    return this.apply({
      type: 'place_order',
      account: this.account(name).index,
      clientOrderId: terms.id ?? `${name}-${this.#orders}`,
      instrument: spec.index,
      side,
      orderType: terms.orderType ?? (price === null ? 'market' : 'limit'),
      quantity: toUnits(spec.quantityGrid, quantity) as Place['quantity'],
      price: ticks(price),
      stopPrice: ticks(terms.stopPrice ?? null),
      timeInForce: terms.timeInForce ?? 'gtc',
      postOnly: terms.postOnly ?? false,
      reduceOnly: terms.reduceOnly ?? false,
      selfTradePrevention: terms.selfTradePrevention ?? 'cancel_resting',
      trailingOffset: ticks(terms.trailingOffset ?? null),
      oco: terms.oco ?? null,
    });
  }

  amend(
    name: string,
    clientOrderId: string,
    terms: { price?: number; stopPrice?: number; quantity?: number },
  ) {
    const { spec } = this.account(name).orders.get(clientOrderId)?.market ?? this.market();
    const units = (grid: typeof spec.priceGrid, value: number | undefined) =>
      value === undefined ? null : toUnits(grid, value);
    return this.apply({
      type: 'amend_order',
      account: this.account(name).index,
      order: { clientOrderId },
      price: units(spec.priceGrid, terms.price) as never,
      quantity: units(spec.quantityGrid, terms.quantity) as never,
      stopPrice: units(spec.priceGrid, terms.stopPrice) as never,
    });
  }

  cancel(name: string, clientOrderId: string) {
    return this.apply({ type: 'cancel_order', account: this.account(name).index, order: { clientOrderId } });
  }

  /** @param margin the isolated balance; null: cross margin */
  setMargin(name: string, margin: number | null, symbol?: string) {
    return this.apply({
      type: 'set_margin',
      account: this.account(name).index,
      instrument: this.market(symbol).spec.index,
      mode: margin === null ? 'cross' : 'isolated',
      margin: margin === null ? null : (this.#units(margin) as never),
    });
  }

  /** Levels best first. */
  book(symbol?: string): { bids: [number, number][]; asks: [number, number][] } {
    const { book, spec } = this.market(symbol);
    const levels = (side: typeof book.bids) =>
      [...side.levels()].map(({ price, total }): [number, number] => [
        fromUnits(spec.priceGrid, price),
        fromUnits(spec.quantityGrid, total),
      ]);
    return { bids: levels(book.bids), asks: levels(book.asks) };
  }

  /** Open quantities in queue order at one price. */
  queue(side: Place['side'], price: number, symbol?: string): number[] {
    const market = this.market(symbol);
    const { spec } = market;
    const ticks = toUnits(spec.priceGrid, price);
    if (ticks === null) throw new Error(`price ${price} is off the grid`);
    return queueOf(market, side, ticks).map(({ open }) => fromUnits(spec.quantityGrid, open));
  }

  /** The position in decimals. */
  position(name: string, symbol?: string) {
    const market = this.market(symbol);
    const report = reportPosition(positionOf(this.account(name), market));
    const { spec } = market;
    const price = (ticks: number | null) => (ticks === null ? null : fromUnits(spec.priceGrid, ticks));
    return {
      quantity: fromUnits(spec.quantityGrid, report.quantity),
      average: report.quantity === 0 ? null : price(report.costBasis / (report.quantity * spec.tickLotMoney)),
      realized: this.money(report.realizedPnl),
      unrealized: this.money(report.unrealizedPnl),
      fees: this.money(report.feesPaid),
      balance: this.money(report.balance),
      equity: this.money(report.equity),
      marginMode: report.marginMode,
      isolatedMargin: report.isolatedMargin === null ? null : this.money(report.isolatedMargin),
      initialMargin: this.money(report.initialMargin),
      maintenanceMargin: this.money(report.maintenanceMargin),
      liquidationPrice: price(report.liquidationPrice),
      bankruptcyPrice: price(report.bankruptcyPrice),
    };
  }

  money(units: number): number {
    return fromUnits(this.state.moneyGrid, units);
  }

  #units(money: number): number {
    return Math.round(money * 10 ** this.#moneyDecimals);
  }
}

/** `[price in ticks, lots]` of each trade. */
export function trades(events: readonly EngineEvent[]): [number, number][] {
  return only(events, 'trade').map(({ price, quantity }) => [price, quantity]);
}

export function only<Type extends EngineEvent['type']>(
  events: readonly EngineEvent[],
  type: Type,
): Extract<EngineEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<EngineEvent, { type: Type }> => event.type === type);
}

/** The code of a rejection; undefined: accepted. */
export function refusal(events: readonly EngineEvent[]): Facts.OrderRejected['code'] | undefined {
  return only(events, 'order_rejected')[0]?.code;
}
