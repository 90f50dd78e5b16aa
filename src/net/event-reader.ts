/**
 * Reads a frame of the event stream from its bytes, for a reader that follows one account and some instruments.
 *
 * 1. It returns the same events as `parseFrame`. It reports the same error unless the mistake lies in an event that is
 *    not followed, of which only rule 3 is checked. A property test compares the two. An event that the reader does not
 *    follow keeps only its `seq` and time.
 * 2. A plain event is written as the exchange writes it: the fields of the table in their order, without white space,
 *    with plain values (json-cursor.ts). It is checked field by field while it is read.
 * 3. Of an event that is not followed, only type, `seq` and time are read. It ends at the first closing brace, because
 *    it contains no objects, and the event after it must have the next `seq`.
 * 4. A value of JSON, such as the instruments in a checkpoint, is parsed again only when its bytes have changed.
 * 5. `parseFrame` reads an event that is not plain, such as `book_orders`, and a frame in which anything is wrong.
 */
import { z } from 'zod';
import { EVENTS, type EventType, type Field, type Unit } from '../contract/event-table.ts';
import { parseFrame, type IgnoredEvent, type MarketEvent, type StreamEvent } from '../contract/events.ts';
import { shapeCheck, type ShapeCheck } from '../contract/shape-check.ts';
import { knownText, knownTextOf, JsonCursor, words, type KnownText, type Words } from './json-cursor.ts';

/**
 * Account and instruments to follow. Books, positions and single orders of others are not read, but all other events
 * are.
 */
export interface Interest {
  readonly account: string;
  readonly symbols: ReadonlySet<string>;
}

const [OPEN_LIST, CLOSE_LIST, COMMA, CLOSE] = [0x5b, 0x5d, 0x2c, 0x7d] as const;
const [TYPE, SEQ, TIME] = ['{"type":', ',"seq":', ',"time":'].map(knownText) as [
  KnownText,
  KnownText,
  KnownText,
];
/** Keys of the first field of an event that may concern another account or instrument. */
const [SYMBOL, ACCOUNT] = [',"symbol":', ',"account":'].map(knownText) as [KnownText, KnownText];
const NULL = knownText('null');
const NAME_LENGTH_MAX = 64;
const EVENT_TYPES = Object.keys(EVENTS) as EventType[];
const TYPES: Words<EventType> = words('"', ...EVENT_TYPES);

/** Types of single orders, which most readers do not need. */
const SINGLE_ORDERS: ReadonlySet<EventType> = new Set<EventType>(['order_update', 'book_orders']);
const NONE: ReadonlySet<EventType> = new Set<EventType>();

type Kind = 'text' | 'number' | 'integer' | 'flag' | 'levels' | 'json' | Words<string>;

interface PlainField {
  readonly name: string;
  /** Key as it is written: `,"name":`. */
  readonly key: KnownText;
  readonly kind: Kind;
  readonly schema: z.ZodType;
  readonly check: ShapeCheck;
  readonly isNullable: boolean;
  readonly isOptional: boolean;
}

/** A value of JSON, as its schema returned it. */
interface KnownValue {
  readonly text: KnownText;
  readonly value: unknown;
}

export class EventReader {
  readonly #json = new JsonCursor();
  #frame: Buffer = Buffer.alloc(0);
  #unwanted = SINGLE_ORDERS;
  #interest: Interest | undefined;
  /** First values of the events of interest, with their quotes. */
  #account: KnownText = knownText('');
  #symbols: readonly KnownText[] = [];
  /** Newest value of each field. */
  readonly #known = new Map<PlainField, KnownValue>();

  /** Reads single orders from now on. */
  wantOrders(): void {
    this.#unwanted = NONE;
  }

  /** Follows only this account and these instruments. Before the first call, all events are read. */
  follow(interest: Interest): void {
    this.#interest = interest;
    this.#account = knownText(JSON.stringify(interest.account));
    this.#symbols = [...interest.symbols].map((symbol) => knownText(JSON.stringify(symbol)));
  }

  /** @throws Error as `parseFrame`, unless the mistake lies in an event that is not followed (rule 1) */
  read(frame: Buffer): readonly StreamEvent[] {
    this.#frame = frame;
    this.#json.begin(frame);
    const events = this.#events();
    if (events !== null) return events;
    return parseFrame(frame.toString('utf8'), this.#unwanted).map((event) => this.#reduced(event));
  }

  /** @returns null when `parseFrame` must read the frame */
  #events(): readonly StreamEvent[] | null {
    const json = this.#json;
    const events: StreamEvent[] = [];
    let skippedSeq: number | undefined;
    if (!json.take(OPEN_LIST)) return null;
    do {
      const start = json.at;
      const event = this.#plain() ?? this.#parsed(start);
      if (event === null || (skippedSeq !== undefined && event.seq !== skippedSeq + 1)) return null;
      skippedSeq = event.type === 'ignored' ? event.seq : undefined;
      events.push(event);
    } while (json.take(COMMA));
    return json.take(CLOSE_LIST) && json.isAtEnd ? events : null;
  }

  #plain(): MarketEvent | IgnoredEvent | null {
    const json = this.#json;
    const type = json.takeKnown(TYPE) ? json.word(TYPES)?.word : undefined;
    if (type === undefined) return null;
    const seq = json.takeKnown(SEQ) ? json.integer() : undefined;
    const time = json.takeKnown(TIME) ? json.integer() : undefined;
    if (seq === undefined || seq === 0 || time === undefined) return null;
    if (!this.#isWanted(type))
      return json.take(COMMA) && json.skipBehind(CLOSE) ? { type: 'ignored', seq, time } : null;
    const fields = PLAIN_FIELDS[type];
    if (fields === undefined) return null;
    const event: Record<string, unknown> = { type, seq, time };
    for (const field of fields) {
      if (!json.takeKnown(field.key)) {
        if (field.isOptional) continue;
        return null;
      }
      const value = this.#value(field);
      if (value === undefined) return null;
      event[field.name] = value;
    }
    return json.take(CLOSE) ? (event as unknown as MarketEvent) : null;
  }

