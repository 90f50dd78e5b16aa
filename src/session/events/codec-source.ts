/**
 * Source text of the functions that make an event or a message from a fact, generated from the table of its fields. A
 * function that knows the fields takes half the time of a loop over the table, which looks each of them up.
 *
 * - The source depends only on the tables, so nothing from outside can reach it.
 * - A field is read from the fact under its own name. SOURCES lists the exceptions, and the compiler checks the list.
 */
import {
  fieldsOf,
  type EventType,
  type Feature,
  type Field,
  type FieldsOf,
  type Unit,
} from '../../contract/event-table.ts';
import { WORD_BYTES } from '../../runtime/words.ts';
import { utf8 } from './json-text.ts';
import type { FactOf } from './published-fact.ts';

const MICROS_PER_TENTH = 100_000;

/** Fields that a fact does not have under their own name. */
type Elsewhere = {
  [Type in EventType]: `${Type}.${Exclude<keyof FieldsOf<Type> & string, keyof FactOf<Type>>}`;
}[EventType];
type Symbols = `${EventType}.symbol`;
const SOURCES: Readonly<Record<Exclude<Elsewhere, Symbols>, string>> = {
  'book_update.snapshot': 'fact.snapshot === true',
  'book_update.depth': 'fact.depth',
  'position_update.averageEntryPrice': 'averagePrice(spec, fact)',
  'funding_rate.nextTime': `fact.nextTenth * ${MICROS_PER_TENTH}`,
};

/**
 * How the values of a unit are written. Each function makes an expression from the name of a variable with the fact's
 * value.
 */
interface Form {
  /** Expression for the value in an object. */
  readonly value: (name: string) => string;
  /**
   * Expression that writes the value at `at` of `view`; its own value is the position after it. Null: only the object
   * has a form.
   */
  readonly bytes: ((name: string) => string) | null;
  /** Expression for the largest number of bytes of the value. */
  readonly room: (name: string) => string;
  /** True when the value has quotes in JSON. It has none in CSV. */
  readonly isQuoted?: true;
}

const FORMS: Readonly<Record<Unit, Form>> = {
  symbol: {
    value: () => 'spec.symbol',
    bytes: () => 'copyText(view, at, lookup.symbol(spec))',
    room: () => 'NAME_BYTES_MAX',
    isQuoted: true,
  },
  account: {
    value: (name) => `lookup.nameOf(${name})`,
    bytes: (name) => `copyText(view, at, lookup.account(${name}))`,
    room: () => 'NAME_BYTES_MAX',
    isQuoted: true,
  },
  price: ofMarket('spec.priceGrid', 'lookup.prices'),
  quantity: ofMarket('spec.quantityGrid', 'lookup.quantities'),
  money: onGrid('lookup.moneyGrid'),
  rate: onGrid('RATE_GRID'),
  double: asItIs((name) => `double(view, at, ${name})`),
  integer: asItIs((name) => `integer(view, at, ${name})`),
  flag: asItIs((name) => `copyText(view, at, ${name} ? TRUE : FALSE)`),
  word: { ...asItIs((name) => `copyText(view, at, wordText(${name}))`), isQuoted: true },
  levels: list('levels'),
  orders: list('orders'),
  json: asItIs(null),
};

function asItIs(bytes: Form['bytes']): Form {
  return { value: (name) => name, bytes, room: () => 'NUMBER_BYTES' };
}

function onGrid(grid: string): Form {
  return {
    value: (name) => `fromUnits(${grid}, ${name})`,
    bytes: (name) => `decimal(view, at, ${grid}, ${name})`,
    room: () => 'NUMBER_BYTES',
  };
}

/** @param decimals the recent decimals of each instrument */
function ofMarket(grid: string, decimals: string): Form {
  return { ...onGrid(grid), bytes: (name) => `${decimals}[fact.instrument].write(view, at, ${name})` };
}

