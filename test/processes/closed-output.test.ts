/** The reader of a process's output disappears: lines are lost, the process continues and stops cleanly. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFree } from '../support/ports.ts';
import { Bench, type Worker } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => (bench = new Bench()));
afterEach(() => bench.end());

function closeOutput({ process: child }: Worker): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}

test('an exchange whose output nobody reads accepts orders, answers its parent and stops cleanly', async () => {
  const { exchange, orders } = await bench.open('--log-level=debug');
  closeOutput(exchange);
  for (let lost = 0; lost < 3; lost += 1) exchange.process.send({ type: 'measure' });
  const trader = await bench.trader(orders, 'ann');
  for (let order = 0; order < 5; order += 1) {
    const reply = await trader.place(`o${order}`, 'buy', 0.1, 49_000);
    expect(reply).toMatchObject({ type: 'order_accepted' });
  }
  expect(await exchange.stop()).toBe(0);
});

test('a headless pit whose output nobody reads stays open, trades and stops cleanly', async () => {
  const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0'];
  const session = join(bench.folder, 'session');
  const pit = bench.worker('headless', ...ports, `--data-dir=${session}`);
  const { relay = 0 } = await pit.ready();
  closeOutput(pit);
  const stream = await bench.events(relay);
  for (let trades = 0; trades < 10; trades += 1) await stream.next(({ type }) => type === 'trade');
  expect(pit.process.exitCode).toBe(null);
  expect(await pit.stop()).toBe(0);
  expect(await isFree(relay)).toBe(true);
  expect(readFileSync(join(session, 'trades.csv'), 'utf8').split('\r\n').length).toBeGreaterThan(10);
});
