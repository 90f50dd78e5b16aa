/** What scripts/bench-recovery.mjs runs: how long a session's recovery takes, and whether snapshots hold anything up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { CSV_TABLES, toText } from '../../src/workers/exchange/csv-tables.ts';
import { listFiles, snapshotPath } from '../../src/workers/journal/segment.ts';
import { RecordedSession } from '../player/recorded-session.ts';
import { seededRandom } from '../random.ts';

const ACCOUNTS = 50;
const BYTES_PER_MB = 1_024 * 1_024;
const TICK_MS = 1;

export interface RecoveryOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** For the session. */
  readonly folder: string;
  readonly seed: number;
  readonly commands: number;
  readonly resting: number;
  readonly onStep: (what: string) => void;
}

/** @returns the report, line by line */
export async function runRecoveryBench(options: RecoveryOptions): Promise<readonly string[]> {
  const { folder, seed, commands, resting, onStep } = options;
  const draw = seededRandom(seed);
  const random = () => draw(2 ** 31) / 2 ** 31;
  let lastSeq = 0;
  onStep(`recording ${commands} commands`);
  new RecordedSession({
    folder,
    commands,
    accounts: ACCOUNTS,
    random,
    resting,
    onEvents: (events) => (lastSeq = events.at(-1)?.seq ?? lastSeq),
  }).run();
  pretendCsv(folder, lastSeq);
  const segments = listFiles(folder, 'log');
  onStep('recovering');
  const recovery = await recover(options);
  const pauses = await snapshotPauses(options, segments.at(-1) ?? 1);
  return [
    `seed ${seed}, node ${process.version}: ${commands.toLocaleString('en')} commands, ${lastSeq.toLocaleString('en')} events, ${resting.toLocaleString('en')} orders rest all the time`,
    `  journal   ${megabytes(folder, '.log')} MB in ${segments.length} segments, snapshots of ${(statSync(snapshotPath(folder, segments.length)).size / BYTES_PER_MB).toFixed(1)} MB`,
    `  recovery  ${recovery}`,
    `  snapshot  made in a thread in ${Math.round(pauses.thread)} ms; meanwhile the process was held up for ${pauses.longest.toFixed(1)} ms at most, before it for ${pauses.before.toFixed(1)} ms`,
  ];
}

/** As if the rows had been written: recovery looks at the last one only. */
function pretendCsv(folder: string, seq: number): void {
  for (const { file, columns } of CSV_TABLES) writeFileSync(join(folder, file), toText([columns, [seq]]));
}

function megabytes(folder: string, ending: string): string {
  const journal = join(folder, 'journal');
  const files = readdirSync(journal).filter((name) => name.endsWith(ending));
  const bytes = files.reduce((sum, name) => sum + statSync(join(journal, name)).size, 0);
  return (bytes / BYTES_PER_MB).toFixed(0);
}

/** @returns what the exchange says of it, and the time until it listens */
async function recover({ built, folder }: RecoveryOptions): Promise<string> {
  const startMs = performance.now();
  const args = ['--orders-port=0', '--events-port=0', `--data-dir=${folder}`];
  const child = spawn(process.execPath, [join(built, 'exchange.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = text(child.stderr);
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  const ms = performance.now() - startMs;
  child.kill('SIGTERM');
  await exited;
  const said = /recovered .* in (\d+) ms/.exec(await log);
  if (said === null) throw new Error(`the exchange did not recover:\n${await log}`);
  return `${said[1]} ms from the newest snapshot on; the exchange listens ${Math.round(ms)} ms after its start`;
}

/** Whether timers of this process come late while the newest snapshot is made anew in a thread. */
async function snapshotPauses({ built, folder, onStep }: RecoveryOptions, segment: number) {
  onStep('making a snapshot');
  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  rmSync(snapshotPath(copy, segment));
  const before = await longestGap(sleep(2_000));
  const startMs = performance.now();
  const script = new URL(`file://${join(built, 'exchange-snapshots.js')}`);
  const thread = new Worker(script, { workerData: { session: copy, segment, keepsJournal: true } });
  const longest = await longestGap(once(thread, 'exit'));
  const ms = performance.now() - startMs;
  rmSync(copy, { recursive: true });
  return { before, longest, thread: ms };
}

async function longestGap(until: Promise<unknown>): Promise<number> {
  const wait = { isOver: false };
  void until.then(() => (wait.isOver = true));
  let longest = 0;
  for (let last = performance.now(); !wait.isOver;) {
    await sleep(TICK_MS);
    const now = performance.now();
    longest = Math.max(longest, now - last - TICK_MS);
    last = now;
  }
  return longest;
}
