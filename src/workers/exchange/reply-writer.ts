/**
 * Writes the gateway's messages as bytes: those about facts directly from integers into the memory that the connection
 * sends, by functions made from the table of their fields; the others, which are rare, from the JSON of an object.
 */
import type { Reply } from '../../contract/orders.ts';
import { GrowingBytes, type Room } from '../../runtime/grow-buffer.ts';
import {
  byKind,
  kindOf,
  type EngineState,
  type FactKind,
  type Facts,
  type FactType,
} from '../../engine/index.ts';
import { messageWriter, type MessageWriter } from '../../session/events/event-codec.ts';
import type { MessageField } from '../../session/events/codec-source.ts';
import { queueAhead } from '../../session/events/event-values.ts';
import { append, utf8 } from '../../session/events/json-text.ts';
import { Lookup } from '../../session/events/lookup.ts';
import type { Payload } from '../../net/text-frames.ts';
import type { Text } from '../../runtime/words.ts';

type MessageType = Facts.PrivateEvent['type'];
type FactOf<Type extends MessageType> = Extract<Facts.PrivateEvent, { readonly type: Type }>;
/** Fields of each message that are no fields of its fact. */
interface GivenFields {
  readonly order_accepted: 'symbol' | 'queueAhead' | 'time';
  readonly order_rejected: never;
  readonly order_amended: 'queueAhead' | 'time';
  readonly order_canceled: 'time';
  readonly order_triggered: 'time';
  readonly fill: 'symbol' | 'time';
  readonly cancel_all_done: 'time';
  readonly margin_set: 'symbol' | 'time';
  readonly index_set: 'symbol' | 'time';
  readonly phase_set: 'symbol' | 'time';
}
/** Fields of a fact that its message does not have under their own name. */
type UnsentFields = 'type' | 'account' | 'instrument';

/** The compiler refuses a table without a field of a fact, or with another one. */
export type MessageFields = {
  readonly [Type in MessageType]: {
    readonly [Name in Exclude<keyof FactOf<Type>, UnsentFields> | GivenFields[Type]]: MessageField;
  };
};

/** Units of the fields, in the order in which the messages have them. */
const MESSAGES: MessageFields = {
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
    time: 'integer',
  },
  order_rejected: { clientOrderId: 'text?', code: 'word', reason: 'text' },
  order_amended: {
    clientOrderId: 'text',
    orderId: 'integer',
    price: 'price?',
    stopPrice: 'price?',
    quantity: 'quantity',
    keptPriority: 'flag',
    queueAhead: 'quantity?',
    time: 'integer',
  },
  order_canceled: {
    clientOrderId: 'text',
    orderId: 'integer',
    remainingQuantity: 'quantity',
    cause: 'word',
    time: 'integer',
  },
  order_triggered: { clientOrderId: 'text', orderId: 'integer', stopPrice: 'price?', time: 'integer' },
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
    time: 'integer',
  },
  cancel_all_done: { count: 'integer', time: 'integer' },
  margin_set: { symbol: 'symbol', mode: 'word', margin: 'money|null', time: 'integer' },
  index_set: { symbol: 'symbol', price: 'price', time: 'integer' },
  phase_set: { symbol: 'symbol', phase: 'word', time: 'integer' },
};

/** Undefined: the fact is not private. */
const WRITERS = byKind((type: FactType): MessageWriter<Facts.PrivateEvent> | undefined => {
  const fields = (MESSAGES as Partial<Record<FactType, MessageFields[MessageType]>>)[type];
  return fields && messageWriter(type, fields);
});
const [ACCEPTED, AMENDED] = [kindOf('order_accepted'), kindOf('order_amended')];

const REQUEST_ID = utf8(',"requestId":');
/** End of an object. */
const END = utf8('}');

/** Writer of replies. */
export class ReplyWriter {
  readonly #state: EngineState;
  readonly #lookup: Lookup;
  readonly #message = new GrowingBytes();

  constructor(state: EngineState) {
    this.#state = state;
    this.#lookup = new Lookup(state);
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
    const write = WRITERS[kind] as MessageWriter<Facts.PrivateEvent>;
    write(fact, this.#queueAhead(fact, kind), time, requestId, this.#lookup, room);
  }

  /** @returns the message, valid until the next one */
  message(reply: Reply, requestId?: Text): Payload {
    const message = this.#message;
    message.clear();
    message.addText(JSON.stringify(reply).slice(0, -1));
    if (requestId !== undefined) {
      append(message, REQUEST_ID);
      append(message, requestId);
    }
    append(message, END);
    return message;
  }

  /** Quantity ahead of an order that the current command put at the back of its price. Undefined: it did not. */
  #queueAhead(fact: Facts.PrivateEvent, kind: FactKind): number | undefined {
    if (kind === ACCEPTED) return queueAhead(this.#state, (fact as Facts.OrderAccepted).orderId);
    if (kind !== AMENDED) return undefined;
    const { keptPriority, orderId } = fact as Facts.OrderAmended;
    return keptPriority ? undefined : queueAhead(this.#state, orderId);
  }
}
