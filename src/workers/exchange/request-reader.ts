/**
 * Reads plain requests directly from the bytes of a frame: orders, cancels and amendments in the form that most bots
 * send.
 *
 * 1. The reader returns the same result as JSON.parse and zod. A property test compares the two.
 * 2. Null promises nothing. JSON.parse and zod then read the frame, and describe its mistake.
 * 3. A plain request is one object of known names, each at most once, in any order, with any white space and plain
 *    values (json-cursor.ts).
 * 4. The reader learns the forms of a connection's requests (request-forms.ts), and then compares the bytes between the
 *    varying values as a whole. An order of a known form takes 0.75 of the time.
 */
import { TEXT_LENGTH_MAX } from '../../contract/protocol.ts';
import { JsonCursor, words, type Words } from '../../net/json-cursor.ts';
import type { Text } from '../../runtime/words.ts';
import { noFields, requestOf, setFields, type Fields, type PlainRequest } from './request-fields.ts';
import {
  FormPool,
  RequestForms,
  type FieldName,
  type Form,
  type Place,
  type Varying,
} from './request-forms.ts';

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

/** Longest request whose form is learned. */
const FORM_BYTES_MAX = 512;
/**
 * Further forms are tried until the values that others read in vain have so many times the bytes of the request. Forms
 * that differ only near their end would otherwise cost up to eight readings of each request.
 */
const VAIN_READINGS_MAX = 1;

const NO_FIELDS: Readonly<Fields> = noFields();

/** Reader of requests. A request that it returns is valid until the next one is read. */
export class RequestReader {
  readonly #fields: Fields = noFields();
  readonly #json = new JsonCursor();
  readonly #symbols: Words<string>;
  readonly #pool = new FormPool();
  /** Form whose fixed values are in the fields. Null: none. */
  #current: Form | null = null;
  #requestId: Text | undefined;

  /** @param symbols symbols of the instruments; other ones take longer to read */
  constructor(symbols: readonly string[]) {
    this.#symbols = words('"', ...symbols);
  }

  /** Id of the request that was read last, as the client wrote it. It is valid as long as the request. */
  get requestId(): Text | undefined {
    return this.#requestId;
  }

  /** The forms of a new connection. */
  newForms(): RequestForms {
    return new RequestForms(this.#pool);
  }

  /**
   * Reads the UTF-8 text that is in `bytes` from `start` to `end`.
   * @param forms those of the connection from which the text comes
   * @returns null when JSON.parse and zod must read it
   */
  read(forms: RequestForms, bytes: Buffer, start = 0, end = bytes.length): PlainRequest | null {
    this.#json.begin(bytes, start, end);
    this.#requestId = undefined;
    const isRead = this.#followAny(forms, start, end) || this.#readObject(forms, bytes, start, end);
    return isRead ? requestOf(this.#fields) : null;
  }

  /**
   * The values that a form reads in vain do no harm: they are those of this text, so the next reading overwrites them.
   * @returns false when the text has none of the known forms, or too many are like it
   */
  #followAny(forms: RequestForms, start: number, end: number): boolean {
    const json = this.#json;
    let left = VAIN_READINGS_MAX * (end - start);
    for (let index = 0; index < forms.count && left > 0; index += 1) {
      if (this.#follow(forms.at(index))) {
        forms.wasFollowed(index);
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
      if (form !== this.#current) setFields(fields, form.fields);
      this.#current = form;
      if (!this.#value(fields, name)) return false;
    }
    return json.takeKnown(end) && json.isAtEnd;
  }

  #readObject(forms: RequestForms, bytes: Buffer, start: number, end: number): boolean {
    const places: Place[] | null = end - start <= FORM_BYTES_MAX && forms.isLearning ? [] : null;
    this.#current = null;
    setFields(this.#fields, NO_FIELDS);
    if (!this.#object(places, start) || requestOf(this.#fields) === null) return false;
    forms.wasUnknown(bytes.subarray(start, end), places, this.#fields);
    return true;
  }

  /**
   * @param places gets the places of the varying values in the text, which starts at `origin`
   * @returns false when the text is not one plain object
   */
  #object(places: Place[] | null, origin: number): boolean {
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
      if (!FIXED_NAMES.has(name.word))
        places?.push({ name: name.word, start: start - origin, end: json.at - origin });
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
