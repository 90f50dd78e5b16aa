/** The gateway's messages as bytes: facts straight from whole numbers, whatever is rare by way of objects. */
import type { InstrumentSpec } from '../../contract/index.ts';
import type { Reply } from '../../contract/orders.ts';
import type { OrderId } from '../../contract/units.ts';
import type { EngineState, Facts, Market } from '../../engine/index.ts';
import { JsonWriter } from './json-writer.ts';

type OrderFact = Extract<Facts.PrivateEvent, { readonly instrument: number; readonly orderId: number }>;

export class ReplyWriter {
  readonly #state: EngineState;
  readonly #json = new JsonWriter();

  constructor(state: EngineState) {
    this.#state = state;
  }

  /** @param time microseconds since the Unix epoch @param requestId of the request that this answers */
  fact(fact: Facts.PrivateEvent, time: number, requestId?: string): Buffer {
    switch (fact.type) {
      case 'order_rejected': {
        const { type, clientOrderId, code, reason } = fact;
        return this.message(
          { type, ...(clientOrderId !== null && { clientOrderId }), code, reason },
          requestId,
        );
      }
      case 'cancel_all_done':
        this.#json.integer('{"type":"cancel_all_done","count":', fact.count);
        break;
      case 'margin_set':
        this.#marginSet(fact);
        break;
      default:
        this.#order(fact);
    }
    this.#json.integer(',"time":', time);
    return this.#end(requestId);
  }

  message(reply: Reply, requestId?: string): Buffer {
    this.#json.json(JSON.stringify(reply).slice(0, -1));
    return this.#end(requestId);
  }

  #end(requestId: string | undefined): Buffer {
    const json = this.#json;
    if (requestId !== undefined) json.string(',"requestId":', requestId);
    const bytes = Buffer.from(json.raw('}').bytes);
    json.clear();
    return bytes;
  }

  #marginSet({ instrument, mode, margin }: Facts.MarginSet): void {
    const json = this.#json.string('{"type":"margin_set","symbol":', this.#spec(instrument).symbol);
    json.string(',"mode":', mode);
    if (margin === null) json.raw(',"margin":null');
    else json.decimal(',"margin":', this.#state.moneyGrid, margin);
  }

  #order(fact: OrderFact): void {
    const json = this.#json;
    const spec = this.#spec(fact.instrument);
    json.string('{"type":', fact.type);
    json.string(',"clientOrderId":', fact.clientOrderId);
    json.integer(',"orderId":', fact.orderId);
    switch (fact.type) {
      case 'order_triggered':
        return;
      case 'order_accepted':
        return this.#accepted(fact, spec);
      case 'order_canceled':
        json.decimal(',"remainingQuantity":', spec.quantityGrid, fact.remainingQuantity);
        json.string(',"cause":', fact.cause);
        return;
      case 'order_amended':
        return this.#amended(fact, spec);
      case 'fill':
        return this.#fill(fact, spec);
    }
  }

  #accepted(fact: Facts.OrderAccepted, spec: InstrumentSpec): void {
    const json = this.#json;
    json.string(',"symbol":', spec.symbol);
    json.string(',"side":', fact.side);
    json.string(',"orderType":', fact.orderType);
    if (fact.price !== null) json.decimal(',"price":', spec.priceGrid, fact.price);
    if (fact.stopPrice !== null) json.decimal(',"stopPrice":', spec.priceGrid, fact.stopPrice);
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    this.#queueAhead(fact.orderId);
  }

  #amended(fact: Facts.OrderAmended, spec: InstrumentSpec): void {
    const json = this.#json;
    if (fact.price !== null) json.decimal(',"price":', spec.priceGrid, fact.price);
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    json.raw(fact.keptPriority ? ',"keptPriority":true' : ',"keptPriority":false');
    if (!fact.keptPriority) this.#queueAhead(fact.orderId);
  }

  #fill(fact: Facts.Fill, spec: InstrumentSpec): void {
    const json = this.#json;
    json.integer(',"tradeId":', fact.tradeId);
    json.string(',"symbol":', spec.symbol);
    json.string(',"side":', fact.side);
    json.decimal(',"price":', spec.priceGrid, fact.price);
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    json.decimal(',"remainingQuantity":', spec.quantityGrid, fact.remainingQuantity);
    json.string(',"liquidity":', fact.liquidity);
    json.decimal(',"fee":', this.#state.moneyGrid, fact.fee);
  }

  /** Of an order that the command in hand has put at the back of its price. */
  #queueAhead(orderId: OrderId): void {
    const order = this.#state.orders.get(orderId);
    if (order === undefined || order.slot === 0) return;
    const { book, spec } = order.market;
    const side = order.side === 'buy' ? book.bids : book.asks;
    const ahead = side.totalAt(side.priceOf(order.slot)) - order.open;
    this.#json.decimal(',"queueAhead":', spec.quantityGrid, ahead);
  }

  #spec(instrument: number): InstrumentSpec {
    return (this.#state.markets[instrument] as Market).spec;
  }
}