/** @param form name of a function of event-values.ts */
function list(form: string): Form {
  return {
    value: (name) => `${form}.values(${name}, spec, lookup)`,
    bytes: (name) => `${form}.bytes(view, at, ${name}, spec, lookup)`,
    room: (name) => `${name}.length * ${form}.bytesMax + 2`,
  };
}

interface Part {
  readonly name: string;
  readonly unit: MessageUnit;
  readonly empty: Field['empty'];
  readonly form: Form;
}

/** Unit of a field of a message to a client: one of an event, or a text of the client. */
type MessageUnit = Unit | 'text';
/** Unit of a field that a message leaves out (`?`) or that is null (`|null`) when the fact has no value. */
export type MessageField = `${MessageUnit}${'' | '?' | '|null'}`;

const TEXT: Form = {
  ...asItIs((name) => `string(view, at, ${name})`),
  room: (name) => `(${name} ?? '').length * CHARACTER_BYTES_MAX + 2`,
};

/** Values of a message that are no fields of its fact. */
const GIVEN_VALUES: ReadonlySet<string> = new Set(['symbol', 'queueAhead', 'time']);

/**
 * Source of `(fact, queueAhead, time, requestId, lookup, room) => void`, which writes the gateway's message about a fact.
 * @param fields fields of the message, in order
 */
export function messageSource(type: string, fields: Readonly<Record<string, MessageField>>): string {
  const parts = Object.entries(fields).map(([name, field]) => messagePart(name, field));
  const fromFact = parts.filter(({ name }) => !GIVEN_VALUES.has(name));
  return functionOf('fact, queueAhead, time, requestId, lookup, room', [
    specFor(parts),
    ...fromFact.map(({ name }) => `const ${name} = fact.${name};`),
    'const echoed = requestId === undefined ? 0 : requestId.length;',
    `const view = room.reserve(HEAD_BYTES_MAX + echoed + ${parts.map(roomOf).join(' + ')});`,
    'let at = room.length;',
    constant(`{"type":"${type}"`),
    ...parts.map((part) => written(part, false)),
    `if (requestId !== undefined) { ${constant(',"requestId":')} ${value('copyText(view, at, requestId)', false)} }`,
    constant('}'),
    'room.moveTo(at);',
  ]);
}

function messagePart(name: string, field: MessageField): Part {
  const unit = field.replace(/\?$|\|null$/, '') as MessageUnit;
  const empty = field.endsWith('?') ? 'left out' : field.endsWith('|null') ? 'null' : 'never';
  return { name, unit, empty, form: unit === 'text' ? TEXT : FORMS[unit] };
}

/** Code that finds the instrument, which the writer of a symbol needs. */
function specFor(parts: readonly Part[]): string {
  const isOfMarket = parts.some(({ unit }) => unit === 'symbol');
  return isOfMarket ? 'const spec = lookup.specs[fact.instrument];' : '';
}

/** Source text of the functions for one type of event in sessions with these features. */
export class CodecSource {
  readonly #type: EventType;
  readonly #parts: readonly Part[];

