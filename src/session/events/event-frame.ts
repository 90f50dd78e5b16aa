/**
 * Writes the frame of a turn: the events of all its commands as `[event,event,…]`, and their rows in the CSV files. The
 * events are written where they leave the process, because a copy of them takes some 45 ns an order.
 */
import { EVENTS, type EventType } from '../../contract/event-table.ts';
import { byKind, type EngineState, type FactKind, type Facts } from '../../engine/index.ts';
import { GrowingBytes, type Room } from '../../runtime/grow-buffer.ts';
import { CSV_TYPES, type CsvType } from '../csv/csv-files.ts';
import { EventCodec, type EventWriter } from './event-codec.ts';
import { append, utf8 } from './json-text.ts';
import type { PublishedFact } from './published-fact.ts';

const [OPEN, COMMA] = [utf8('['), utf8(',')];
const CLOSE = ']'.charCodeAt(0);

/** Memory into which frames are written in place. */
export interface FrameRoom extends Room {
  /** Begins a frame. */
  open(): void;
  /** Text of the frame, which is valid until the next `reserve`. */
  readonly text: Buffer;
  /** Ends the frame. */
  close(): void;
}

/** Rows of one CSV file, each with its line end. */
export interface FrameRows {
  readonly type: CsvType;
  readonly bytes: Buffer;
  readonly count: number;
  /** `seq` of the first row. */
  readonly firstSeq: number;
}

export class EventFrame {
  readonly #room: FrameRoom;
  #isEmpty = true;
  readonly #rows: readonly GatheredRows[] = Object.values(CSV_TYPES).map((type) => new GatheredRows(type));
  readonly #outlets: Readonly<Record<EventType, Outlet>>;
  /** The same by the kinds of the engine's facts. Undefined: no event. */
  readonly #outletsByKind: readonly (Outlet | undefined)[];

  /** @param room gets the frame */
  constructor(state: EngineState, room: FrameRoom) {
    this.#room = room;
    const codec = new EventCodec(state);
    const types = Object.keys(EVENTS) as EventType[];
    const outlets = types.map((type): [EventType, Outlet] => [
      type,
      { write: codec.writerOf(type), rows: this.#rows.find((rows) => rows.type === type) },
    ]);
    this.#outlets = Object.fromEntries(outlets) as Record<EventType, Outlet>;
    const byType = new Map<string, Outlet>(outlets);
    this.#outletsByKind = byKind((type) => byType.get(type));
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Writes an event. @param time time in microseconds since the Unix epoch */
  add(fact: PublishedFact, seq: number, time: number): void {
    this.#add(this.#outlets[fact.type], fact, seq, time);
  }

  /** Like `add`, for a fact of the engine whose kind is known. */
  addOfKind(kind: FactKind, fact: Facts.PublicEvent, seq: number, time: number): void {
    this.#add(this.#outletsByKind[kind] as Outlet, fact, seq, time);
  }

  #add({ write, rows }: Outlet, fact: PublishedFact, seq: number, time: number): void {
    if (this.#isEmpty) this.#room.open();
    append(this.#room, this.#isEmpty ? OPEN : COMMA);
    this.#isEmpty = false;
    write(fact, seq, time, this.#room, rows?.next(seq));
  }

  /**
   * Ends the frame, which is empty afterwards.
   * @param digest called with the events, each followed by a comma
   * @returns rows of the CSV files that have any in this frame, valid until the next `add`
   */
  finish(digest: (events: Buffer) => void): readonly FrameRows[] {
    append(this.#room, COMMA);
    const { text } = this.#room;
    digest(text.subarray(1));
    text[text.length - 1] = CLOSE;
    this.#room.close();
    this.#isEmpty = true;
    return this.#takeRows();
  }

  #takeRows(): readonly FrameRows[] {
    const taken: FrameRows[] = [];
    for (const gathered of this.#rows) {
      const rows = gathered.take();
      if (rows !== null) taken.push(rows);
    }
    return taken;
  }
}

/** Destination of the events of one type. */
interface Outlet {
  readonly write: EventWriter;
  /** Rows of the CSV file. Undefined: no CSV file has this type. */
  readonly rows: GatheredRows | undefined;
}

/** Rows of one CSV file in the frame. */
class GatheredRows {
  readonly type: CsvType;
  readonly #bytes = new GrowingBytes();
  #count = 0;
  #firstSeq = 0;

  constructor(type: CsvType) {
    this.type = type;
  }

  /** @returns the room for the row of this event */
  next(seq: number): Room {
    if (this.#count === 0) this.#firstSeq = seq;
    this.#count += 1;
    return this.#bytes;
  }

  take(): FrameRows | null {
    if (this.#count === 0) return null;
    const { bytes } = this.#bytes;
    const rows = { type: this.type, bytes, count: this.#count, firstSeq: this.#firstSeq };
    this.#bytes.clear();
    this.#count = 0;
    return rows;
  }
}
