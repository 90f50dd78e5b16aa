/**
 * Measures verify-session in comparison with an engine that only applies the commands, in processor time, which
 * excludes other processes.
 */
import { rmSync } from 'node:fs';
import type { TimeMicros } from '../../../src/contract/units.ts';
import { apply } from '../../../src/engine/index.ts';
import type { Entry } from '../../../src/session/journal/entry.ts';
import { startBefore } from '../../../src/session/journal/replay.ts';
import { readWhole } from '../../../src/session/journal/segment.ts';
import { listFiles } from '../../../src/session/journal/journal-folder.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import { rebuildCsv } from '../../../src/workers/verify-session/rebuild.ts';
import { verifySession } from '../../../src/workers/verify-session/verify.ts';
import { RecordedSession } from '../player/recorded-session.ts';
import { processorSeconds } from '../processor-time.ts';

const COMMANDS = 300_000;
const ACCOUNTS = 50;
const ROUNDS = 3;

/** @param random random numbers in [0, 1) @returns one line */
export async function verifySpeed(folder: string, random: () => number): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  new RecordedSession({ folder, commands: COMMANDS, accounts: ACCOUNTS, random }).run();
  await rebuildCsv(folder, createLogger('error'));
  const plain: number[] = [];
  const verified: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(applyAll(folder));
    verified.push(processorSeconds(() => verify(folder)));
  }
  const rate = (seconds: readonly number[]) => COMMANDS / Math.min(...seconds);
  const [plainRate, verifyRate] = [rate(plain), rate(verified)];
  const count = (number: number) => Math.round(number).toLocaleString('en');
  return `${count(verifyRate)} commands a second of the processor's; the engine alone, with nothing read or compared, applies ${count(plainRate)} (${(verifyRate / plainRate).toFixed(2)} x)`;
}

function applyAll(folder: string): number {
  const { state } = startBefore(folder, 0).exchange;
  const entries: Entry[] = [];
  for (const number of listFiles(folder, 'log')) {
    for (const group of readWhole(folder, number).groups()) entries.push(...group.entries);
  }
  return processorSeconds(() => {
    for (const [, time, what] of entries) {
      if (what.type !== 'checkpoint') apply(state, what, time as TimeMicros);
    }
  });
}

function verify(folder: string): void {
  const { difference } = verifySession(folder, true);
  if (difference !== null) throw new Error(difference);
}
