/**
 * Reads plain requests directly from the bytes of a frame: orders, cancels and amendments in the form that most bots
 * send.
 *
 * 1. The reader returns the same result as JSON.parse and zod. A property test compares the two.
 * 2. Null promises nothing. JSON.parse and zod then read the frame, and describe its mistake.
 * 3. A plain request is one object of known names, each at most once, in any order, with any white space and plain
 *    values (json-cursor.ts).
 * 4. A bot writes all requests of a kind in one form, in which few values vary. The reader learns forms from the requests
 *    that it reads, and then compares the bytes between the varying values as a whole. An order of a known form takes
 *    0.75 of the time.
 */
import { TEXT_LENGTH_MAX } from '../../contract/protocol.ts';
import { knownTextOf, JsonCursor, words, type KnownText, type Words } from '../../net/json-cursor.ts';
import type { Text } from '../../runtime/words.ts';
import type {
  AmendOrder,
  CancelOrder,
  OrderType,
  PlaceOrder,
  Side,
  TimeInForce,
} from '../../contract/orders.ts';

type FieldName = keyof Fields | 'requestId';
type WithoutId<Request> = Omit<Request, 'requestId'>;
export type PlainRequest = WithoutId<PlaceOrder> | WithoutId<CancelOrder> | WithoutId<AmendOrder>;

interface Fields {
  type: PlainRequest['type'] | undefined;
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
] as const satisfies readonly FieldName[];
const NAMES = words('":', ...ALL_NAMES);
const TYPES = words('"', 'place_order', 'cancel_order', 'amend_order');
const SIDES = words('"', 'buy', 'sell');
const ORDER_TYPES = words('"', 'limit', 'market');
const TIMES_IN_FORCE = words('"', 'gtc', 'ioc', 'fok');

/** Fields that have the same value in all requests of a form. */
const FIXED_NAMES: ReadonlySet<FieldName> = new Set([
  'type',
  'orderType',
  'timeInForce',
  'postOnly',
  'reduceOnly',
] as const);

/** The form in which a client writes requests of one kind. */
interface Form {
  readonly varying: readonly Varying[];
  /** Text after the last varying value. */
  readonly end: KnownText;
  /** Fields of the request from which the form was learned. Those that vary are overwritten. */
  readonly fields: Readonly<Fields>;
}

/** A value that varies, with the text between it and the one before. */
interface Varying {
  readonly before: KnownText;
  readonly name: FieldName;
}

const FORMS_MAX = 8;
/** Longest request whose form is learned. */
const FORM_BYTES_MAX = 512;
/**
 * When all places are taken, the reader learns one of so many forms that it does not know. A form takes some 40 times as
 * long to learn as a request of it to read.
 */
const UNKNOWN_FORMS = 32;
/**
 * Further forms are tried until the values that others read in vain have so many times the bytes of the request. Forms
 * that differ only near their end would otherwise cost every client up to eight readings of each request.
 */
const VAIN_READINGS_MAX = 1;

const NO_FIELDS: Readonly<Fields> = noFields();

/** Where a varying value is. */
interface Place {
  readonly name: FieldName;
  readonly start: number;
  readonly end: number;
}

/** Reader of requests. A request that it returns is valid until the next one is read. */
export class RequestReader {
  readonly #fields: Fields = noFields();
  readonly #json = new JsonCursor();
  readonly #symbols: Words<string>;
  /** Known forms. One that is followed moves forward. */
  readonly #forms: Form[] = [];
  /** Form whose fixed values are in the fields. Null: none. */
  #current: Form | null = null;
  #unknownForms = 0;
  #requestId: Text | undefined;

  /** @param symbols symbols of the instruments; other ones take longer to read */
  constructor(symbols: readonly string[]) {
    this.#symbols = words('"', ...symbols);
  }

  /** Id of the request that was read last, as the client wrote it. It is valid as long as the request. */
  get requestId(): Text | undefined {
    return this.#requestId;
  }

  /**
   * Reads the UTF-8 text that is in `bytes` from `start` to `end`.
   * @returns null when JSON.parse and zod must read it
   */
  read(bytes: Buffer, start = 0, end = bytes.length): PlainRequest | null {
    this.#json.begin(bytes, start, end);
    this.#requestId = undefined;
    const isRead = this.#followAny(start, end) || this.#readObject(bytes, start, end);
    return isRead ? requestOf(this.#fields) : null;
  }

  /**
   * The values that a form reads in vain do no harm: they are those of this text, so the next reading overwrites them.
   * @returns false when the text has none of the known forms, or too many are like it
   */
  #followAny(start: number, end: number): boolean {
    const json = this.#json;
    const forms = this.#forms;
    let left = VAIN_READINGS_MAX * (end - start);
    for (let index = 0; index < forms.length && left > 0; index += 1) {
      const form = forms[index] as Form;
      if (this.#follow(form)) {
        if (index > 0) [forms[index - 1], forms[index]] = [form, forms[index - 1] as Form];
        return true;
      }
      left -= json.at - start;
      json.at = start;
    }
    return false;
  }

