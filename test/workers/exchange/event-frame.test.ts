/** What the exchange writes into frames and CSV files is what its events are as objects. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import type { Instrument } from '../../../src/contract/instrument.ts';
import { CSV_TABLES, toRow, toText, writeRow } from '../../../src/workers/exchange/csv-tables.ts';
import { divide } from '../../../src/workers/exchange/audience.ts';
import { EventFrame, type FinishedFrame } from '../../../src/workers/exchange/event-frame.ts';
import { EventStream } from '../../../src/workers/exchange/event-stream.ts';
import { JsonWriter } from '../../../src/workers/exchange/json-writer.ts';
import { Wire } from '../../../src/workers/exchange/wire.ts';
import { newPit, steps } from '../../support/any-commands.ts';

const IDENTITY = { epoch: 'e', checkpointMs: 1_000, instruments: [] as Instrument[] };

test('whatever happens, frames and rows are equal to the byte', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, (commands) => {
      const pit = newPit({ tellsOrders: true });
      const { state } = pit;
      const objects = new EventStream(state, new Wire(state), IDENTITY, 0);
      const bytes = new EventStream(state, new Wire(state), IDENTITY, 0);
      const frame = new EventFrame(state);
      for (const command of commands) {
        const { all } = divide(command(pit));
        const events = objects.number(all, state.time);
        bytes.write(all, state.time, frame);
        if (frame.isEmpty) continue;
        expectSame(frame, events);
        for (const { type } of events) seen.add(type);
      }
      const checkpoint = objects.checkpoint(state.time, ['a warning, with a comma']);
      for (const event of checkpoint) frame.addEvent(event);
      expectSame(frame, checkpoint);
    }),
  );
  expect([...seen].toSorted()).toEqual([
    'book_update',
    'liquidation',
    'mark_price',
    'order_update',
    'position_update',
    'trade',
  ]);
});

function expectSame(frame: EventFrame, events: readonly MarketEvent[]): void {
  let digested = '';
  const finished = frame.take((text) => (digested = text.toString()));
  expect(finished.bytes.toString()).toBe(JSON.stringify(events));
  expect(digested).toBe(`${JSON.stringify(events).slice(1, -1)},`);
  expect(frame.isEmpty).toBe(true);
  expectRows(finished, events);
}

function expectRows({ bytes, rows }: FinishedFrame, events: readonly MarketEvent[]): void {
  for (const table of CSV_TABLES) {
    const csv = new JsonWriter();
    for (const row of rows) if (row.type === table.type) writeRow(csv, bytes, row);
    const expected = events.filter(({ type }) => type === table.type).map((event) => toRow(table, event));
    expect(csv.bytes.toString()).toBe(expected.length === 0 ? '' : toText(expected));
  }
}
