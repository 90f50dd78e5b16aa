/**
 * A journal may be cut anywhere, have a wrong bit or lack a file: recovery returns the committed state of some moment, or
 * a refusal that names the place. Never another state.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { SetupError } from '../../../src/runtime/failure.ts';
import { makeSnapshots } from '../../../src/session/journal/make-snapshots.ts';
import { recordAt, toRecord } from '../../../src/session/journal/records.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/journal-folder.ts';
import { JournalError } from '../../../src/session/journal/journal-error.ts';
import { Segment, readWhole } from '../../../src/session/journal/segment.ts';
import { JournaledPit, type Moment } from '../../support/journaled-pit.ts';
import { recoverCopy, type RecoveredCopy } from '../../support/recovered-copy.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-damage-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, String((folders += 1)));
const SEGMENT_BYTES = 2_000;

const pits = [21, 22].map((seed) => {
  const pit = new JournaledPit(newFolder(), seed, SEGMENT_BYTES).run(200);
  pit.end();
  return pit;
});
/** Drawn by its place, so that a counterexample is readable. */
const anyPit = fc.nat(pits.length - 1);
const pitAt = (index: number) => pits[index] as JournaledPit;

type Change = (session: string) => void;

async function outcome(pit: JournaledPit, change: Change, cutsDamaged = false) {
  const folder = newFolder();
  try {
    return await recoverCopy(pit, { folder, change, cutsDamaged });
  } catch (error) {
    if (error instanceof SetupError) return error.message;
    throw error;
  }
}

/** The newest moment with the recovered state. */
function momentOf({ moments }: JournaledPit, back: RecoveredCopy): Moment | undefined {
  return moments.findLast(({ hash, seq }) => hash === back.hash && seq === back.seq);
}

function lastSegment({ session }: JournaledPit): number {
  return listFiles(session, 'log').at(-1) ?? 0;
}

/** Places at and between the ends of records. */
const cuts = fc.tuple(anyPit, fc.nat(), fc.nat(), fc.boolean()).map(([index, which, where, isBetween]) => {
  const pit = pitAt(index);
  const segment = 1 + (which % lastSegment(pit));
  const read = readWhole(pit.session, segment);
  const ends = [...read.groups()].map(({ end }) => end);
  const at = isBetween ? (ends[where % ends.length] ?? 0) : where % (read.size + 1);
  return { index, segment, at, size: read.size };
});

test('a cut anywhere: the state committed by then, or a refusal if the journal continued', async () => {
  const outcomes = { whole: 0, refused: 0, back: 0 };
  await fc.assert(
    fc.asyncProperty(cuts, async ({ index, segment, at, size }) => {
      const pit = pitAt(index);
      const back = await outcome(pit, (session) => truncateSync(segmentPath(session, segment), at));
      if (at === size) {
        outcomes.whole += 1;
        return typeof back === 'object' && back?.hash === pit.moments.at(-1)?.hash;
      }
      if (segment < lastSegment(pit)) {
        outcomes.refused += 1;
        return typeof back === 'string' && back.includes(segmentPath('', segment));
      }
      outcomes.back += 1;
      const committed = pit.moments.findLast(
        (moment) => moment.segment < segment || (moment.segment === segment && moment.bytes <= at),
      );
      if (typeof back === 'string' || back === null) return false;
      const path = segmentPath(back.session, segment);
      const rest = existsSync(path) ? Segment.read(back.session, segment) : null;
      return back.hash === committed?.hash && back.seq === committed.seq && (rest?.size ?? 0) <= at;
    }),
    { numRuns: 100 },
  );
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(3);
});

const flips = fc.tuple(anyPit, fc.nat(), fc.nat(), fc.nat(7)).map(([index, which, where, bit]) => {
  const pit = pitAt(index);
  const segment = 1 + (which % lastSegment(pit));
  const change = (session: string) => {
    const bytes = readFileSync(segmentPath(session, segment));
    const at = where % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    writeFileSync(segmentPath(session, segment), bytes);
  };
  return { index, segment, where, bit, change };
});

test('a wrong bit anywhere: a refusal that names the place, or the loss of the last write', async () => {
  const outcomes = { refused: 0, cut: 0 };
  await fc.assert(
    fc.asyncProperty(flips, async ({ index, segment, change }) => {
      const pit = pitAt(index);
      const back = await outcome(pit, change);
      if (typeof back === 'string') {
        outcomes.refused += 1;
        return back.includes(segmentPath('', segment)) && back.includes('--cut-damaged-journal');
      }
      outcomes.cut += 1;
      const moment = back === null ? undefined : momentOf(pit, back);
      return moment !== undefined && moment !== pit.moments.at(-1) && segment === lastSegment(pit);
    }),
    { numRuns: 100 },
  );
  expect(outcomes.refused).toBeGreaterThan(30);
});

test('a refused journal can continue from before the damage', async () => {
  await fc.assert(
    fc.asyncProperty(flips, async ({ index, segment, change }) => {
      const pit = pitAt(index);
      const back = await outcome(pit, change, true);
      if (back === null) return segment === 1; // the damage is at its very beginning
      return typeof back !== 'string' && momentOf(pit, back) !== undefined;
    }),
    { numRuns: 40 },
  );
});

test('a segment without its end gets no snapshot', () => {
  fc.assert(
    fc.property(cuts, ({ index, segment, at, size }) => {
      const pit = pitAt(index);
      fc.pre(segment < lastSegment(pit) && at < size);
      const session = newFolder();
      cpSync(pit.session, session, { recursive: true });
      truncateSync(segmentPath(session, segment), at);
      expect(() => makeSnapshots(session, lastSegment(pit))).toThrow(JournalError);
      expect(listFiles(session, 'snapshot').every((number) => number <= segment)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test.each([1, 2])('a missing segment %d is named', async (segment) => {
  const back = await outcome(pitAt(0), (session) => rmSync(segmentPath(session, segment)));
  expect(back).toMatch(segment === 1 ? /begins with segment 2/ : /000002\.log cannot be read: ENOENT/);
});

test('a whole record that is not a list of entries is refused, naming its place, and all before it can be had', async () => {
  const pit = pitAt(0);
  const last = lastSegment(pit);
  const { size } = readWhole(pit.session, last);
  const append = (session: string) =>
    appendFileSync(segmentPath(session, last), toRecord('these are no rows of bytes'));
  const refusal = await outcome(pit, append);
  expect(refusal).toContain(
    `${segmentPath('', last)}: the record at byte ${size} is not a list of entries: `,
  );
  expect(refusal).toMatch(/there is no row of kind 116\. .*--cut-damaged-journal/);
  const back = await outcome(pit, append, true);
  expect(back).toMatchObject({ hash: pit.moments.at(-1)?.hash });
});

test('a header of another version is refused, naming its field and its writer', async () => {
  const back = await outcome(pitAt(0), (session) => {
    const { end } = recordAt(readFileSync(segmentPath(session, 1)), 0) ?? { end: 0 };
    const rest = readFileSync(segmentPath(session, 1)).subarray(end);
    const header = toRecord(JSON.stringify({ format: 3, program: '9.0.0' }));
    writeFileSync(segmentPath(session, 1), Buffer.concat([header, rest]));
  });
  expect(back).toMatch(/does not know \(format: .*\); open it with Botpit 9\.0\.0\.$/);
});
