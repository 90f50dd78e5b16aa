/** From any moment on, the player publishes the recorded events. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { recordAt, toRecord } from '../../../src/session/journal/records.ts';
import { listFiles, segmentPath, snapshotPath } from '../../../src/session/journal/journal-folder.ts';
import { Contents, type Target } from '../../../src/session/playback/contents.ts';
import type { EntryText } from '../../../src/workers/play/frames.ts';
import { toEntryText } from '../../../src/workers/play/play-publisher.ts';
import { seek, type Arrival } from '../../../src/workers/play/seek.ts';
import { recorded } from './recorded.ts';

/** Of all entries, so that a seek skips most of the way or begins at a keyframe. */
const HISTORY_EVENTS = 200;
const FEW = { historyEvents: HISTORY_EVENTS, entriesApart: 40 };

function arrive(contents: Contents, target: Target): Arrival {
  const steps = seek(contents, target, (events) => toEntryText(events, contents.epoch));
  for (let next = steps.next(); ; next = steps.next()) if (next.done === true) return next.value;
}

const textOf = (all: readonly EntryText[]) => `[${all.map(({ text }) => text).join(',')}]`;

/** The events published during the seek, and then up to the journal's end. */
function eventsFrom({ history, cursor }: Arrival): readonly MarketEvent[] {
  const published = JSON.parse(textOf(history.all())) as readonly MarketEvent[];
  const rest: MarketEvent[] = [];
  while (cursor.peek() !== null) rest.push(...cursor.take());
  return [...published, ...rest];
}

/** JSON, because the order of the fields counts on the wire. */
function expectSuffix(arrival: Arrival, stream: readonly MarketEvent[]): void {
  const published = eventsFrom(arrival);
  expect(JSON.stringify(published)).toBe(
    JSON.stringify(published.length === 0 ? [] : stream.slice(-published.length)),
  );
}

test('from any command on, with and without snapshots, the events equal the stream', () => {
  const { folder, events, entries } = recorded({ commands: 1_500 });
  expect(listFiles(folder, 'snapshot').length).toBeGreaterThan(8);
  const check = (runs: number) => {
    const contents = new Contents(folder, FEW);
    fc.assert(
      fc.property(fc.nat(entries.length - 1), fc.boolean(), (index, byTime) => {
        const [seq, time] = entries[index] as (typeof entries)[number];
        const arrival = arrive(contents, byTime ? { time } : { seq });
        const { at } = arrival.cursor.exchange;
        const isThere = byTime ? (arrival.cursor.peek()?.[1] ?? Infinity) > time : at.seq === seq;
        expect(isThere).toBe(true);
        expectSuffix(arrival, events);
        expect(arrival.problem).toBeNull();
      }),
      { numRuns: runs, seed: 3 },
    );
  };
  check(30);
  for (const number of listFiles(folder, 'snapshot')) rmSync(snapshotPath(folder, number));
  check(8);
});

test('a seek back to a visited place does not replay all the way again', () => {
  const { folder, events } = recorded({ segmentBytes: 1e9 });
  const contents = new Contents(folder, FEW);
  const steps = () => {
    const way = seek(contents, { seq: events.length }, (events) => toEntryText(events, contents.epoch));
    let count = 0;
    while (way.next().done !== true) count += 1;
    return count;
  };
  // Both search for the history's beginning, the first one in an unread journal.
  const [first, second] = [steps() - 600, steps()];
  expect(first).toBeGreaterThan(500);
  expect(second).toBeLessThan(first / 3);
});

test('the first events begin with a checkpoint, and are as many as requested', () => {
  const { folder, events } = recorded();
  const { seq } = events.at(-1) as MarketEvent;
  const { history } = arrive(new Contents(folder, FEW), { seq });
  const published = JSON.parse(textOf(history.opening() ?? [])) as readonly MarketEvent[];
  expect(published[0]).toMatchObject({ type: 'exchange_status' });
  expect(published.length).toBeGreaterThanOrEqual(HISTORY_EVENTS);
  expect(published.length).toBeLessThan(2 * HISTORY_EVENTS);
  expect(events.length).toBeGreaterThan(5 * HISTORY_EVENTS);
});

test('without old segments the session begins with the first snapshot', () => {
  const { folder, events } = recorded();
  for (const number of [1, 2, 3]) rmSync(segmentPath(folder, number));
  const contents = new Contents(folder);
  expect(contents.first.seq).toBeGreaterThan(100);
  const arrival = arrive(contents, { seq: 0 });
  expect(arrival.cursor.exchange.at.seq).toBe(contents.first.seq);
  expectSuffix(arrival, events);
  for (const number of listFiles(folder, 'snapshot')) rmSync(snapshotPath(folder, number));
  expect(() => new Contents(folder)).toThrow(/begins with segment 4, and no snapshot of it can be read/);
});

test('a seek ends at damage, and its place is reported', () => {
  const { folder, events } = recorded();
  const path = segmentPath(folder, 3);
  const bytes = readFileSync(path);
  bytes[bytes.length - 2_000] = (bytes[bytes.length - 2_000] as number) ^ 1;
  writeFileSync(path, bytes);
  const { cursor, problem } = arrive(new Contents(folder), { time: Number.MAX_SAFE_INTEGER });
  expect(problem?.message).toMatch(/000003\.log is damaged at byte \d+ of \d+/);
  const { seq } = cursor.exchange.at;
  expect(seq).toBeGreaterThan(100);
  expect(seq).toBeLessThan(events.length);
});

test('folders without a session are refused with the reason', () => {
  const { folder } = recorded({ commands: 20 });
  expect(() => new Contents(`${folder}/elsewhere`)).toThrow(/elsewhere has no journal: it is not a session/);
  const path = segmentPath(folder, 1);
  const header = JSON.parse(String(recordAt(readFileSync(path), 0)?.payload)) as object;
  writeFileSync(path, toRecord(JSON.stringify({ ...header, format: 7 })));
  expect(() => new Contents(folder)).toThrow(/header that this version of Botpit does not know \(format/);
});
