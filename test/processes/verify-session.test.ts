/** A session equals the replay of its journal, or the first difference is named. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QuantityLots } from '../../src/contract/index.ts';
import { withOther } from '../support/changed-journal.ts';
import { trade } from '../support/recorded-session.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => (bench = new Bench()));
afterEach(() => bench.end());

const path = (file: string) => join(bench.folder, 'session', file);

/** Its output and its exit code. */
async function verify(...args: string[]) {
  const worker = bench.worker('verify-session', path(''), ...args);
  const [code] = (await once(worker.process, 'close')) as [number];
  return { code, said: worker.printed, failed: worker.stderr };
}

/** Two runs, the first ended by a kill. */
async function record(): Promise<void> {
  const first = await bench.open('--checkpoint-ms=50');
  await trade(bench, first.orders, 'x');
  await first.exchange.stop('SIGKILL');
  const second = await bench.open('--checkpoint-ms=50');
  await trade(bench, second.orders, 'y');
  await second.exchange.stop();
}

function flip(file: string, at: (bytes: Buffer) => number): void {
  const bytes = readFileSync(path(file));
  const index = at(bytes);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(path(file), bytes);
}

test('a session with a crash is equal; a changed row is found and rebuilt', async () => {
  await record();
  const equal = await verify();
  expect(equal).toMatchObject({ code: 0, said: expect.stringMatching(/ 2 segments[^]*\nequal\n$/) });

  flip('trades.csv', (bytes) => bytes.length - 5);
  const different = await verify();
  expect(different.code).toBe(1);
  expect(different.said).toMatch(
    /different: .*trades\.csv, line \d+: there is '.*' where the journal makes '.*'/,
  );

  const mended = await verify('--rebuild-csv');
  expect(mended).toMatchObject({ code: 0, said: expect.stringMatching(/\nequal\n$/) });
  expect(readFileSync(path('trades.csv.old')).length).toBe(readFileSync(path('trades.csv')).length);
});

test('added rows, a damaged journal and a different replay are found', async () => {
  await record();
  const csv = readFileSync(path('performance.csv'));
  writeFileSync(path('performance.csv'), Buffer.concat([csv, Buffer.from('1,2,3\r\n')]));
  expect((await verify()).said).toMatch(/different: .*performance\.csv continues at byte \d+ .*'1,2,3'/);
  writeFileSync(path('performance.csv'), csv);

  const whole = readFileSync(path('journal/000001.log'));
  flip('journal/000001.log', (bytes) => Math.floor(bytes.length / 2));
  expect((await verify()).said).toMatch(/different: .*000001\.log is damaged at byte \d+/);

  writeFileSync(path('journal/000001.log'), withOtherQuantity(whole));
  expect((await verify()).said).toMatch(
    /different: .* the replay is at (seq|digest) \d+, the journal at \d+/,
  );
});

test('a packed session is equal in any folder', async () => {
  await record();
  const file = join(bench.folder, 'session.botpit');
  expect(await bench.worker('pack-session', path(''), file).exited).toBe(0);
  const said = (await verify()).said.split('\n');
  const [packed] = (await once(bench.worker('verify-session', file).process, 'close')) as [number];
  expect(packed).toBe(0);
  expect(said.at(-2)).toBe('equal');
});

test('a running session is packed, and its paths are relative to the folder of the command', async () => {
  const { exchange } = await bench.open();
  const here = { INIT_CWD: bench.folder };
  const busy = bench.withEnvironment(here, 'verify-session', 'session');
  expect(await busy.exited).toBe(2);
  expect(busy.stderr).toMatch(
    /: stop that exchange, or verify a copy that npm run pack-session makes while it runs\.\n$/,
  );
  expect(await bench.withEnvironment(here, 'pack-session', 'session', 'copy.botpit').exited).toBe(0);
  expect(await bench.withEnvironment(here, 'verify-session', 'copy.botpit').exited).toBe(0);
  await exchange.stop();
  expect(await bench.withEnvironment(here, 'export-events', 'session', 'events.jsonl').exited).toBe(0);
  expect(readFileSync(join(bench.folder, 'events.jsonl'), 'utf8')).toContain('exchange_status');
  const player = bench.withEnvironment(here, 'play', 'session', '--port=0');
  await player.announcements.next((said) => said['event'] === 'ready');
  expect(await player.stop()).toBe(0);
});

test('a folder without a journal is not a session', async () => {
  expect(await verify()).toMatchObject({ code: 2, failed: expect.stringContaining('has no journal') });
});

/** The same journal, well formed, in which one order had another quantity. */
function withOtherQuantity(bytes: Buffer): Buffer {
  return withOther(bytes, (what) =>
    what.type === 'place_order' && what.orderType === 'limit'
      ? { ...what, quantity: (what.quantity + 9_000) as QuantityLots }
      : undefined,
  );
}
