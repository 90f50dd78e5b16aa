/** Writes the frame of a turn: the events of all its commands as `[event,event,…]`, and their rows in the CSV files. */
import { EVENTS, type EventType } from '../../contract/event-table.ts';
import type { EngineState } from '../../engine/index.ts';
import { CSV_TYPES, type CsvType } from '../csv/csv-files.ts';
import { EventCodec, type EventWriter } from './event-codec.ts';
import { ascii } from './json-text.ts';
import { JsonWriter } from './json-writer.ts';
import type { PublishedFact } from './published-fact.ts';

const [OPEN, COMMA] = [ascii('['), ascii(',')];
const CLOSE = ']'.charCodeAt(0);

/** Rows of one CSV file, each with its line end. */
export interface FrameRows {
  readonly type: CsvType;
  readonly bytes: Buffer;
  readonly count: number;
  /** `seq` of the first row. */
  readonly firstSeq: number;
}

export interface FinishedFrame {
  readonly bytes: Buffer;
  /** Rows by file. A file without a row is not listed. */
  readonly rows: readonly FrameRows[];
}

export class EventFrame {
  readonly #json = new JsonWriter();
  readonly #rows: readonly GatheredRows[] = Object.values(CSV_TYPES).map((type) => new GatheredRows(type));
  readonly #outlets: Readonly<Record<EventType, Outlet>>;

  constructor(state: EngineState) {
    const codec = new EventCodec(state);
    const types = Object.keys(EVENTS) as EventType[];
    const outlets = types.map((type): [EventType, Outlet] => [
      type,
      { write: codec.writerOf(type), rows: this.#rows.find((rows) => rows.type === type) },
    ]);
    this.#outlets = Object.fromEntries(outlets) as Record<EventType, Outlet>;
  }

  get isEmpty(): boolean {
    return this.#json.length === 0;
  }

  /** Writes an event. @param time time in microseconds since the Unix epoch */
  add(fact: PublishedFact, seq: number, time: number): void {
    this.#json.raw(this.isEmpty ? OPEN : COMMA);
    const { write, rows } = this.#outlets[fact.type];
    write(fact, seq, time, this.#json, rows?.next(seq));
  }

  /**
   * Returns the frame, which is empty afterwards. Its bytes and rows are valid until the next `add`.
   * @param digested called with the events, each followed by a comma
   */
  take(digested: (events: Buffer) => void): FinishedFrame {
    this.#json.raw(COMMA);
    const { bytes } = this.#json;
    this.#json.clear();
    digested(bytes.subarray(1));
    bytes[bytes.length - 1] = CLOSE;
    return { bytes, rows: this.#takeRows() };
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
  readonly #writer = new JsonWriter();
  #count = 0;
  #firstSeq = 0;

  constructor(type: CsvType) {
    this.type = type;
  }

  next(seq: number): JsonWriter {
    if (this.#count === 0) this.#firstSeq = seq;
    this.#count += 1;
    return this.#writer;
  }

  take(): FrameRows | null {
    if (this.#count === 0) return null;
    const { bytes } = this.#writer;
    const rows = { type: this.type, bytes, count: this.#count, firstSeq: this.#firstSeq };
    this.#writer.clear();
    this.#count = 0;
    return rows;
  }
}
