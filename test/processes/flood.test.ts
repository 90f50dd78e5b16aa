/**
 * Floods before the login. An honest trader asks two exchanges in turn, of which one is attacked: both suffer alike from
 * the machine and the attacker's own processor time, so the difference is the attack's.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, type Trader, type Worker } from '../support/workers.ts';

const FLOODER = fileURLToPath(new URL('../support/flooder.mjs', import.meta.url));
const MIB = 1_024 * 1_024;
const ROUNDS = 800;
/** Other tests run beside this one, and their load may fall on one of the two exchanges. A flood that is felt fails each time. */
const NOISY = { retry: 2 };

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

/** Peak memory of a process in bytes; 0 where the system does not report it. */
function peakBytes({ process: { pid } }: Worker): number {
  if (process.platform !== 'linux') return 0;
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1_024;
}

async function exchange(name: string) {
  const ports = ['--orders-port', '0', '--events-port', '0'];
  const worker = bench.worker('exchange', ...ports, '--data-dir', join(bench.folder, name));
  const { orders = 0 } = await worker.ready();
  return { worker, orders, honest: await bench.trader(orders, 'honest') };
}

async function latencyMs(honest: Trader): Promise<number> {
  const startMs = performance.now();
  await honest.ask({ type: 'cancel_all' });
  return performance.now() - startMs;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] as number;
}

test.each([
  ['60 connections send frames of 60 kB without end', 60, 0, 60_000],
  ['400 connections send frames of 60 kB without end', 400, 0, 60_000],
  ['900 connections send 12 frames of 60 kB each', 900, 12, 60_000],
  ['60 connections send frames of 4 kB without end', 60, 0, 4_000],
])('%s: the honest trader and the memory hardly notice', NOISY, async (_, connections, frames, bytes) => {
  const [attacked, calm] = [await exchange('attacked'), await exchange('calm')];
  for (let n = 0; n < 50; n += 1) await latencyMs(n % 2 === 0 ? attacked.honest : calm.honest);
  const before = peakBytes(attacked.worker);
  const flooder = fork(FLOODER, [attacked.orders, connections, frames, bytes].map(String));
  await once(flooder, 'message');
  const [underAttackMs, calmMs]: [number[], number[]] = [[], []];
  for (let n = 0; n < ROUNDS; n += 1) {
    underAttackMs.push(await latencyMs(attacked.honest));
    calmMs.push(await latencyMs(calm.honest));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const after = peakBytes(attacked.worker);
  flooder.kill('SIGKILL');
  expect(percentile(underAttackMs, 0.5)).toBeLessThan(2 * percentile(calmMs, 0.5));
  expect(percentile(underAttackMs, 0.99)).toBeLessThan(5 * percentile(calmMs, 0.99));
  expect(after - before).toBeLessThan(100 * MIB);
});