  #follow(form: Form): boolean {
    const json = this.#json;
    const fields = this.#fields;
    const { varying, end } = form;
    for (let index = 0; index < varying.length; index += 1) {
      const { before, name } = varying[index] as Varying;
      if (!json.takeKnown(before)) return false;
      if (form !== this.#current) set(fields, form.fields);
      this.#current = form;
      if (!this.#value(fields, name)) return false;
    }
    return json.takeKnown(end) && json.isAtEnd;
  }

  #readObject(bytes: Buffer, start: number, end: number): boolean {
    const places: Place[] | null = end - start <= FORM_BYTES_MAX && this.#isLearning() ? [] : null;
    this.#current = null;
    set(this.#fields, NO_FIELDS);
    if (!this.#object(places) || requestOf(this.#fields) === null) return false;
    this.#unknownForms += 1;
    if (places !== null) this.#learn(bytes, start, places, end);
    return true;
  }

  #isLearning(): boolean {
    return this.#forms.length < FORMS_MAX || this.#unknownForms % UNKNOWN_FORMS === 0;
  }

  #learn(bytes: Buffer, start: number, places: readonly Place[], end: number): void {
    const starts = [start, ...places.map((place) => place.end)];
    const textOf = (index: number, to: number) => knownTextOf(bytes.subarray(starts[index], to));
    const varying = places.map(({ name, start: at }, index) => ({ before: textOf(index, at), name }));
    const fields = noFields();
    set(fields, this.#fields);
    if (this.#forms.length === FORMS_MAX) this.#forms.pop();
    this.#forms.unshift({ varying, end: textOf(places.length, end), fields });
  }

  /**
   * @param places gets the places of the varying values
   * @returns false when the text is not one plain object
   */
  #object(places: Place[] | null): boolean {
    const json = this.#json;
    const fields = this.#fields;
    let seen = 0;
    if (!json.take(OPEN)) return false;
    do {
      const name = json.word(NAMES);
      if (name === undefined || (seen & name.bit) !== 0) return false;
      seen |= name.bit;
      const start = json.at;
      if (!this.#value(fields, name.word)) return false;
      if (!FIXED_NAMES.has(name.word)) places?.push({ name: name.word, start, end: json.at });
    } while (json.take(COMMA));
    if (!json.take(CLOSE)) return false;
    json.skipSpace();
    return json.isAtEnd;
  }

  #symbol(): string | undefined {
    const start = this.#json.at;
    const known = this.#json.word(this.#symbols);
    if (known !== undefined) return known.word;
    this.#json.at = start;
    return this.#json.text(1, TEXT_LENGTH_MAX.symbol);
  }

  /** @returns false when the value is not plain */
  #value(fields: Fields, name: FieldName): boolean {
    const json = this.#json;
    switch (name) {
      case 'type':
        return (fields.type = json.word(TYPES)?.word) !== undefined;
      case 'requestId':
        return (this.#requestId = json.quotedText(TEXT_LENGTH_MAX.requestId)) !== undefined;
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

function noFields(): Fields {
  return {
    type: undefined,
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
}

function set(fields: Fields, from: Readonly<Fields>): void {
  fields.type = from.type;
  fields.clientOrderId = from.clientOrderId;
  fields.orderId = from.orderId;
  fields.symbol = from.symbol;
  fields.side = from.side;
  fields.orderType = from.orderType;
  fields.quantity = from.quantity;
  fields.price = from.price;
  fields.timeInForce = from.timeInForce;
  fields.postOnly = from.postOnly;
  fields.reduceOnly = from.reduceOnly;
}

function requestOf(fields: Fields): PlainRequest | null {
  return isPlaceOrder(fields) || isCancelOrder(fields) || isAmendOrder(fields) ? fields : null;
}

/** A limit or market order with any options except a stop price, a pair and a choice of self-trade prevention. */
function isPlaceOrder(fields: Fields): fields is Fields & WithoutId<PlaceOrder> {
  const { type, clientOrderId, symbol, side, orderType, quantity, price, timeInForce, postOnly } = fields;
  if (type !== 'place_order' || fields.orderId !== undefined) return false;
  if (clientOrderId === undefined || symbol === undefined || side === undefined) return false;
  if (orderType === undefined || quantity === undefined) return false;
  if ((orderType === 'limit') !== (price !== undefined)) return false;
  const isGtcLimit = orderType === 'limit' && (timeInForce === undefined || timeInForce === 'gtc');
  return postOnly !== true || isGtcLimit;
}

function isCancelOrder(fields: Fields): fields is Fields & WithoutId<CancelOrder> {
  const { type, quantity, price } = fields;
  return (
    type === 'cancel_order' &&
    isNamed(fields) &&
    quantity === undefined &&
    price === undefined &&
    hasNoTerms(fields)
  );
}

function isAmendOrder(fields: Fields): fields is Fields & WithoutId<AmendOrder> {
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
