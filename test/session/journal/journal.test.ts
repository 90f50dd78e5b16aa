/** Everything committed is recovered, from the beginning or from a snapshot. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { hashState } from '../../../src/engine/index.ts';
import { csvTablesOf, toRow, toText } from '../../../src/session/csv/csv-tables.ts';
import { CopiedState } from '../../../src/session/journal/copied-state.ts';
import { makeSnapshots } from '../../../src/session/journal/make-snapshots.ts';
import { replaySegment, startBefore } from '../../../src/session/journal/replay.ts';
import { readWhole } from '../../../src/session/journal/segment.ts';
import {
  listFiles,
  segmentPath,
  snapshotPath,
  unfinishedPath,
} from '../../../src/session/journal/journal-folder.ts';
import { SegmentReader } from '../../../src/session/journal/segment-reader.ts';
import { deleteOld } from '../../../src/session/journal/delete-old.ts';
import { writeSnapshot } from '../../../src/session/journal/write-snapshot.ts';
import { lastCheckpointBefore } from '../../../src/session/journal/shortcut.ts';
import { withOther } from '../../support/changed-journal.ts';
import { JournaledPit, PROGRAM } from '../../support/journaled-pit.ts';
import { recoverCopy } from '../../support/recovered-copy.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-journal-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, String((folders += 1)));
const SEGMENT_BYTES = 4_000;

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

const lastOf = (session: string) => listFiles(session, 'log').length;

function csvOf(pit: JournaledPit, upTo = Infinity): Readonly<Record<string, string>> {
  return Object.fromEntries(
    csvTablesOf(pit.setup.instruments, pit.state.rules.version).map((table) => {
      const events = pit.events.filter(({ type, seq }) => type === table.type && seq <= upTo);
      return [table.file, toText([table.columns, ...events.map((event) => toRow(table, event))])];
    }),
  );
}

test.each([1, 2, 3, 4, 5, 6])('seed %d: state, numbers and CSV rows are recovered', async (seed) => {
  const pit = record(seed);
  const back = await recovered(pit);
  const last = pit.moments.at(-1);
  expect(back).toMatchObject({ hash: last?.hash, seq: last?.seq, epoch: `seed ${seed}` });
  expect(back.next.segment).toBe((last?.segment ?? 0) + 1);
  for (const [file, text] of Object.entries(csvOf(pit))) {
    expect(readFileSync(join(back.session, file), 'utf8')).toBe(text);
  }
});

test.each([1, 2, 3])('seed %d: a replay from any snapshot does the same', (seed) => {
  const { session, moments } = record(seed, 900);
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

test.each(['plain', 'timed'] as const)('%s: a copied state makes the snapshot of a replay', (kind) => {
  const pit = new JournaledPit(newFolder(), 2, SEGMENT_BYTES, kind).run(600);
  pit.end();
  const { session, copies } = pit;
  makeSnapshots(session, listFiles(session, 'log').length);
  expect(copies.size).toBeGreaterThan(2);
  expect([...copies.keys()]).toEqual(listFiles(session, 'snapshot'));
  for (const [segment, copy] of copies) {
    const path = snapshotPath(session, segment);
    const replayed = readFileSync(path);
    rmSync(path);
    const state = new CopiedState();
    for (const part of copy) state.add(part);
    writeSnapshot(session, segment, readWhole(session, segment).header.at, state.json());
    expect(readFileSync(path).equals(replayed)).toBe(true);
  }
});

test('a damaged snapshot is skipped for an older one', async () => {
  const pit = record(1, 600);
  const segments = listFiles(pit.session, 'log');
  makeSnapshots(pit.session, segments.length);
  const back = await recovered(pit, (session) => {
    for (const { file, columns } of csvTablesOf(pit.setup.instruments, pit.state.rules.version)) {
      writeFileSync(join(session, file), toText([columns, [Number.MAX_SAFE_INTEGER - 1]]));
    }
    writeFileSync(snapshotPath(session, segments.length), 'no snapshot');
  });
  expect(back.hash).toBe(pit.moments.at(-1)?.hash);
  expect(back.log).toContain(`segments ${segments.length - 1} to ${segments.length}`);
});

const pits = [4, 5].map((seed) => record(seed, 300));
const withSnapshots = [4, 5].map((seed) => {
  const pit = record(seed, 300);
  makeSnapshots(pit.session, listFiles(pit.session, 'log').length);
  return pit;
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

test('wherever the CSV files end, the rest is rebuilt, equal to a full replay', async () => {
  const cases = fc.record({
    index: fc.nat(pits.length - 1),
    hasSnapshots: fc.boolean(),
    shares: fc.tuple(share, share),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ index, hasSnapshots, shares }) => {
      const pit = (hasSnapshots ? withSnapshots : pits)[index] as JournaledPit;
      const change = (session: string) => {
        for (const [at, [file, text]] of Object.entries(csvOf(pit)).entries()) {
          writeFileSync(join(session, file), text.slice(0, Math.round(text.length * (shares[at] ?? 1))));
        }
      };
      const back = await recovered(pit, change);
      const full = await recoverCopy(pit, { folder: newFolder(), program: 'another', change });
      expect(back.hash).toBe(pit.moments.at(-1)?.hash);
      expect(back.next).toEqual(full?.next);
      for (const [file, text] of Object.entries(csvOf(pit))) {
        expect(readFileSync(join(back.session, file), 'utf8')).toBe(text);
      }
    }),
    { numRuns: 30 },
  );
});

test('rows in the CSV files are counted, not rebuilt; a journal with another count is refused', async () => {
  const [pit] = pits;
  if (pit === undefined) throw new Error('there is no pit');
  const write = (session: string) => {
    for (const [file, text] of Object.entries(csvOf(pit))) writeFileSync(join(session, file), text);
  };
  const change = (session: string) => {
    write(session);
    expect(lastCheckpointBefore(session, 1, lastOf(session), PROGRAM)?.segment).toBe(lastOf(session));
    writeFileSync(segmentPath(session, 1), withFillOrKill(readFileSync(segmentPath(session, 1))));
  };
  await expect(recovered(pit, change)).rejects.toThrow(/000001\.log, record at byte \d+: before seq \d+ /);
});

test('recovery rebuilds from the last checkpoint before which the files have every position, of its own version', () => {
  const [pit] = pits;
  if (pit === undefined) throw new Error('there is no pit');
  const session = newFolder();
  cpSync(pit.session, session, { recursive: true });
  const reachTo = (seq: number) =>
    writeFileSync(join(session, 'performance.csv'), `seq,time\r\n${seq},0\r\n`);
  const seqIn = (program: string) => lastCheckpointBefore(session, 1, lastOf(session), program)?.seq ?? null;
  reachTo(1e9);
  const last = seqIn(PROGRAM) ?? 0;
  expect(last).toBeGreaterThan(0);
  expect(seqIn('another')).toBeNull();
  reachTo(last);
  expect(seqIn(PROGRAM)).toBe(last);
  reachTo(last - 1);
  expect(seqIn(PROGRAM)).toBeLessThan(last);
});

/** The same records, but the first order that could rest is fill-or-kill: another count of events. */
function withFillOrKill(bytes: Buffer): Buffer {
  return withOther(bytes, (what) =>
    what.type === 'place_order' && what.timeInForce === 'gtc' ? { ...what, timeInForce: 'fok' } : undefined,
  );
}