  constructor(type: EventType, features: ReadonlySet<Feature>) {
    this.#type = type;
    this.#parts = fieldsOf(type, features).map(([name, { unit, empty }]) => ({
      name,
      unit,
      empty,
      form: FORMS[unit],
    }));
  }

  /** False when the event's bytes are the JSON of its object. */
  get hasBytes(): boolean {
    return this.#parts.every(({ form }) => form.bytes !== null);
  }

  /** Source of `(fact, seq, time, lookup) => event`. */
  object(): string {
    const firstOptional = this.#parts.findIndex(({ empty }) => empty === 'left out');
    const inLiteral = firstOptional === -1 ? this.#parts : this.#parts.slice(0, firstOptional);
    const properties = [`type: '${this.#type}'`, 'seq', 'time', ...inLiteral.map(propertyOf)];
    return functionOf('fact, seq, time, lookup', [
      ...this.#variables(),
      `const event = { ${properties.join(', ')} };`,
      ...this.#parts.slice(inLiteral.length).map(assignmentOf),
      'return event;',
    ]);
  }

  /** Source of `(fact, seq, time, lookup, json, row) => void`, which writes the CSV row of the event into `row`. */
  bytes(hasRow: boolean): string {
    const rowLine = hasRow ? separate : () => '';
    return functionOf('fact, seq, time, lookup, json, row', [
      ...this.#variables(),
      `const room = HEAD_BYTES_MAX + ${this.#parts.map(roomOf).join(' + ')};`,
      'const view = json.reserve(room);',
      'let at = json.length;',
      ...(hasRow ? ['const cells = row.reserve(room);', 'let end = row.length;', 'let start = 0;'] : []),
      constant(`{"type":"${this.#type}","seq":`),
      value('integer(view, at, seq)', hasRow),
      rowLine(),
      constant(',"time":'),
      value('integer(view, at, time)', hasRow),
      ...this.#parts.flatMap((part) => [rowLine(), written(part, hasRow)]),
      constant('}'),
      'json.moveTo(at);',
      ...(hasRow ? ['cells.setUint16(end, LINE_END);', 'row.moveTo(end + 2);'] : []),
    ]);
  }

  #variables(): readonly string[] {
    const sources: Readonly<Record<string, string>> = SOURCES;
    return [
      specFor(this.#parts),
      ...this.#parts
        .filter(({ unit }) => unit !== 'symbol')
        .map(({ name }) => `const ${name} = ${sources[`${this.#type}.${name}`] ?? `fact.${name}`};`),
    ];
  }
}

function functionOf(parameters: string, lines: readonly string[]): string {
  return `(${parameters}) => {\n${lines.filter((line) => line !== '').join('\n')}\n}`;
}

function propertyOf(part: Part): string {
  return `${part.name}: ${valueOf(part)}`;
}

function assignmentOf(part: Part): string {
  const assignment = `event.${part.name} = ${valueOf(part)};`;
  return part.empty === 'left out' ? `if (${part.name} != null) ${assignment}` : assignment;
}

function valueOf({ name, empty, form }: Part): string {
  return empty === 'null' ? `${name} === null ? null : ${form.value(name)}` : form.value(name);
}

/** Expression for the largest number of bytes of a field's name and value. */
function roomOf({ name, form }: Part): string {
  return `${form.room(name)} + ${keyOf(name).length}`;
}

function keyOf(name: string): string {
  return `,"${name}":`;
}

/** Code that writes a field's name and value in JSON, and its cell in CSV. */
function written({ name, empty, form }: Part, hasRow: boolean): string {
  const key = constant(keyOf(name));
  const bytes = value(form.bytes?.(name) ?? '', hasRow, form.isQuoted);
  if (empty === 'never') return `${key}\n${bytes}`;
  if (empty === 'null') return `${key}\nif (${name} === null) { ${constant('null')} } else { ${bytes} }`;
  return `if (${name} != null) { ${key}\n${bytes} }`;
}

function value(expression: string, hasRow: boolean, isQuoted = false): string {
  if (!hasRow) return `at = ${expression};`;
  const [from, to] = isQuoted ? ['start + 1', 'at - 1'] : ['start', 'at'];
  // Most cells are one word, which is copied without a call: 0.96 of the time of an event.
  return [
    `start = at; at = ${expression};`,
    `cells.setFloat64(end, view.getFloat64(${from}, true), true);`,
    `if (${to} - (${from}) > ${WORD_BYTES}) copyBytes(cells, end, view, ${from}, ${to});`,
    `end += ${to} - (${from});`,
  ].join(' ');
}

function separate(): string {
  return 'cells.setUint8(end++, COMMA);';
}

/** Code that stores a constant text, eight bytes at a time. */
function constant(text: string): string {
  const { words, length } = utf8(text);
  const stores = Array.from(
    words,
    (word, index) => `view.setFloat64(at + ${index * WORD_BYTES}, ${word}, true);`,
  );
  return `${stores.join(' ')} at += ${length};`;
}
