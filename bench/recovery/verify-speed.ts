/** How fast verify-session goes through a session, beside the engine that does nothing but apply its commands. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TimeMicros } from '../../src/contract/units.ts';
import { apply } from '../../src/engine/index.ts';
import { readWhole, startBefore } from '../../src/workers/journal/replay.ts';
import type { Entry } from '../../src/workers/journal/entry.ts';
import { listFiles } from '../../src/workers/journal/segment.ts';
import { seededRandom } from '../random.ts';
import { RecordedSession } from '../player/recorded-session.ts';

const COMMANDS = 300_000;
const ACCOUNTS = 50;
const ROUNDS = 3;

export interface VerifySpeedOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** For the session. */
  readonly folder: string;
  readonly seed: number;
}

/** @returns one line */
export async function verifySpeed({ built, folder, seed }: VerifySpeedOptions): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  const draw = seededRandom(seed);
  const random = () => draw(2 ** 31) / 2 ** 31;
  new RecordedSession({ folder, commands: COMMANDS, accounts: ACCOUNTS, random }).run();
  const script = join(built, 'verify-session.js');
  await run(script, folder, '--rebuild-csv');
  const plain: number[] = [];
  const verified: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(applyAll(folder));
    verified.push(await run(script, folder));
  }
  const rate = (times: readonly number[]) => (COMMANDS / Math.min(...times)) * 1_000;
  const [plainRate, verifyRate] = [rate(plain), rate(verified)];
  const count = (number: number) => Math.round(number).toLocaleString('en');
  return `${count(verifyRate)} commands/s, the start of its process included; the engine alone, with nothing read or compared, applies ${count(plainRate)}/s (${(verifyRate / plainRate).toFixed(2)} x)`;
}

/** @returns milliseconds */
function applyAll(folder: string): number {
  const { state } = startBefore(folder, 0).exchange;
  const entries: Entry[] = [];
  for (const number of listFiles(folder, 'log')) {
    for (const group of readWhole(folder, number).groups()) entries.push(...group.entries);
  }
  const startMs = performance.now();
  for (const [, time, what] of entries) {
    if (what.type !== 'checkpoint') apply(state, what, time as TimeMicros);
  }
  return performance.now() - startMs;
}

/** @returns milliseconds. @throws Error when it is not equal */
async function run(script: string, ...args: string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return performance.now() - startMs;
}
