/** Writes the frame of a turn: the events of all its commands as `[event,event,…]`. */
import type { MarketEvent } from '../../contract/events.ts';
import type { EngineState, Facts } from '../../engine/index.ts';
import { isCsvType, type EventSpan } from '../csv/csv-tables.ts';
import { EventWriter } from './event-writer.ts';
import { ascii } from './json-text.ts';
import { JsonWriter } from './json-writer.ts';

const [OPEN, COMMA] = [ascii('['), ascii(',')];
const CLOSE = ']'.charCodeAt(0);

/** The effects of a command. */
export interface Caused {
  readonly facts: readonly Facts.PublicEvent[];
  /** Microseconds since the Unix epoch. */
  readonly time: number;
  /** Number of the first of its events. */
  readonly seq: number;
}

export interface FinishedFrame {
  readonly bytes: Buffer;
  /** The events that are rows of the CSV files, in order. */
  readonly rows: readonly EventSpan[];
}

export class EventFrame {
  readonly #json = new JsonWriter();
  readonly #writer: EventWriter;
  #rows: EventSpan[] = [];

  constructor(state: EngineState) {
    this.#writer = new EventWriter(state, this.#json);
  }

  get isEmpty(): boolean {
    return this.#json.length === 0;
  }

  addFacts({ facts, time, seq }: Caused): void {
    for (const [index, fact] of facts.entries()) {
      const start = this.#begin();
      this.#writer.write(fact, { seq: seq + index, time });
      this.#end(fact.type, seq + index, start);
    }
  }

  addEvent(event: MarketEvent): void {
    const start = this.#begin();
    this.#json.json(JSON.stringify(event));
    this.#end(event.type, event.seq, start);
  }

  /** The frame, which is empty afterwards. @param digested gets the events, each followed by a comma */
  take(digested: (events: Buffer) => void): FinishedFrame {
    this.#json.raw(COMMA);
    const bytes = Buffer.from(this.#json.bytes);
    const rows = this.#rows;
    this.#json.clear();
    this.#rows = [];
    digested(bytes.subarray(1));
    bytes[bytes.length - 1] = CLOSE;
    return { bytes, rows };
  }

  #begin(): number {
    return this.#json.raw(this.isEmpty ? OPEN : COMMA).length;
  }

  #end(type: MarketEvent['type'], seq: number, start: number): void {
    if (isCsvType(type)) this.#rows.push({ type, seq, start, end: this.#json.length });
  }
}
