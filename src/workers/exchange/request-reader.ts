/**
 * Reads plain requests straight from the bytes of a frame: orders, cancels and amendments as nearly every bot sends them.
 *
 * 1. The reader returns what JSON.parse and zod make of the same frame; a property test compares the two.
 * 2. Null promises nothing. JSON.parse and zod then read the frame, and describe its mistake.
 * 3. A plain request is one object of known names, each at most once, in any order, with any white space. Texts are
 *    printable ASCII without escapes. Numbers have at most 15 digits and no exponent, so both halves of the one division
 *    are exact and the quotient is the double that JSON.parse returns.
 */
import { TEXT_LENGTH_MAX } from '../../contract/protocol.ts';
import type {
  AmendOrder,
  CancelOrder,
  OrderType,
  PlaceOrder,
  Side,
  TimeInForce,
} from '../../contract/orders.ts';
import { POWERS_OF_TEN } from '../../contract/units.ts';

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

const [TAB, LINE_FEED, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20] as const;
const [QUOTE, COMMA, MINUS, POINT, ZERO, NINE] = [0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39] as const;
const [BACKSLASH, OPEN, CLOSE, LAST_PRINTABLE] = [0x5c, 0x7b, 0x7d, 0x7e] as const;
const DIGITS_MAX = 15;

interface Known<Word> {
  readonly word: Word;
  /** Behind the opening quote, with the closing one; a name's also with its colon. */
  readonly bytes: Uint8Array;
  readonly bit: number;
}

/** Known words by their first byte: one comparison finds a word and its end. */
type Words<Word> = readonly (readonly Known<Word>[])[];

function words<const Word extends string>(end: '"' | '":', ...all: readonly Word[]): Words<Word> {
  const known = all.map((word, index) => ({
    word,
    bytes: Uint8Array.from(Buffer.from(word + end)),
    bit: 1 << index,
  }));
  return Array.from({ length: 128 }, (_, first) => known.filter(({ bytes }) => bytes[0] === first));
}

const NAMES = words(
  '":',
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
);
const TYPES = words('"', 'place_order', 'cancel_order', 'amend_order');
const SIDES = words('"', 'buy', 'sell');
const ORDER_TYPES = words('"', 'limit', 'market');
const TIMES_IN_FORCE = words('"', 'gtc', 'ioc', 'fok');
const [TRUE, FALSE] = [Uint8Array.from(Buffer.from('true')), Uint8Array.from(Buffer.from('false'))];

