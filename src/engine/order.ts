/**
 * An order, and the terms that it keeps for its whole life.
 *
 * While a command works with an order, the order is an object with these fields. Between commands it is a record of
 * numbers (order-records.ts). The object of an order is valid until the next command begins. Within that time there is
 * one object for each order, so the engine compares orders by identity. The objects that `read` makes for readers are an
 * exception: nobody may compare or change them.
 */
import type {
  OrderId,
  OrderType,
  PriceTicks,
  QuantityLots,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { OrderRecords } from './records/index.ts';
import type { Account, Market, Position, Takeover } from './state.ts';

/** The terms that no rule and no amendment changes. */
export interface OrderTerms {
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
}

/** Terms that all orders with the same ones share. */
export interface SharedTerms extends OrderTerms {
  /** Its index among all combinations. */
  readonly number: number;
}

const SIDES: readonly Side[] = ['buy', 'sell'];
const ORDER_TYPES: readonly OrderType[] = ['limit', 'market', 'stop_market', 'stop_limit'];
const TIMES_IN_FORCE: readonly TimeInForce[] = ['gtc', 'ioc', 'fok'];
const SELF_TRADE_PREVENTIONS: readonly SelfTradePrevention[] = [
  'cancel_incoming',
  'cancel_resting',
  'cancel_both',
  'decrement',
];
const FLAGS: readonly boolean[] = [false, true];

/** All combinations of terms, each at its number. */
const ALL_TERMS: readonly SharedTerms[] = SIDES.flatMap((side) =>
  ORDER_TYPES.flatMap((orderType) =>
    TIMES_IN_FORCE.flatMap((timeInForce) =>
      SELF_TRADE_PREVENTIONS.flatMap((selfTradePrevention) =>
        FLAGS.flatMap((postOnly) =>
          FLAGS.map((reduceOnly) => ({
            side,
            orderType,
            timeInForce,
            selfTradePrevention,
            postOnly,
            reduceOnly,
          })),
        ),
      ),
    ),
  ),
).map((terms, number) => ({ number, ...terms }));

/** The shared copy of an order's terms. */
export function sharedTerms(terms: OrderTerms): SharedTerms {
  let number = placeOf(SIDES, terms.side);
  number = number * ORDER_TYPES.length + placeOf(ORDER_TYPES, terms.orderType);
  number = number * TIMES_IN_FORCE.length + placeOf(TIMES_IN_FORCE, terms.timeInForce);
  number =
    number * SELF_TRADE_PREVENTIONS.length + placeOf(SELF_TRADE_PREVENTIONS, terms.selfTradePrevention);
  number = (number * 2 + (terms.postOnly ? 1 : 0)) * 2 + (terms.reduceOnly ? 1 : 0);
  return termsAt(number);
}

export function termsAt(number: number): SharedTerms {
  const terms = ALL_TERMS[number];
  if (terms === undefined) throw broken(`no terms have the number ${number}`);
  return terms;
}

/** Every order needs four of them. The lists are so short that `indexOf` is slower. */
function placeOf<Value>(values: readonly Value[], value: Value): number {
  let place = 0;
  while (place < values.length && values[place] !== value) place += 1;
  return place;
}

/** `record` of an order without one. */
export const NO_RECORD = 0;

export class Order implements OrderTerms {
  /** Number of its record. NO_RECORD: it has none, because it neither rests nor waits yet. Only order-records.ts writes it. */
  record: number;
  readonly id: OrderId;
  /** Position of its account in its market. */
  readonly position: Position;
  readonly terms: SharedTerms;
  /** Limit price. Null for market orders. */
  price: PriceTicks | null = null;
  stopPrice: PriceTicks | null = null;
  /** Open quantity. */
  open = 0 as QuantityLots;
  /** R4: loss of one lot, in ticks, against the mark price when the order was accepted, amended or triggered. */
  lossTicks = 0;
  /** M14: the other order of its pair. When one of them fills, triggers or ends, the other is cancelled. Null: none. */
  linked: Order | null = null;
  /** M15: distance at which its stop price follows the mark price. Null: the stop price is fixed. */
  trailingOffset: PriceTicks | null = null;
  /** The position taken over that the exchange's own order closes. Null: the order of an account. */
  takeover: Takeover | null = null;
  /** True from its acceptance to its end. */
  isLive = false;
  /** True for a stop from its creation until it is triggered. */
  isWaiting = false;
  /** Slot of the order in the book. 0: it does not rest. */
  slot = 0;
  /**
   * Within a price, the order with the lower priority trades first. Each time that an order comes to rest, it takes the
   * next one. 0: never rested.
   */
  priority = 0;
  /** Quantity and price in the last `order_update`. 0 lots: not published yet, or not resting. */
  reportedLots = 0;
  reportedPrice = 0;
  reportedPriority = 0;
  /** True when the order is among its market's `changedOrders`. */
  isChanged = false;

  readonly #records: OrderRecords;
  /** The client order id. Null: nobody has read it yet. */
  #name: string | null;

  /**
   * @param record NO_RECORD: a new order
   * @param name client order id; null: the record has it
   */
  constructor(
    records: OrderRecords,
    record: number,
    id: OrderId,
    name: string | null,
    position: Position,
    terms: SharedTerms,
  ) {
    this.record = record;
    this.id = id;
    this.position = position;
    this.terms = terms;
    this.#records = records;
    this.#name = name;
  }

  get clientOrderId(): string {
    return (this.#name ??= this.#records.nameOf(this.record));
  }

  get account(): Account {
    return this.position.account;
  }

  get market(): Market {
    return this.position.market;
  }

  get side(): Side {
    return this.terms.side;
  }

  get orderType(): OrderType {
    return this.terms.orderType;
  }

  get timeInForce(): TimeInForce {
    return this.terms.timeInForce;
  }

  get postOnly(): boolean {
    return this.terms.postOnly;
  }

  get reduceOnly(): boolean {
    return this.terms.reduceOnly;
  }

  get selfTradePrevention(): SelfTradePrevention {
    return this.terms.selfTradePrevention;
  }
}

/** True for an order that may rest or wait: a gtc limit order, or a stop that waits. */
export function mayRest({ isWaiting, price, timeInForce }: Order): boolean {
  return isWaiting || (price !== null && timeInForce === 'gtc');
}

/**
 * No order. V8 forgets the shape of a class, and all code compiled for it, when it collects the last object. This one
 * stays when an exchange and its orders are gone. Its numbers are null, so that V8 stores the numbers of all orders
 * with tags: a field for small integers only would get another shape with the first number that was read as a double.
 */
export const NO_ORDER = new Order(null as never, NO_RECORD, 0 as OrderId, '', null as never, termsAt(0));
const NUMBERS = [
  'record',
  'id',
  'price',
  'stopPrice',
  'open',
  'lossTicks',
  'trailingOffset',
  'slot',
  'priority',
  'reportedLots',
  'reportedPrice',
  'reportedPriority',
] as const;
for (const field of NUMBERS) (NO_ORDER as Record<typeof field, unknown>)[field] = null;
