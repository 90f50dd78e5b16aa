/**
 * Reads plain requests directly from the bytes of a frame: orders, cancels and amendments in the form that most bots
 * send.
 *
 * 1. The reader returns the same result as JSON.parse and zod. A property test compares the two.
 * 2. Null promises nothing. JSON.parse and zod then read the frame, and describe its mistake.
 * 3. A plain request is one object of known names, each at most once, in any order, with any white space and plain
 *    values (json-cursor.ts).
 */
import { TEXT_LENGTH_MAX } from '../../contract/protocol.ts';
import { ascii, JsonCursor, words, type Ascii, type Known, type Words } from '../../net/json-cursor.ts';
import type {
  AmendOrder,
  CancelOrder,
  OrderType,
  PlaceOrder,
  Side,
  TimeInForce,
} from '../../contract/orders.ts';

export type PlainRequest = PlaceOrder | CancelOrder | AmendOrder;

interface Fields {
  type: PlainRequest['type'] | undefined;
  requestId: string | undefined;
  clientOrderId: string | undefined;
  orderId: number | undefined;
  symbol: string | undefined;
  side: Side | undefined;
  orderType: OrderType | undefined;
  quantity: number | undefined;
  price: number | undefined;
  timeInForce: TimeInForce | undefined;
  postOnly: boolean | undefined;
  reduceOnly: boolean | undefined;
}

const [COMMA, OPEN, CLOSE] = [0x2c, 0x7b, 0x7d] as const;

const ALL_NAMES = [
  'type',
  'requestId',
  'clientOrderId',
  'orderId',
  'symbol',
  'side',
  'orderType',
  'quantity',
  'price',
  'timeInForce',
  'postOnly',
  'reduceOnly',
] as const satisfies readonly (keyof Fields)[];
const NAMES = words('":', ...ALL_NAMES);
const [FIRST_NAMES, LATER_NAMES] = [namesBehind('{'), namesBehind(',')];
const TYPES = words('"', 'place_order', 'cancel_order', 'amend_order');
const SIDES = words('"', 'buy', 'sell');
const ORDER_TYPES = words('"', 'limit', 'market');
const TIMES_IN_FORCE = words('"', 'gtc', 'ioc', 'fok');

type Name = Known<keyof Fields>;

/** A name that was read before, with the text from the byte before it to its colon. */
interface Guess {
  readonly name: Name;
  readonly text: Ascii;
}

/** Reader of requests. A request that it returns is valid until the next one is read. */
export class RequestReader {
  readonly #fields: Fields = {
    type: undefined,
    requestId: undefined,
    clientOrderId: undefined,
    orderId: undefined,
    symbol: undefined,
    side: undefined,
    orderType: undefined,
    quantity: undefined,
    price: undefined,
    timeInForce: undefined,
    postOnly: undefined,
    reduceOnly: undefined,
  };
  readonly #json = new JsonCursor();
  readonly #symbols: Words<string>;
  /** Names of the last request by their place. Most clients always send the same ones in the same order. */
  readonly #guesses: Guess[] = [];

  /** @param symbols symbols of the instruments; other ones take longer to read */
  constructor(symbols: readonly string[]) {
    this.#symbols = words('"', ...symbols);
  }

  /**
   * Reads the UTF-8 text that is in `bytes` from `start` to `end`.
   * @returns null when JSON.parse and zod must read it
   */
  read(bytes: Buffer, start = 0, end = bytes.length): PlainRequest | null {
    const fields = this.#fields;
    this.#json.begin(bytes, start, end);
    clear(fields);
    if (!this.#object(fields)) return null;
    if (isPlaceOrder(fields) || isCancelOrder(fields) || isAmendOrder(fields)) return fields;
    return null;
  }

  /** @returns false when the text is not one plain object */
  #object(fields: Fields): boolean {
    const json = this.#json;
    let [seen, place] = [0, 0];
    let name = this.#name(place);
    if (name === undefined) return false;
    do {
      if ((seen & name.bit) !== 0 || !this.#value(fields, name.word)) return false;
      seen |= name.bit;
      place += 1;
      name = this.#name(place);
    } while (name !== undefined);
    if (!json.take(CLOSE)) return false;
    json.skipSpace();
    return json.isAtEnd;
  }

  /** Reads the next name with the byte before it. Undefined: there is none, and the cursor stands where it stood. */
  #name(place: number): Name | undefined {
    const json = this.#json;
    const guess = this.#guesses[place];
    if (guess !== undefined && json.takeAll(guess.text)) return guess.name;
    const start = json.at;
    const name = json.take(place === 0 ? OPEN : COMMA) ? json.word(NAMES) : undefined;
    if (name === undefined) json.at = start;
    else this.#guesses[place] = { name, text: (place === 0 ? FIRST_NAMES : LATER_NAMES)[name.word] };
    return name;
  }

  #symbol(): string | undefined {
    const start = this.#json.at;
    const known = this.#json.word(this.#symbols);
    if (known !== undefined) return known.word;
    this.#json.at = start;
    return this.#json.text(1, TEXT_LENGTH_MAX.symbol);
  }

  /** @returns false when the value is not plain */
  #value(fields: Fields, name: keyof Fields): boolean {
    const json = this.#json;
    switch (name) {
      case 'type':
        return (fields.type = json.word(TYPES)?.word) !== undefined;
      case 'requestId':
        return (fields.requestId = json.text(0, TEXT_LENGTH_MAX.requestId)) !== undefined;
      case 'clientOrderId':
        return (fields.clientOrderId = json.text(1, TEXT_LENGTH_MAX.clientOrderId)) !== undefined;
      case 'orderId':
        return (fields.orderId = json.number()) !== undefined;
      case 'symbol':
        return (fields.symbol = this.#symbol()) !== undefined;
      case 'side':
        return (fields.side = json.word(SIDES)?.word) !== undefined;
      case 'orderType':
        return (fields.orderType = json.word(ORDER_TYPES)?.word) !== undefined;
      case 'quantity':
        return (fields.quantity = json.number()) !== undefined;
      case 'price':
        return (fields.price = json.number()) !== undefined;
      case 'timeInForce':
        return (fields.timeInForce = json.word(TIMES_IN_FORCE)?.word) !== undefined;
      case 'postOnly':
        return (fields.postOnly = json.boolean()) !== undefined;
      case 'reduceOnly':
        return (fields.reduceOnly = json.boolean()) !== undefined;
    }
  }
}

