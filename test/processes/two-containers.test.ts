/**
 * Two containers that share one folder: each exchange is process 1 of a separate PID namespace and sees no process of the
 * other. A namespace needs root (or a container with that right); elsewhere the tests run without one.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordAt } from '../../src/session/journal/records.ts';
import { trade } from '../support/recorded-session.ts';
import { Bench } from '../support/workers.ts';

const EXCHANGE = fileURLToPath(new URL('../../out/main/exchange.js', import.meta.url));
const ISOLATE = ['--pid', '--fork', '--kill-child'];
const canIsolate = spawnSync('unshare', [...ISOLATE, 'true']).status === 0;

let bench: Bench;
let children: ChildProcess[];
beforeEach(() => {
  bench = new Bench();
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(ended));
  await bench.end();
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const session = () => join(bench.folder, 'session');

/** An exchange in a container. `log` grows while it runs; `outcome` is `ready`, or its exit code. */
function container() {
  const program = [
    process.execPath,
    EXCHANGE,
    '--orders-port=0',
    '--events-port=0',
    `--data-dir=${session()}`,
  ] as const;
  const [command, ...args] = canIsolate ? (['unshare', ...ISOLATE, ...program] as const) : program;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const said = { log: '' };
  child.stderr.on('data', (text: Buffer) => (said.log += text.toString()));
  const ready = once(child.stdout, 'data').then(() => 'ready' as const);
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, said, outcome: Promise.race([ready, exit]) };
}

test('the second of two containers is refused with a sentence, and starts once the first was killed', async () => {
  const first = container();
  expect(await first.outcome).toBe('ready');
  const second = container();
  expect(await second.outcome).toBe(2);
  expect(second.said.log).toMatch(/^error: .*session is in use by process \d+ .*: stop that exchange/);
  await ended(first.child);
  expect(await container().outcome).toBe('ready');
}, 120_000);

test('an exchange ends when another one starts the next segment of its journal', async () => {
  const { exchange } = await bench.open('--checkpoint-ms=50');
  copyFileSync(join(session(), 'journal/000001.log'), join(session(), 'journal/000002.log'));
  expect(await exchange.exited).toBe(2);
  expect(exchange.stderr).toContain('another exchange writes to');
});

test('a segment that two exchanges wrote is reported by verify-session and at the next start', async () => {
  for (const account of ['x', 'y']) {
    const { exchange, orders } = await bench.open('--checkpoint-ms=50');
    await trade(bench, orders, account);
    await exchange.stop();
  }
  // The last record again, as an exchange that has not noticed would add to its segment.
  const path = join(session(), 'journal/000001.log');
  const bytes = readFileSync(path);
  let last = 0;
  for (let record = recordAt(bytes, 0); record !== null; record = recordAt(bytes, record.end)) {
    if (record.end < bytes.length) last = record.end;
  }
  appendFileSync(path, bytes.subarray(last));

  const verifying = bench.worker('verify-session', session());
  expect(await verifying.exited).toBe(1);
  const refused = bench.exchange('--checkpoint-ms=50');
  expect(await refused.exited).toBe(2);
  expect(refused.stderr).toContain('two exchanges wrote to this folder at once');
  expect(existsSync(`${path}.damaged`)).toBe(false);

  const { exchange } = await bench.open('--checkpoint-ms=50', '--cut-damaged-journal');
  await exchange.stop();
  expect(readFileSync(path)).toEqual(bytes);
  expect(readFileSync(`${path}.damaged`).length).toBeGreaterThan(bytes.length);
});
