/** Writes the gateway's messages as bytes: frequent facts directly from integers, rare messages through objects. */
import type { InstrumentSpec } from '../../contract/index.ts';
import type { Reply } from '../../contract/orders.ts';
import type { OrderId } from '../../contract/units.ts';
import { marketAt, type EngineState, type Facts } from '../../engine/index.ts';
import { ascii, quoted, type Text } from '../../session/events/json-text.ts';
import { JsonWriter } from '../../session/events/json-writer.ts';

type OrderFact = Extract<Facts.PrivateEvent, { readonly instrument: number; readonly orderId: number }>;

const CANCEL_ALL_DONE = ascii('{"type":"cancel_all_done","count":');
const INDEX_SET = ascii('{"type":"index_set","symbol":');
const PHASE_SET = ascii('{"type":"phase_set","symbol":');
const MARGIN_SET = ascii('{"type":"margin_set","symbol":');
/** Beginning of a message about an order, before its name. */
const ORDER: Readonly<Record<OrderFact['type'], Text>> = {
  order_accepted: ascii('{"type":"order_accepted","clientOrderId":'),
  order_amended: ascii('{"type":"order_amended","clientOrderId":'),
  order_canceled: ascii('{"type":"order_canceled","clientOrderId":'),
  order_triggered: ascii('{"type":"order_triggered","clientOrderId":'),
  fill: ascii('{"type":"fill","clientOrderId":'),
};
const SIDE = { buy: ascii(',"side":"buy"'), sell: ascii(',"side":"sell"') } as const;
const LIQUIDITY = { maker: ascii(',"liquidity":"maker"'), taker: ascii(',"liquidity":"taker"') } as const;
const ORDER_TYPE = {
  limit: ascii(',"orderType":"limit"'),
  market: ascii(',"orderType":"market"'),
  stop_limit: ascii(',"orderType":"stop_limit"'),
  stop_market: ascii(',"orderType":"stop_market"'),
} as const;
/** Text before the value of a field that is not the object's first: `,"price":`. */
const KEY = keys(
  'cause',
  'fee',
  'keptPriority',
  'margin',
  'mode',
  'orderId',
  'phase',
  'price',
  'quantity',
  'queueAhead',
  'remainingQuantity',
  'requestId',
  'stopPrice',
  'symbol',
  'time',
  'tradeId',
);
/** End of an object. */
const END = ascii('}');

/** Writer of replies. The returned text is valid until the next message. */
export class ReplyWriter {
  readonly #state: EngineState;
  readonly #json = new JsonWriter();
  /** Symbols in JSON by the index of the instrument. */
  readonly #symbols: readonly Text[];

  constructor(state: EngineState) {
    this.#state = state;
    this.#symbols = state.markets.map(({ spec }) => quoted(spec.symbol));
  }

  /**
   * @param time time in microseconds since the Unix epoch @param requestId id of the request to which this is the reply
   */
  fact(fact: Facts.PrivateEvent, time: number, requestId?: string): JsonWriter {
    this.#json.clear();
    switch (fact.type) {
      case 'order_rejected': {
        const { type, clientOrderId, code, reason } = fact;
        const rejected =
          clientOrderId === null ? { type, code, reason } : { type, clientOrderId, code, reason };
        return this.message(rejected, requestId);
      }
      case 'cancel_all_done':
        this.#json.integer(CANCEL_ALL_DONE, fact.count);
        break;
      case 'margin_set':
        this.#marginSet(fact);
        break;
      case 'index_set':
        this.#indexSet(fact);
        break;
      case 'phase_set':
        this.#json.raw(PHASE_SET).raw(this.#symbol(fact.instrument)).string(KEY.phase, fact.phase);
        break;
      default:
        this.#order(fact);
    }
    this.#json.integer(KEY.time, time);
    return this.#end(requestId);
  }

  message(reply: Reply, requestId?: string): JsonWriter {
    this.#json.clear();
    this.#json.json(JSON.stringify(reply).slice(0, -1));
    return this.#end(requestId);
  }

