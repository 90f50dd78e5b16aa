/** The whole engine, which is `apply` on its state: accounts, margin, fees, positions, liquidation and all events. */
import {
  compileInstrument,
  decimalGrid,
  DEFAULT_INSTRUMENT,
  type AccountIndex,
  type Instrument,
  type InstrumentIndex,
  type Money,
  type PriceTicks,
  type QuantityLots,
  type Side,
  type TimeMicros,
} from '../../src/contract/index.ts';
import {
  apply,
  createState,
  type perform,
  type Command,
  type EngineState,
  type OrderReference,
} from '../../src/engine/index.ts';

const MONEY_DECIMALS = 4;

type EngineEvent = ReturnType<typeof apply>[number];
export type { Command, EngineEvent };

export interface ExchangeOptions {
  readonly accounts: number;
  /** Deposit of each account, in currency. */
  readonly deposit: number;
  readonly instrument?: Partial<Instrument>;
  /** Number of instruments, which differ only in their symbols. Absent: 1. */
  readonly instruments?: number;
  readonly publishesOrders?: boolean;
}

/** An exchange with ticks of 0.5 and lots of 0.001, with its accounts. */
export function openExchange({
  accounts,
  deposit,
  instrument,
  instruments = 1,
  publishesOrders = false,
}: ExchangeOptions): EngineState {
  const specs = Array.from({ length: instruments }, (_, index) => {
    const further = index > 0 && { symbol: `OTHER-${index}` };
    return compileInstrument({ ...DEFAULT_INSTRUMENT, ...instrument, ...further }, index, MONEY_DECIMALS);
  });
  const grid = decimalGrid(MONEY_DECIMALS);
  const state = createState(specs, money(1_000_000), grid, publishesOrders);
  for (let account = 0; account < accounts; account += 1) {
    apply(state, { type: 'open_account', account: `a${account}`, deposit: money(deposit) }, at(0));
  }
  return state;
}

function money(amount: number): Money {
  return (amount * 10 ** MONEY_DECIMALS) as Money;
}

export function at(operation: number): TimeMicros {
  return operation as TimeMicros;
}

export interface Placing {
  readonly operation: number;
  readonly account: number;
  readonly side: Side;
  readonly lots: number;
  /** Price in ticks. Null: a market order. */
  readonly price: number | null;
  /** Index of the instrument. Absent: 0. */
  readonly instrument?: number;
}

export function placeOrder({ operation, account, side, lots, price, instrument = 0 }: Placing): Command {
  return {
    type: 'place_order',
    account: account as AccountIndex,
    clientOrderId: nameOf(operation),
    instrument: instrument as InstrumentIndex,
    side,
    orderType: price === null ? 'market' : 'limit',
    quantity: lots as QuantityLots,
    price: price as PriceTicks | null,
    stopPrice: null,
    timeInForce: price === null ? 'ioc' : 'gtc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_incoming',
  };
}

/** Client order id of the order that an operation places. */
export function nameOf(operation: number): string {
  return `o${operation}`;
}

export function cancelOrder(account: number, order: OrderReference): Command {
  return { type: 'cancel_order', account: account as AccountIndex, order };
}

export function tradedLotsOf(facts: ReturnType<typeof perform>): number {
  let lots = 0;
  for (let index = 0; index < facts.count; index += 1) {
    const fact = facts.at(index);
    if (fact.type === 'trade') lots += fact.quantity;
  }
  return lots;
}
