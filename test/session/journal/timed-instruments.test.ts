/** A session whose instruments have phases, price limits, funding and steps recovers, replays and verifies like any other. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Phase } from '../../../src/contract/phases.ts';
import { hashState, type EngineState } from '../../../src/engine/index.ts';
import { phaseOf } from '../../../src/engine/phases.ts';
import { csvTablesOf, toRow, toText } from '../../../src/session/csv/csv-tables.ts';
import { makeSnapshots } from '../../../src/session/journal/make-snapshots.ts';
import { replaySegment, startBefore } from '../../../src/session/journal/replay.ts';
import { readWhole } from '../../../src/session/journal/segment.ts';
import { listFiles } from '../../../src/session/journal/journal-folder.ts';
import { verifySession } from '../../../src/workers/verify-session/verify.ts';
import { JournaledPit } from '../../support/journaled-pit.ts';
import { recoverCopy } from '../../support/recovered-copy.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-timed-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, String((folders += 1)));
/** Of about thirty commands each. */
const SEGMENT_BYTES = 2_500;
const COMMANDS_MAX = 2_000;

const newPit = (seed: number) => new JournaledPit(newFolder(), seed, SEGMENT_BYTES, 'timed');
const phasesOf = ({ markets }: EngineState) => markets.map(phaseOf);

/** The killed exchange's session is recovered, with its CSV rows, and verified. */
async function checkRecovery(pit: JournaledPit): Promise<void> {
  pit.end();
  const last = pit.moments.at(-1);
  const back = await recoverCopy(pit, { folder: newFolder() });
  expect(back).toMatchObject({ hash: last?.hash, seq: last?.seq });
  for (const table of csvTablesOf(pit.setup.instruments, pit.state.rules.version)) {
    const rows = pit.events.filter(({ type }) => type === table.type).map((event) => toRow(table, event));
    const text = readFileSync(join(back?.session ?? '', table.file), 'utf8');
    expect(text).toBe(toText([table.columns, ...rows]));
  }
  expect(verifySession(pit.session, false)).toMatchObject({ difference: null, hash: last?.hash });
}

test.each([1, 2, 3])('seed %d is recovered and verified', async (seed) => {
  const pit = newPit(seed).run(300);
  await checkRecovery(pit);
});

test.each<Phase>(['pre_open', 'auction', 'halted', 'closed'])(
  'a session that ends in phase %s is recovered and verified',
  async (phase) => {
    const pit = newPit(5);
    for (let done = 0; done < COMMANDS_MAX && !phasesOf(pit.state).includes(phase); done += 1) pit.run(1);
    expect(phasesOf(pit.state)).toContain(phase);
    await checkRecovery(pit);
  },
);

test('a replay from a snapshot in an auction, in a halt and in a funding interval does the same', () => {
  const at = new Set<string>();
  for (const seed of [6, 7]) {
    const pit = newPit(seed).run(250);
    pit.end();
    const segments = listFiles(pit.session, 'log');
    makeSnapshots(pit.session, segments.length);
    for (const segment of segments.slice(1)) {
      const start = startBefore(pit.session, readWhole(pit.session, segment).header.at.seq);
      expect(start.segment).toBe(segment);
      for (const phase of phasesOf(start.exchange.state)) at.add(phase);
      if (start.exchange.state.markets.some(({ funding }) => (funding?.samples ?? 0) > 0)) at.add('funding');
      for (let number = segment; number <= segments.length; number += 1) {
        for (const _ of replaySegment(readWhole(pit.session, number), start.exchange));
      }
      expect(hashState(start.exchange.state)).toBe(pit.moments.at(-1)?.hash);
    }
  }
  expect([...at]).toEqual(expect.arrayContaining(['continuous', 'auction', 'halted', 'funding']));
});