  #end(requestId: string | undefined): JsonWriter {
    const json = this.#json;
    if (requestId !== undefined) json.string(KEY.requestId, requestId);
    return json.raw(END);
  }

  #marginSet({ instrument, mode, margin }: Facts.MarginSet): void {
    const json = this.#json.raw(MARGIN_SET).raw(this.#symbol(instrument));
    json.string(KEY.mode, mode);
    if (margin === null) json.null(KEY.margin);
    else json.decimal(KEY.margin, this.#state.moneyGrid, margin);
  }

  #indexSet({ instrument, price }: Facts.IndexSet): void {
    const { priceGrid } = this.#spec(instrument);
    this.#json.raw(INDEX_SET).raw(this.#symbol(instrument)).decimal(KEY.price, priceGrid, price);
  }

  #order(fact: OrderFact): void {
    const json = this.#json;
    const spec = this.#spec(fact.instrument);
    json.string(ORDER[fact.type], fact.clientOrderId).integer(KEY.orderId, fact.orderId);
    switch (fact.type) {
      case 'order_triggered':
        if (fact.stopPrice !== undefined) json.decimal(KEY.stopPrice, spec.priceGrid, fact.stopPrice);
        return;
      case 'order_accepted':
        return this.#accepted(fact, spec);
      case 'order_canceled':
        json.decimal(KEY.remainingQuantity, spec.quantityGrid, fact.remainingQuantity);
        json.string(KEY.cause, fact.cause);
        return;
      case 'order_amended':
        return this.#amended(fact, spec);
      case 'fill':
        return this.#fill(fact, spec);
    }
  }

  #accepted(fact: Facts.OrderAccepted, spec: InstrumentSpec): void {
    const json = this.#json;
    json.raw(KEY.symbol).raw(this.#symbol(fact.instrument));
    json.raw(SIDE[fact.side]).raw(ORDER_TYPE[fact.orderType]);
    if (fact.price !== null) json.decimal(KEY.price, spec.priceGrid, fact.price);
    if (fact.stopPrice !== null) json.decimal(KEY.stopPrice, spec.priceGrid, fact.stopPrice);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    this.#queueAhead(fact.orderId);
  }

  #amended(fact: Facts.OrderAmended, spec: InstrumentSpec): void {
    const json = this.#json;
    if (fact.price !== null) json.decimal(KEY.price, spec.priceGrid, fact.price);
    if (fact.stopPrice !== undefined) json.decimal(KEY.stopPrice, spec.priceGrid, fact.stopPrice);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    json.boolean(KEY.keptPriority, fact.keptPriority);
    if (!fact.keptPriority) this.#queueAhead(fact.orderId);
  }

  #fill(fact: Facts.Fill, spec: InstrumentSpec): void {
    const json = this.#json;
    json.integer(KEY.tradeId, fact.tradeId);
    json.raw(KEY.symbol).raw(this.#symbol(fact.instrument)).raw(SIDE[fact.side]);
    json.decimal(KEY.price, spec.priceGrid, fact.price);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    json.decimal(KEY.remainingQuantity, spec.quantityGrid, fact.remainingQuantity);
    json.raw(LIQUIDITY[fact.liquidity]);
    json.decimal(KEY.fee, this.#state.moneyGrid, fact.fee);
  }

  /** Writes the quantity ahead of an order that the current command put at the back of its price. */
  #queueAhead(orderId: OrderId): void {
    const order = this.#state.orders.get(orderId);
    if (order === undefined || order.slot === 0) return;
    const { book, spec } = order.market;
    const side = order.side === 'buy' ? book.bids : book.asks;
    const ahead = side.totalAt(side.priceOf(order.slot)) - order.open;
    this.#json.decimal(KEY.queueAhead, spec.quantityGrid, ahead);
  }

  #spec(instrument: number): InstrumentSpec {
    return marketAt(this.#state, instrument).spec;
  }

  #symbol(instrument: number): Text {
    return this.#symbols[instrument] as Text;
  }
}

function keys<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Text>> {
  const named = names.map((name) => [name, ascii(`,"${name}":`)] as const);
  return Object.fromEntries(named) as Record<Name, Text>;
}
