/**
 * Writes the gateway's messages as bytes: frequent facts directly from integers into the memory that the connection
 * sends, rare messages through objects.
 */
import type { InstrumentSpec } from '../../contract/index.ts';
import type { Reply } from '../../contract/orders.ts';
import type { Room } from '../../runtime/grow-buffer.ts';
import {
  byKind,
  kindOf,
  marketAt,
  type EngineState,
  type FactKind,
  type Facts,
  type FactType,
} from '../../engine/index.ts';
import { messageWriter, type MessageWriter } from '../../session/events/event-codec.ts';
import { Names, queueAhead } from '../../session/events/event-values.ts';
import { ascii } from '../../session/events/json-text.ts';
import { JsonWriter } from '../../session/events/json-writer.ts';
import { copyBytes, type Text } from '../../runtime/words.ts';

type OrderFact = Extract<Facts.PrivateEvent, { readonly instrument: number; readonly orderId: number }>;

const ORDER_REJECTED = ascii('{"type":"order_rejected"');
const CANCEL_ALL_DONE = ascii('{"type":"cancel_all_done","count":');
const INDEX_SET = ascii('{"type":"index_set","symbol":');
const PHASE_SET = ascii('{"type":"phase_set","symbol":');
const MARGIN_SET = ascii('{"type":"margin_set","symbol":');

type RareFact = Exclude<Facts.PrivateEvent, OrderFact>;
type OrderType = OrderFact['type'];
type OrderFactOf<Type extends OrderType> = Extract<OrderFact, { readonly type: Type }>;
/** Fields of a message that are no fields of its fact. */
type GivenFields = {
  readonly order_accepted: 'symbol' | 'queueAhead';
  readonly order_amended: 'queueAhead';
  readonly fill: 'symbol';
};
type GivenFieldsOf<Type> = Type extends keyof GivenFields ? GivenFields[Type] : never;
/** Fields of a fact that its message does not have under their own name. */
type UnsentFields = 'type' | 'account' | 'instrument';

/** Units of the fields of the messages about orders: exactly those of the fact and the given ones. */
export type OrderFields = {
  readonly [Type in OrderType]: {
    readonly [Name in Exclude<keyof OrderFactOf<Type>, UnsentFields> | GivenFieldsOf<Type>]: Unit;
  };
};
type Unit = Parameters<typeof messageWriter>[1][string];

/** In the order in which the message has them. */
const ORDER_FIELDS = {
  order_accepted: {
    clientOrderId: 'text',
    orderId: 'integer',
    symbol: 'symbol',
    side: 'word',
    orderType: 'word',
    price: 'price?',
    stopPrice: 'price?',
    quantity: 'quantity',
    queueAhead: 'quantity?',
  },
  order_amended: {
    clientOrderId: 'text',
    orderId: 'integer',
    price: 'price?',
    stopPrice: 'price?',
    quantity: 'quantity',
    keptPriority: 'flag',
    queueAhead: 'quantity?',
  },
  order_canceled: {
    clientOrderId: 'text',
    orderId: 'integer',
    remainingQuantity: 'quantity',
    cause: 'word',
  },
  order_triggered: { clientOrderId: 'text', orderId: 'integer', stopPrice: 'price?' },
  fill: {
    clientOrderId: 'text',
    orderId: 'integer',
    tradeId: 'integer',
    symbol: 'symbol',
    side: 'word',
    price: 'price',
    quantity: 'quantity',
    remainingQuantity: 'quantity',
    liquidity: 'word',
    fee: 'money',
  },
} as const satisfies OrderFields;
/** Undefined: the fact is rare. */
const WRITERS = byKind((type): MessageWriter<OrderFact> | undefined => {
  const fields = (ORDER_FIELDS as Partial<Record<FactType, OrderFields[OrderType]>>)[type];
  return fields && messageWriter(type, fields, 'queueAhead');
});
const [ACCEPTED, AMENDED] = [kindOf('order_accepted'), kindOf('order_amended')];

/** Text before the value of a field that is not the object's first: `,"price":`. */
const KEY = keys('clientOrderId', 'code', 'margin', 'mode', 'phase', 'price', 'reason', 'requestId', 'time');
/** End of an object. */
const END = ascii('}');

/** Writer of replies. */
export class ReplyWriter {
  readonly #state: EngineState;
  readonly #json = new JsonWriter();
  readonly #names: Names;

  constructor(state: EngineState) {
    this.#state = state;
    this.#names = new Names(state);
  }

  /**
   * @param kind number of the fact's type
   * @param time time in microseconds since the Unix epoch
   * @param requestId id of the request to which this is the reply, with its quotes
   * @param room gets the message
   */
  fact(
    fact: Facts.PrivateEvent,
    kind: FactKind,
    time: number,
    requestId: Text | undefined,
    room: Room,
  ): void {
    const write = WRITERS[kind];
    if (write === undefined) return append(room, this.#rareFact(fact as RareFact, time, requestId));
    const order = fact as OrderFact;
    write(order, this.#queueAhead(order, kind), time, requestId, this.#names, room);
  }

  /** @returns the message, valid until the next one */
  message(reply: Reply, requestId?: Text): JsonWriter {
    this.#json.clear();
    this.#json.json(JSON.stringify(reply).slice(0, -1));
    return this.#end(requestId);
  }

  #rareFact(fact: RareFact, time: number, requestId: Text | undefined): JsonWriter {
    this.#json.clear();
    switch (fact.type) {
      case 'order_rejected':
        this.#orderRejected(fact);
        return this.#end(requestId);
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
        this.#json.string(PHASE_SET, this.#spec(fact.instrument).symbol).string(KEY.phase, fact.phase);
    }
    this.#json.integer(KEY.time, time);
    return this.#end(requestId);
  }

  #end(requestId: Text | undefined): JsonWriter {
    const json = this.#json;
    if (requestId !== undefined) json.raw(KEY.requestId).raw(requestId);
    return json.raw(END);
  }

  #orderRejected({ clientOrderId, code, reason }: Facts.OrderRejected): void {
    const json = this.#json.raw(ORDER_REJECTED);
    if (clientOrderId !== null) json.string(KEY.clientOrderId, clientOrderId);
    json.string(KEY.code, code).string(KEY.reason, reason);
  }

  #marginSet({ instrument, mode, margin }: Facts.MarginSet): void {
    const json = this.#json.string(MARGIN_SET, this.#spec(instrument).symbol);
    json.string(KEY.mode, mode);
    if (margin === null) json.null(KEY.margin);
    else json.decimal(KEY.margin, this.#state.moneyGrid, margin);
  }

  #indexSet({ instrument, price }: Facts.IndexSet): void {
    const spec = this.#spec(instrument);
    this.#json.string(INDEX_SET, spec.symbol).decimal(KEY.price, spec.priceGrid, price);
  }

  /** Quantity ahead of an order that the current command put at the back of its price. Undefined: it did not. */
  #queueAhead(fact: OrderFact, kind: FactKind): number | undefined {
    const isBehind = kind === ACCEPTED || (kind === AMENDED && !(fact as Facts.OrderAmended).keptPriority);
    return isBehind ? queueAhead(this.#state, fact.orderId) : undefined;
  }

  #spec(instrument: number): InstrumentSpec {
    return marketAt(this.#state, instrument).spec;
  }
}

function append(room: Room, { view, length }: JsonWriter): void {
  room.moveTo(copyBytes(room.reserve(length), room.length, view, 0, length));
}

function keys<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Text>> {
  const named = names.map((name) => [name, ascii(`,"${name}":`)] as const);
  return Object.fromEntries(named) as Record<Name, Text>;
}
