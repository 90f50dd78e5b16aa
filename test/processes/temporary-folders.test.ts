/** What processes leave in the temporary folder when they are killed, and what the next ones delete. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bench, nats, natsServer, useNatsBench } from '../support/nats.ts';

useNatsBench();

/** Temporary folder of the processes of a test. */
function makeTemporary(): string {
  const folder = join(bench.folder, 'tmp');
  mkdirSync(folder);
  return folder;
}

/** A bot whose file never finishes loading. */
function startHanging(temporary: string) {
  const path = join(bench.folder, 'loading.js');
  writeFileSync(path, 'for (;;);\nexport default class { nextOrder() {} }');
  return bench.withEnvironment({ TMPDIR: temporary }, 'bot', path);
}

test('a bot whose file never finishes loading leaves nothing', async () => {
  const temporary = makeTemporary();
  const bot = startHanging(temporary);
  await expect.poll(() => readdirSync(temporary)).toHaveLength(1);
  expect(await bot.exited).toBe(null);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a bot deletes the folder of one that was killed', async () => {
  const temporary = makeTemporary();
  const killed = startHanging(temporary);
  await expect.poll(() => readdirSync(temporary)).toHaveLength(1);
  const left = readdirSync(temporary);
  // The bot's own process, which its first process has started.
  const [, pid = ''] = /^botpit-strategy-(\d+)-/.exec(left[0] ?? '') ?? [];
  expect(Number(pid)).toBeGreaterThan(0);
  process.kill(Number(pid), 'SIGKILL');
  await killed.exited;
  expect(readdirSync(temporary)).toEqual(left);
  const next = startHanging(temporary);
  expect(await next.exited).toBe(null);
  expect(readdirSync(temporary)).toEqual([]);
});

describe.skipIf(natsServer === undefined)('a worker of the lab', () => {
  test('deletes the folder of one that was killed, not that of one that runs', async () => {
    const temporary = makeTemporary();
    const start = async () => {
      const queue = ['--queue', nats.url('lab'), '--runs=1'];
      const worker = bench.withEnvironment({ TMPDIR: temporary }, 'lab-worker', ...queue);
      await worker.ready();
      return worker;
    };
    const running = await start();
    const [kept] = readdirSync(temporary);
    const killed = await start();
    expect(readdirSync(temporary)).toHaveLength(2);
    await killed.stop('SIGKILL');
    const next = await start();
    expect(readdirSync(temporary)).toHaveLength(2);
    expect(await next.stop()).toBe(0);
    expect(readdirSync(temporary)).toEqual([kept]);
    expect(await running.stop()).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
