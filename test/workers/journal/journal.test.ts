/** What was committed is recovered, whatever was traded, from the beginning or a snapshot. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hashState } from '../../../src/engine/index.ts';
import { CSV_TABLES, toRow, toText } from '../../../src/workers/exchange/csv-tables.ts';
import { deleteOld, makeSnapshots } from '../../../src/workers/journal/make-snapshots.ts';
import { replaySegment, readWhole, startBefore } from '../../../src/workers/journal/replay.ts';
import { listFiles, snapshotPath } from '../../../src/workers/journal/segment.ts';
import { JournaledPit } from '../../support/journaled-pit.ts';
import { recoverCopy } from '../../support/recovered-copy.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-journal-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, String((folders += 1)));
const SEGMENT_BYTES = 8_000;

function record(seed: number, commands = 400): JournaledPit {
  const pit = new JournaledPit(newFolder(), seed, SEGMENT_BYTES).run(commands);
  pit.end();
  return pit;
}

async function recovered(pit: JournaledPit, change?: (session: string) => void) {
  const back = await recoverCopy(pit, { folder: newFolder(), ...(change !== undefined && { change }) });
  if (back === null) throw new Error('nothing was recovered');
  return back;
}

function csvOf(pit: JournaledPit, upTo = Infinity): Readonly<Record<string, string>> {
  return Object.fromEntries(
    CSV_TABLES.map((table) => {
      const events = pit.events.filter(({ type, seq }) => type === table.type && seq <= upTo);
      return [table.file, toText([table.columns, ...events.map((event) => toRow(table, event))])];
    }),
  );
}

test.each([1, 2, 3, 4, 5, 6])('seed %d: state, numbers and CSV rows come back', async (seed) => {
  const pit = record(seed);
  const back = await recovered(pit);
  const last = pit.moments.at(-1);
  expect(back).toMatchObject({ hash: last?.hash, seq: last?.seq, epoch: `seed ${seed}` });
  expect(back.next.segment).toBe((last?.segment ?? 0) + 1);
  for (const [file, text] of Object.entries(csvOf(pit))) {
    expect(readFileSync(join(back.session, file), 'utf8')).toBe(text);
  }
});

test.each([1, 2, 3])('seed %d: from every snapshot on the replay does the same', (seed) => {
  const { session, moments } = record(seed, 600);
  const segments = listFiles(session, 'log');
  expect(segments.length).toBeGreaterThan(3);
  makeSnapshots(session, segments.length);
  expect(listFiles(session, 'snapshot')).toEqual(segments.slice(1));
  for (const segment of segments) {
    const start = startBefore(session, readWhole(session, segment).header.at.seq);
    expect(start.segment).toBe(segment);
    for (let number = segment; number <= segments.length; number += 1) {
      for (const _ of replaySegment(readWhole(session, number), start.exchange));
    }
    expect(hashState(start.exchange.state)).toBe(moments.at(-1)?.hash);
  }
});

test('a damaged snapshot is passed over for an older one', async () => {
  const pit = record(1, 600);
  const segments = listFiles(pit.session, 'log');
  makeSnapshots(pit.session, segments.length);
  const back = await recovered(pit, (session) => {
    for (const { file, columns } of CSV_TABLES) {
      writeFileSync(join(session, file), toText([columns, [Number.MAX_SAFE_INTEGER - 1]]));
    }
    writeFileSync(snapshotPath(session, segments.length), 'no snapshot');
  });
  expect(back.hash).toBe(pit.moments.at(-1)?.hash);
  expect(back.log).toContain(`segments ${segments.length - 1} to ${segments.length}`);
});

test('CSV files that are behind the snapshot have their rows made from an older one', async () => {
  const pit = record(4, 600);
  const segments = listFiles(pit.session, 'log');
  makeSnapshots(pit.session, segments.length);
  const { seq } = readWhole(pit.session, segments.length - 1).header.at;
  const back = await recovered(pit, (session) => {
    for (const [file, text] of Object.entries(csvOf(pit, seq))) writeFileSync(join(session, file), text);
  });
  for (const [file, text] of Object.entries(csvOf(pit))) {
    expect(readFileSync(join(back.session, file), 'utf8')).toBe(text);
  }
  expect(back.log).not.toContain('segments 1 to');
});

test('without the old segments there is enough to recover', async () => {
  const pit = record(2, 600);
  const last = listFiles(pit.session, 'log').length;
  makeSnapshots(pit.session, last);
  deleteOld(pit.session, last);
  expect(listFiles(pit.session, 'log')).toEqual([last - 1, last]);
  const back = await recovered(pit);
  expect(back.hash).toBe(pit.moments.at(-1)?.hash);
  expect(back.log).toContain('cannot all be made anew');
});