export class RequestReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param frame UTF-8 @returns null: it is for JSON.parse and zod */
  read(frame: Buffer): PlainRequest | null {
    this.#bytes = frame;
    this.#at = 0;
    const fields = this.#object();
    switch (fields?.type) {
      case 'place_order':
        return placeOrder(fields);
      case 'cancel_order':
        return cancelOrder(fields);
      case 'amend_order':
        return amendOrder(fields);
      case undefined:
        return null;
    }
  }

  #object(): Fields | null {
    const fields: Fields = {
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
    let seen = 0;
    if (!this.#take(OPEN)) return null;
    do {
      const name = this.#word(NAMES);
      if (name === undefined || (seen & name.bit) !== 0) return null;
      seen |= name.bit;
      if (!this.#value(fields, name.word)) return null;
    } while (this.#take(COMMA));
    if (!this.#take(CLOSE)) return null;
    this.#skipSpace();
    return this.#at === this.#bytes.length ? fields : null;
  }

  /** @returns false: the value is not plain */
  #value(fields: Fields, name: keyof Fields): boolean {
    switch (name) {
      case 'type':
        return (fields.type = this.#word(TYPES)?.word) !== undefined;
      case 'requestId':
        return (fields.requestId = this.#text(0, TEXT_LENGTH_MAX.requestId)) !== undefined;
      case 'clientOrderId':
        return (fields.clientOrderId = this.#text(1, TEXT_LENGTH_MAX.clientOrderId)) !== undefined;
      case 'orderId':
        return (fields.orderId = this.#number()) !== undefined;
      case 'symbol':
        return (fields.symbol = this.#text(1, TEXT_LENGTH_MAX.symbol)) !== undefined;
      case 'side':
        return (fields.side = this.#word(SIDES)?.word) !== undefined;
      case 'orderType':
        return (fields.orderType = this.#word(ORDER_TYPES)?.word) !== undefined;
      case 'quantity':
        return (fields.quantity = this.#number()) !== undefined;
      case 'price':
        return (fields.price = this.#number()) !== undefined;
      case 'timeInForce':
        return (fields.timeInForce = this.#word(TIMES_IN_FORCE)?.word) !== undefined;
      case 'postOnly':
        return (fields.postOnly = this.#boolean()) !== undefined;
      case 'reduceOnly':
        return (fields.reduceOnly = this.#boolean()) !== undefined;
    }
  }

  /** A text that is one of the words; of a name also the colon. */
  #word<Word>(known: Words<Word>): Known<Word> | undefined {
    if (!this.#take(QUOTE)) return undefined;
    const candidates = known[this.#bytes[this.#at] as number];
    if (candidates === undefined) return undefined;
    for (const entry of candidates) {
      if (!this.#holds(entry.bytes)) continue;
      this.#at += entry.bytes.length;
      return entry;
    }
    return undefined;
  }

  #text(lengthMin: number, lengthMax: number): string | undefined {
    if (!this.#take(QUOTE)) return undefined;
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let byte = bytes[at] as number;
    while (byte !== QUOTE) {
      const isPlain = byte >= SPACE && byte <= LAST_PRINTABLE && byte !== BACKSLASH;
      // Behind the last byte it is undefined, which is not plain.
      if (!isPlain || at - start === lengthMax) return undefined;
      at += 1;
      byte = bytes[at] as number;
    }
    this.#at = at + 1;
    return at - start < lengthMin ? undefined : bytes.toString('latin1', start, at);
  }

  #number(): number | undefined {
    this.#skipSpace();
    const isNegative = this.#bytes[this.#at] === MINUS;
    if (isNegative) this.#at += 1;
    const from = this.#at;
    let mantissa = this.#digits(0);
    const whole = this.#at - from;
    if (whole === 0 || (whole > 1 && this.#bytes[from] === ZERO)) return undefined;
    let decimals = 0;
    if (this.#bytes[this.#at] === POINT) {
      this.#at += 1;
      const point = this.#at;
      mantissa = this.#digits(mantissa);
      decimals = this.#at - point;
      if (decimals === 0) return undefined;
    }
    if (whole + decimals > DIGITS_MAX || (isNegative && mantissa === 0)) return undefined;
    const value = mantissa / (POWERS_OF_TEN[decimals] as number);
    return isNegative ? -value : value;
  }

  /** The digits from here on, behind those of a number. */
  #digits(before: number): number {
    const bytes = this.#bytes;
    let value = before;
    let at = this.#at;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + byte - ZERO;
    }
    this.#at = at;
    return value;
  }

  #boolean(): boolean | undefined {
    this.#skipSpace();
    const value = this.#holds(TRUE);
    if (!value && !this.#holds(FALSE)) return undefined;
    this.#at += value ? TRUE.length : FALSE.length;
    return value;
  }

  #holds(expected: Uint8Array): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    for (let index = 0; index < expected.length; index += 1) {
      if (bytes[start + index] !== expected[index]) return false;
    }
    return true;
  }

  /** The next byte that is no white space, if it is this one. */
  #take(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) {
      this.#skipSpace();
      if (this.#bytes[this.#at] !== byte) return false;
    }
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte !== SPACE && byte !== LINE_FEED && byte !== RETURN && byte !== TAB) break;
    }
    this.#at = at;
  }
}

/** A limit or market order with any options but a stop price, a pair and the choice of a self-trade prevention. */
function placeOrder(fields: Fields): PlaceOrder | null {
  const { requestId, clientOrderId, symbol, side, orderType, quantity, price } = fields;
  const { timeInForce, postOnly, reduceOnly } = fields;
  if (clientOrderId === undefined || symbol === undefined || side === undefined) return null;
  if (orderType === undefined || quantity === undefined || fields.orderId !== undefined) return null;
  if ((orderType === 'limit') !== (price !== undefined)) return null;
  const isGtcLimit = orderType === 'limit' && (timeInForce === undefined || timeInForce === 'gtc');
  if (postOnly === true && !isGtcLimit) return null;
  return {
    type: 'place_order',
    requestId,
    clientOrderId,
    symbol,
    side,
    orderType,
    quantity,
    price,
    timeInForce,
    postOnly,
    reduceOnly,
  };
}

function cancelOrder(fields: Fields): CancelOrder | null {
  const { requestId, clientOrderId, orderId } = fields;
  const isPlain =
    isNamed(fields) && fields.quantity === undefined && fields.price === undefined && hasNoTerms(fields);
  return isPlain ? { type: 'cancel_order', requestId, clientOrderId, orderId } : null;
}

function amendOrder(fields: Fields): AmendOrder | null {
  const { requestId, clientOrderId, orderId, quantity, price } = fields;
  const isPlain = isNamed(fields) && (quantity !== undefined || price !== undefined) && hasNoTerms(fields);
  return isPlain ? { type: 'amend_order', requestId, clientOrderId, orderId, price, quantity } : null;
}

/** By exactly one of the two ids. */
function isNamed({ clientOrderId, orderId }: Fields): boolean {
  if (orderId === undefined) return clientOrderId !== undefined;
  return clientOrderId === undefined && Number.isSafeInteger(orderId) && orderId > 0;
}

/** None that only a new order has. */
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
