/**
 * Makes events from facts: either objects, or the bytes of a frame with the rows of the CSV files. Both forms come from
 * the table of events and agree to the byte. Verifying and replaying a journal use objects.
 */
import { EVENTS, type EventType } from '../../contract/event-table.ts';
import type { MarketEvent } from '../../contract/events.ts';
import { decimalGrid, fromUnits } from '../../contract/units.ts';
import type { EngineState } from '../../engine/index.ts';
import type { Room } from '../../runtime/grow-buffer.ts';
import { copyBytes, type Text } from '../../runtime/words.ts';
import { isCsvType } from '../csv/csv-files.ts';
import { CodecSource, messageSource } from './codec-source.ts';
import { averagePrice, levels, orders } from './event-values.ts';
import { featuresOf, type Features } from './features.ts';
import { double } from './double-text.ts';
import { append, CHARACTER_BYTES_MAX, copyText, quoted, string, utf8 } from './json-text.ts';
import { Lookup, NAME_BYTES_MAX } from './lookup.ts';
import { decimal, integer, NUMBER_BYTES } from './number-text.ts';
import type { PublishedFact, Stamp } from './published-fact.ts';

/** All names that the sources use. */
const SCOPE = {
  averagePrice,
  copyBytes,
  copyText,
  decimal,
  double,
  fromUnits,
  integer,
  levels,
  orders,
  string,
  wordText,
  /** Grid of rates and premiums. */
  RATE_GRID: decimalGrid(7),
  TRUE: utf8('true'),
  FALSE: utf8('false'),
  COMMA: 0x2c,
  /** CR and LF. */
  LINE_END: 0x0d0a,
  CHARACTER_BYTES_MAX,
  NAME_BYTES_MAX,
  NUMBER_BYTES,
  /** Room for the text before the first field, and for the brace at the end. */
  HEAD_BYTES_MAX: 128,
};

type ToObject = (fact: PublishedFact, seq: number, time: number, lookup: Lookup) => MarketEvent;
type ToBytes = (...given: [...Parameters<ToObject>, json: Room, row: Room | undefined]) => void;
/**
 * Writes the JSON of an event of one type.
 * @param row receives the event's row of a CSV file; undefined: no CSV file has this type
 */
export type EventWriter = (
  fact: PublishedFact,
  seq: number,
  time: number,
  json: Room,
  row: Room | undefined,
) => void;
/** The functions for one type of event. */
interface Compiled {
  readonly toObject: ToObject;
  readonly toBytes: ToBytes;
}

export class EventCodec {
  readonly #lookup: Lookup;
  readonly #compiled: Readonly<Record<EventType, Compiled>>;

  constructor(state: EngineState) {
    this.#lookup = new Lookup(state);
    this.#compiled = compiledFor(featuresOf(state));
  }

  toObject(fact: PublishedFact, { seq, time }: Stamp): MarketEvent {
    return this.#compiled[fact.type].toObject(fact, seq, time, this.#lookup);
  }

  /** Writer of one type. Look it up once for many events, because a lookup for facts of many shapes is slow. */
  writerOf(type: EventType): EventWriter {
    const { toBytes } = this.#compiled[type];
    const lookup = this.#lookup;
    return (fact, seq, time, json, row) => toBytes(fact, seq, time, lookup, json, row);
  }
}

type CompiledAll = Readonly<Record<EventType, Compiled>>;
/** Compiled functions by the names of the features, because replays open many codecs of one kind. */
const compiledSets = new Map<string, CompiledAll>();

function compiledFor(features: Features): CompiledAll {
  const key = [...features].join(' ');
  const known = compiledSets.get(key);
  if (known !== undefined) return known;
  const types = Object.keys(EVENTS) as EventType[];
  const all = Object.fromEntries(types.map((type) => [type, compile(type, features)])) as CompiledAll;
  compiledSets.set(key, all);
  return all;
}

function compile(type: EventType, features: Features): Compiled {
  const source = new CodecSource(type, features);
  const toObject = evaluate(source.object()) as ToObject;
  if (source.hasBytes) return { toObject, toBytes: evaluate(source.bytes(isCsvType(type))) as ToBytes };
  const toBytes: ToBytes = (fact, seq, time, lookup, json) =>
    append(json, utf8(JSON.stringify(toObject(fact, seq, time, lookup))));
  return { toObject, toBytes };
}

/**
 * Writes a message about a fact to a client.
 * @param queueAhead quantity ahead of the order; undefined: the message does not have it
 * @param time time in microseconds since the Unix epoch
 * @param requestId id of the request to which this is the reply, with its quotes
 */
export type MessageWriter<Fact> = (
  fact: Fact,
  queueAhead: number | undefined,
  time: number,
  requestId: Text | undefined,
  lookup: Lookup,
  room: Room,
) => void;

/** The writer of one type of message, made like those of events: `messageSource`. */
export function messageWriter<Fact>(...table: Parameters<typeof messageSource>): MessageWriter<Fact> {
  return evaluate(messageSource(...table)) as MessageWriter<Fact>;
}

/** Reference from before the lab watches the global `Function`. */
const CompiledFunction = Function;

/** @param source source of a function that uses the names in SCOPE */
function evaluate(source: string): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- made from a constant table (codec-source.ts)
  const make = new CompiledFunction(...Object.keys(SCOPE), `'use strict'; return ${source};`) as (
    ...scope: readonly unknown[]
  ) => unknown;
  return make(...Object.values(SCOPE));
}

/** Words of nearly all events and messages. A comparison takes a fraction of the time of a look-up. */
const [BUY, SELL, CROSS] = [quoted('buy'), quoted('sell'), quoted('cross')];
const otherWords = new Map<string, Text>();

/** Text of a word of a field that has a few fixed words. */
function wordText(word: string): Text {
  if (word === 'buy') return BUY;
  if (word === 'sell') return SELL;
  if (word === 'cross') return CROSS;
  const known = otherWords.get(word);
  if (known !== undefined) return known;
  const text = quoted(word);
  otherWords.set(word, text);
  return text;
}
