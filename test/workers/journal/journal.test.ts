/** What was committed is recovered: whatever was traded, wherever the file ends, whichever bit is wrong. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { hashState } from '../../../src/engine/index.ts';
import { SetupError } from '../../../src/workers/host.ts';
import { CsvSink } from '../../../src/workers/exchange/csv-sink.ts';
import { CSV_TABLES, toRow, toText } from '../../../src/workers/exchange/csv-tables.ts';
import { createLogger } from '../../../src/workers/log.ts';
import { deleteOld, makeSnapshots } from '../../../src/workers/journal/make-snapshots.ts';
import { recover } from '../../../src/workers/journal/recover.ts';
import { replaySegment, readWhole, startBefore } from '../../../src/workers/journal/replay.ts';
import { listFiles, Segment, segmentPath, snapshotPath } from '../../../src/workers/journal/segment.ts';
import { JournaledPit } from '../../support/journaled-pit.ts';

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

/** A copy of its folder, recovered as a restart would. */
async function recovered(pit: JournaledPit, change: (session: string) => void = () => {}) {
  const session = newFolder();
  cpSync(pit.session, session, { recursive: true });
  change(session);
  const log: string[] = [];
  const logger = createLogger('info', (line) => log.push(line));
  const csv = new CsvSink(session, logger);
  try {
    const found = await recover({ session, setup: pit.setup, csv, log: logger, cutsDamaged: false });
    if (found === null) throw new Error('nothing was recovered');
    const { exchange, next, epoch } = found;
    return {
      session,
      segment: next.segment,
      epoch,
      at: exchange.at,
      hash: hashState(exchange.state),
      log: log.join(''),
    };
  } finally {
    await csv.close();
  }
}

test.each([1, 2, 3, 4, 5, 6])('seed %d: state, numbers and CSV rows come back', async (seed) => {
  const pit = record(seed);
  const back = await recovered(pit);
  const last = pit.moments.at(-1);
  expect(back).toMatchObject({ hash: last?.hash, at: { seq: last?.seq }, epoch: `seed ${seed}` });
  expect(back.segment).toBe((last?.segment ?? 0) + 1);
  for (const table of CSV_TABLES) {
    const rows = pit.events.filter(({ type }) => type === table.type).map((event) => toRow(table, event));
    expect(readFileSync(join(back.session, table.file), 'utf8')).toBe(toText([table.columns, ...rows]));
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

const pits = [record(11, 150), record(12, 150)] as const;
const either = fc.constantFrom(0, 1);

test('wherever the newest segment ends, what was committed by then is there, whole', async () => {
  await fc.assert(
    fc.asyncProperty(either, fc.nat(), async (which, nat) => {
      const pit = pits[which];
      const segment = listFiles(pit.session, 'log').length;
      const { size } = readWhole(pit.session, segment);
      const cut = nat % (size + 1);
      const committed = pit.moments.filter(
        (moment) => moment.segment < segment || (moment.segment === segment && moment.bytes <= cut),
      );
      const back = await recovered(pit, (session) => truncateSync(segmentPath(session, segment), cut));
      expect(back).toMatchObject({ hash: committed.at(-1)?.hash, at: { seq: committed.at(-1)?.seq } });
      const whole = existsSync(segmentPath(back.session, segment))
        ? Segment.read(back.session, segment)
        : null;
      expect(whole?.size ?? 0).toBeLessThanOrEqual(cut);
    }),
    { numRuns: 60 },
  );
});

test('a wrong bit is refused with its place, or was in a last write; never is anything else recovered', async () => {
  const outcomes = { refused: 0, cut: 0 };
  await fc.assert(
    fc.asyncProperty(either, fc.nat(), fc.nat(), async (which, where, bit) => {
      const pit = pits[which];
      const segments = listFiles(pit.session, 'log');
      const segment = segments[where % segments.length] ?? 1;
      const flip = (session: string) => {
        const bytes = readFileSync(segmentPath(session, segment));
        const at = bit % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
        writeFileSync(segmentPath(session, segment), bytes);
      };
      const outcome = await recovered(pit, flip).catch((error: unknown) => error as Error);
      if (outcome instanceof Error) {
        outcomes.refused += 1;
        return outcome instanceof SetupError && /\.log .*(byte \d+|cut short|seq \d+)/.test(outcome.message);
      }
      outcomes.cut += 1;
      const known = pit.moments.find(({ hash, seq }) => hash === outcome.hash && seq === outcome.at.seq);
      return known !== undefined && known !== pit.moments.at(-1) && segment === segments.length;
    }),
    { numRuns: 100 },
  );
  expect(outcomes.refused).toBeGreaterThan(10);
});
