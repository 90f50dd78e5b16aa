/** Recovers a session's folder as a crash would leave it now, verifies it, and compares it with the published events. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Trade } from '../../src/contract/events.ts';
import { copySession } from './copy-session.ts';
import { RULES_VERSION } from '../../src/engine/index.ts';
import { csvTablesOf, toRow, toText } from '../../src/session/csv/csv-tables.ts';

interface Ran {
  readonly code: number | null;
  readonly said: string;
  readonly log: string;
}

/** Run one of the built programs to its end. @param until stop it once its output contains this */
async function run(script: string, args: readonly string[], until?: string): Promise<Ran> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  if (until !== undefined) {
    child.stdout.on('data', (data: Buffer) => {
      if (data.toString().includes(until)) child.kill('SIGTERM');
    });
  }
  const exited = once(child, 'close') as Promise<[number | null]>;
  const [said, log] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exited)[0], said, log };
}

/** Start the exchange on a folder, wait until it is ready, and stop it. */
export function recover(built: string, session: string, ...args: string[]): Promise<Ran> {
  const config = join(session, 'exchange.json');
  const options = ['--orders-port=0', '--events-port=0', `--data-dir=${session}`, ...args];
  if (existsSync(config)) options.push(`--config=${config}`);
  return run(join(built, 'exchange.js'), options, '"ready"');
}

export function verify(built: string, session: string, ...args: string[]): Promise<Ran> {
  return run(join(built, 'verify-session.js'), [session, ...args]);
}

/** @returns faults, in words */
export async function checkSession(
  built: string,
  session: string,
  copy: string,
  published: readonly Trade[],
): Promise<readonly string[]> {
  copySession(session, copy);
  rmSync(join(copy, 'journal', 'lock'), { recursive: true, force: true });
  try {
    const recovered = await recover(built, copy);
    if (recovered.code !== 0) return [`the copy cannot be recovered: ${recovered.log}`];
    const verdict = await verify(built, copy);
    const faults = verdict.code === 0 ? [] : [`verify-session: ${verdict.said}${verdict.log}`];
    return [...faults, ...missingRows(copy, published)];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function missingRows(session: string, published: readonly Trade[]): readonly string[] {
  const [table] = csvTablesOf([], RULES_VERSION);
  if (table === undefined) return [];
  const rows = new Set(readFileSync(join(session, table.file), 'utf8').split('\r\n'));
  return published
    .map((trade) => toText([toRow(table, trade)]).trimEnd())
    .filter((row) => !rows.has(row))
    .map((row) => `was published, and is not in ${table.file}: ${row}`);
}
