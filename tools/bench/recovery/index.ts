/** The code of `npm run bench -- recovery`: the time of a session's recovery, and the pauses that snapshots cause. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RULES_VERSION } from '../../../src/engine/index.ts';
import { csvTablesOf, toText } from '../../../src/session/csv/csv-tables.ts';
import { listFiles, snapshotPath } from '../../../src/session/journal/journal-folder.ts';
import { builtScript } from '../../lib/built-script.ts';
import { RecordedSession } from '../player/recorded-session.ts';
import { seededShares } from '../random.ts';
import { copyPause, type CopiedSize } from './copy-pause.ts';
import { snapshotPause } from './snapshot-pause.ts';
import { verifySpeed } from './verify-speed.ts';

const ACCOUNTS = 50;
const COPIED: readonly CopiedSize[] = [
  { accounts: 200, orders: 20_000, instruments: 1 },
  { accounts: 200, orders: 300_000, instruments: 1 },
  { accounts: 200, orders: 300_000, instruments: 8 },
  { accounts: 5_000, orders: 5_000, instruments: 1 },
];
const BYTES_PER_MB = 1_024 * 1_024;
const MS_PER_CLOCK_TICK = 10;

export interface RecoveryOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** Folder of the session. One that was recorded there earlier is used unchanged. */
  readonly folder: string;
  readonly seed: number;
  readonly commands: number;
  readonly resting: number;
  readonly onStep: (what: string) => void;
}

/** @returns the report, line by line */
export async function runRecoveryBench(options: RecoveryOptions): Promise<readonly string[]> {
  const { built, folder, seed, commands, resting, onStep } = options;
  const session = join(folder, 'session');
  if (!existsSync(session)) record(session, options);
  const segments = listFiles(session, 'snapshot').at(-1);
  if (segments === undefined) {
    throw new Error(
      `no snapshot was made, because the journal of ${commands} commands fits into one segment; give more --commands`,
    );
  }
  const snapshotMb = (statSync(snapshotPath(session, segments)).size / BYTES_PER_MB).toFixed(1);
  onStep('making a snapshot');
  const { before, meanwhile, ms } = await snapshotPause(built, session, segments);
  const pause = ({ late, own }: typeof before) =>
    `${own.toFixed(1)} ms at most (${late.toFixed(1)} with the time in which other processes ran)`;
  onStep('copying a state');
  const copies = COPIED.map(copyReport);
  onStep('recovering');
  const recovery = await recover(built, session);
  for (const number of listFiles(session, 'snapshot'))
    if (number >= segments) rmSync(snapshotPath(session, number));
  const longer = await recover(built, session);
  onStep('verifying another session');
  const verify = await verifySpeed(join(folder, 'to-verify'), seededShares(seed));
  return [
    `seed ${seed}, node ${process.version}: ${commands.toLocaleString('en')} commands, ${resting.toLocaleString('en')} orders rest all the time`,
    `  journal   ${megabytes(session, '.log')} MB in ${segments} segments, snapshots of ${snapshotMb} MB`,
    `  recovery  ${recovery} from the newest snapshot; ${longer} from the one before`,
    `  snapshot  made in a thread in ${Math.round(ms)} ms; meanwhile the process was held up for ${pause(meanwhile)}, as long without it for ${pause(before)}`,
    ...copies,
    `  verify    ${verify}`,
  ];
}

function copyReport(size: CopiedSize): string {
  const { copyMs, longestPartMs } = copyPause(size);
  const [accounts, orders] = [size.accounts.toLocaleString('en'), size.orders.toLocaleString('en')];
  return `  copy      ${orders} orders of ${accounts} accounts, instruments: ${size.instruments}: the exchange stops for ${copyMs.toFixed(2)} ms; the longest part takes ${longestPartMs.toFixed(2)} ms`;
}

function record(session: string, { seed, commands, resting, onStep }: RecoveryOptions): void {
  let lastSeq = 0;
  onStep(`recording ${commands} commands`);
  new RecordedSession({
    folder: session,
    commands,
    accounts: ACCOUNTS,
    random: seededShares(seed),
    resting,
    onEvents: (events) => (lastSeq = events.at(-1)?.seq ?? lastSeq),
  }).run();
  pretendCsv(session, lastSeq);
}

/** Writes CSV files with the last row only, which is all that recovery reads. */
function pretendCsv(folder: string, seq: number): void {
  for (const { file, columns } of csvTablesOf([], RULES_VERSION)) {
    writeFileSync(join(folder, file), toText([columns, [seq]]));
  }
}

function megabytes(folder: string, ending: string): string {
  const journal = join(folder, 'journal');
  const files = readdirSync(journal).filter((name) => name.endsWith(ending));
  const bytes = files.reduce((sum, name) => sum + statSync(join(journal, name)).size, 0);
  return (bytes / BYTES_PER_MB).toFixed(0);
}

/** @returns the exchange's report, and the time until it listens */
async function recover(built: string, folder: string): Promise<string> {
  const startMs = performance.now();
  const args = ['--orders-port=0', '--events-port=0', `--data-dir=${folder}`];
  const child = spawn(process.execPath, [builtScript(built, 'exchange'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = text(child.stderr);
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  const ms = performance.now() - startMs;
  const busyMs = processorMs(child.pid ?? 0);
  child.kill('SIGTERM');
  await exited;
  const said = /recovered .* in (\d+) ms/.exec(await log);
  if (said === null) throw new Error(`the exchange did not recover:\n${await log}`);
  return `${said[1]} ms (the process listens ${Math.round(ms)} ms after its start, ${busyMs} ms of them on the processor)`;
}

/** User and system time of all threads of a process, on Linux only. */
function processorMs(pid: number): number | string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * MS_PER_CLOCK_TICK;
  } catch {
    return '?';
  }
}