test('recovery does not need the old segments', async () => {
  const pit = record(2, 600);
  const last = listFiles(pit.session, 'log').length;
  makeSnapshots(pit.session, last);
  deleteOld(pit.session, last);
  expect(listFiles(pit.session, 'log')).toEqual([last - 1, last]);
  const back = await recovered(pit);
  expect(back.hash).toBe(pit.moments.at(-1)?.hash);
  expect(back.log).toContain('cannot all be rebuilt');
});

test('no segment is deleted that the older of the last two snapshots needs, but what a crash left unfinished is', () => {
  const { session } = record(2, 600);
  const last = listFiles(session, 'log').length;
  makeSnapshots(session, last);
  rmSync(snapshotPath(session, last - 1));
  for (const number of [last - 1, last]) writeFileSync(unfinishedPath(session, number), 'cut short');
  deleteOld(session, last);
  expect(listFiles(session, 'snapshot.unfinished')).toEqual([last]);
  expect(listFiles(session, 'snapshot')).toEqual([last - 2, last]);
  expect(listFiles(session, 'log')).toEqual([last - 2, last - 1, last]);
});

test('the first snapshot deletes nothing, and neither do snapshots that are left out', () => {
  const { session } = record(2, 600);
  const all = listFiles(session, 'log');
  const last = all.length;
  makeSnapshots(session, last);
  for (let number = 2; number < last; number += 1) rmSync(snapshotPath(session, number), { force: true });
  deleteOld(session, last);
  expect(listFiles(session, 'snapshot')).toEqual([last]);
  expect(listFiles(session, 'log')).toEqual(all);
});

test('cutting a damaged journal leaves each row once, whatever the first try wrote', async () => {
  const pit = record(7, 600);
  const back = await recoverCopy(pit, {
    folder: newFolder(),
    cutsDamaged: true,
    change: (session) => {
      writeFileSync(join(session, 'performance.csv'), csvOf(pit)['performance.csv'] ?? '');
      const path = segmentPath(session, 3);
      const bytes = readFileSync(path);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
  });
  if (back === null) throw new Error('nothing was recovered');
  expect(back.log).toContain('is damaged at byte');
  const trades = csvOf(pit, back.seq);
  expect(trades['trades.csv']?.split('\n').length).toBeGreaterThan(5);
  for (const [file, text] of Object.entries(trades)) {
    expect(readFileSync(join(back.session, file), 'utf8')).toBe(text);
  }
});

test('a segment read in slices has the records of the whole one', () => {
  const { session } = record(9, 100);
  const whole = readWhole(session, 1);
  const last = [...whole.groups()].at(-1)?.offset ?? 0;
  for (const sliceBytes of [8, 100, 1_000_000]) {
    const reader = new SegmentReader(segmentPath(session, 1), sliceBytes);
    try {
      expect(reader.size).toBe(whole.size);
      expect(reader.recordAt(0)?.end).toBe(whole.start);
      for (const offset of [...whole.groups()].map((group) => group.offset))
        expect(reader.recordAt(offset)).toEqual(whole.recordAt(offset));
      expect(reader.recordAt(whole.start)).toEqual(whole.recordAt(whole.start));
      expect(reader.recordAt(whole.size)).toBeNull();
      expect(reader.recordAt(last + 1)).toBeNull();
    } finally {
      reader.close();
    }
  }
});

test('a segment that is read while it grows has the groups of the whole one, the first ones as well', () => {
  const { session } = record(9);
  const path = segmentPath(session, 1);
  const whole = readWhole(session, 1);
  const groups = [...whole.groups()];
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, whole.start));
  const growing = readWhole(session, 1);
  for (const [index, { offset, end }] of groups.entries()) {
    writeFileSync(path, bytes.subarray(0, end));
    growing.readOn(offset);
    expect([...growing.groups()]).toEqual(groups.slice(0, index + 1));
  }
});