function namesBehind(before: '{' | ','): Readonly<Record<keyof Fields, Ascii>> {
  const texts = ALL_NAMES.map((name) => [name, ascii(`${before}"${name}":`)] as const);
  return Object.fromEntries(texts) as Record<keyof Fields, Ascii>;
}

function clear(fields: Fields): void {
  fields.type = undefined;
  fields.requestId = undefined;
  fields.clientOrderId = undefined;
  fields.orderId = undefined;
  fields.symbol = undefined;
  fields.side = undefined;
  fields.orderType = undefined;
  fields.quantity = undefined;
  fields.price = undefined;
  fields.timeInForce = undefined;
  fields.postOnly = undefined;
  fields.reduceOnly = undefined;
}

/** A limit or market order with any options except a stop price, a pair and a choice of self-trade prevention. */
function isPlaceOrder(fields: Fields): fields is Fields & PlaceOrder {
  const { type, clientOrderId, symbol, side, orderType, quantity, price, timeInForce, postOnly } = fields;
  if (type !== 'place_order' || fields.orderId !== undefined) return false;
  if (clientOrderId === undefined || symbol === undefined || side === undefined) return false;
  if (orderType === undefined || quantity === undefined) return false;
  if ((orderType === 'limit') !== (price !== undefined)) return false;
  const isGtcLimit = orderType === 'limit' && (timeInForce === undefined || timeInForce === 'gtc');
  return postOnly !== true || isGtcLimit;
}

function isCancelOrder(fields: Fields): fields is Fields & CancelOrder {
  const { type, quantity, price } = fields;
  return (
    type === 'cancel_order' &&
    isNamed(fields) &&
    quantity === undefined &&
    price === undefined &&
    hasNoTerms(fields)
  );
}

function isAmendOrder(fields: Fields): fields is Fields & AmendOrder {
  const { type, quantity, price } = fields;
  const isChange = quantity !== undefined || price !== undefined;
  return type === 'amend_order' && isNamed(fields) && isChange && hasNoTerms(fields);
}

/** True when the request names its order by exactly one of the two ids. */
function isNamed({ clientOrderId, orderId }: Fields): boolean {
  if (orderId === undefined) return clientOrderId !== undefined;
  return clientOrderId === undefined && Number.isSafeInteger(orderId) && orderId > 0;
}

/** True when the request has none of the fields that only a new order has. */
function hasNoTerms({ symbol, side, orderType, timeInForce, postOnly, reduceOnly }: Fields): boolean {
  return (
    symbol === undefined &&
    side === undefined &&
    orderType === undefined &&
    timeInForce === undefined &&
    postOnly === undefined &&
    reduceOnly === undefined
  );
}
