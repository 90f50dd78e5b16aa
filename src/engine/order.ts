/**
 * An order, and the terms that it keeps for its whole life.
 *
 * While a command works with an order, the order is an object with these fields. Between commands it is a record of
 * numbers (records/order-records.ts). The object of an order is valid until the next command begins. Within that time
 * there is one object for each order, so the engine compares orders by identity. The objects that `read` makes for
 * readers are an exception: nobody may compare or change them.
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
import type { OrderRecords, SharedTerms } from './records/index.ts';
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

/** `record` of an order without one. */
export const NO_RECORD = 0;

export class Order implements OrderTerms {
  /**
   * Number of its record. NO_RECORD: it has none, because it neither rests nor waits yet. Only order-records.ts writes
   * it.
   */
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
  /**
   * R4: loss of one lot, in ticks, against the mark price when the order was accepted, amended to other terms or
   * triggered. M15: the whole trailing offset after the stop price has moved.
   */
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