  /** True when the event is followed. The cursor stands after its `seq` and time. */
  #isWanted(type: EventType): boolean {
    if (this.#unwanted.has(type)) return false;
    if (this.#interest === undefined) return true;
    switch (type) {
      case 'position_update':
        return this.#isNext(ACCOUNT, this.#account);
      case 'book_update':
      case 'book_orders':
      case 'order_update':
        return this.#symbols.some((symbol) => this.#isNext(SYMBOL, symbol));
      default:
        return true;
    }
  }

  #isNext(key: KnownText, value: KnownText): boolean {
    const json = this.#json;
    const { at } = json;
    const isNext = json.takeKnown(key) && json.takeKnown(value);
    json.at = at;
    return isNext;
  }

  #value(field: PlainField): unknown {
    const json = this.#json;
    const { kind, check, isNullable } = field;
    if (isNullable && json.takeKnown(NULL)) return null;
    switch (kind) {
      case 'text':
        return json.text(0, NAME_LENGTH_MAX);
      case 'number':
        return json.double();
      case 'integer': {
        const value = json.integer();
        return check(value) ? value : undefined;
      }
      case 'flag':
        return json.boolean();
      case 'levels':
        return this.#levels();
      case 'json':
        return this.#jsonOf(field);
      default:
        return json.word(kind)?.word;
    }
  }

  #jsonOf(field: PlainField): unknown {
    const json = this.#json;
    const start = json.at;
    const known = this.#known.get(field);
    if (known !== undefined && json.takeKnown(known.text)) return known.value;
    if (!json.skipValue()) return undefined;
    const bytes = this.#frame.subarray(start, json.at);
    try {
      const value: unknown = field.schema.parse(JSON.parse(bytes.toString('utf8')));
      this.#known.set(field, { text: knownTextOf(bytes), value });
      return value;
    } catch {
      return undefined;
    }
  }

  #levels(): readonly (readonly [number, number])[] | undefined {
    const json = this.#json;
    const levels: [number, number][] = [];
    if (!json.take(OPEN_LIST)) return undefined;
    if (json.take(CLOSE_LIST)) return levels;
    do {
      const price = json.take(OPEN_LIST) ? json.double() : undefined;
      const quantity = json.take(COMMA) ? json.double() : undefined;
      if (price === undefined || quantity === undefined || !json.take(CLOSE_LIST)) return undefined;
      levels.push([price, quantity]);
    } while (json.take(COMMA));
    return json.take(CLOSE_LIST) ? levels : undefined;
  }

  /** @returns null when `parseFrame` must read the whole frame and find the mistake */
  #parsed(start: number): StreamEvent | null {
    const json = this.#json;
    json.at = start;
    if (!json.skipValue()) return null;
    try {
      const text = this.#frame.toString('utf8', start, json.at);
      const [event] = parseFrame(`[${text}]`, this.#unwanted);
      // Such an event may only open a frame.
      return event === undefined || event.type === 'conflated' ? null : this.#reduced(event);
    } catch {
      return null;
    }
  }

  #reduced(event: StreamEvent): StreamEvent {
    return this.#isFollowed(event) ? event : { type: 'ignored', seq: event.seq, time: event.time };
  }

  #isFollowed(event: StreamEvent): boolean {
    if (this.#interest === undefined) return true;
    const { account, symbols } = this.#interest;
    switch (event.type) {
      case 'position_update':
        return event.account === account;
      case 'book_update':
      case 'book_orders':
      case 'order_update':
        return symbols.has(event.symbol);
      default:
        return true;
    }
  }
}

/** Fields of each type whose events can be plain. */
const PLAIN_FIELDS: Readonly<Partial<Record<EventType, readonly PlainField[]>>> = Object.fromEntries(
  EVENT_TYPES.map((type) => [type, plainFields(EVENTS[type])] as const).filter(
    ([, fields]) => fields !== null,
  ),
);

/** @returns null when a field has values that are not plain */
function plainFields(fields: Readonly<Record<string, Field>>): readonly PlainField[] | null {
  const plain: PlainField[] = [];
  for (const [name, { unit, schema }] of Object.entries(fields)) {
    const isOptional = schema instanceof z.ZodOptional;
    const given: unknown = isOptional ? schema.unwrap() : schema;
    const isNullable = given instanceof z.ZodNullable;
    const kind = kindOf(unit, isNullable ? given.unwrap() : given);
    if (kind === null) return null;
    const key = knownText(`,"${name}":`);
    plain.push({ name, key, kind, schema, check: shapeCheck(schema), isNullable, isOptional });
  }
  return plain;
}

function kindOf(unit: Unit, schema: unknown): Kind | null {
  switch (unit) {
    case 'symbol':
    case 'account':
      return 'text';
    case 'price':
    case 'quantity':
    case 'money':
    case 'rate':
    case 'double':
      return 'number';
    case 'integer':
    case 'flag':
    case 'levels':
    case 'json':
      return unit;
    case 'word':
      return schema instanceof z.ZodEnum ? words('"', ...schema.options.map(String)) : null;
    case 'orders':
      return null;
  }
}
