/** The crowd as a process, at a real exchange and a real relay. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Bench } from '../support/workers.ts';
import { freePort } from '../support/ports.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

const address = (port: number) => `ws://127.0.0.1:${port}`;

async function openPit() {
  const { orders, events } = await bench.open();
  const { relay = 0 } = await bench.relay(events).ready();
  return { orders, relay };
}

test('logs in with its accounts, quotes both sides and trades; it ends cleanly', async () => {
  const { orders, relay } = await openPit();
  const stream = await bench.events(relay);
  const crowd = bench.worker(
    'crowd',
    '--orders',
    address(orders),
    '--relay',
    address(relay),
    '--seed',
    '7',
    '--accounts',
    '20',
  );
  const ready = await crowd.announcements.next(({ event }) => event === 'ready');
  expect(ready).toEqual({ event: 'ready', accounts: 20 });
  const isTrade = (event: MarketEvent) => event.type === 'trade';
  for (let count = 0; count < 5; count += 1) await stream.next(isTrade);
  const status = await crowd.announcements.next(
    ({ event, fills }) => event === 'status' && Number(fills) > 0,
  );
  expect(status).toMatchObject({ rejectsByCode: expect.any(Object) as object });
  const trades = stream.all.filter((event) => event.type === 'trade');
  for (const { buyAccount, sellAccount } of trades) {
    expect(buyAccount).toMatch(/^crowd\./);
    expect(sellAccount).toMatch(/^crowd\./);
  }
  expect(await crowd.stop()).toBe(0);
});

test('ends with 2 and one plain line for a bad option, another symbol, or an account that somebody takes over', async () => {
  const bad = bench.worker('crowd', '--accounts', '3');
  expect(await bad.exited).toBe(2);
  expect(bad.stderr).toMatch(/^error: --accounts: .*10/);
  const { orders, relay } = await openPit();
  const pit = ['--orders', address(orders), '--relay', address(relay), '--accounts', '10'];
  const lost = bench.worker('crowd', ...pit, '--symbol', 'GOLD');
  expect(await lost.exited).toBe(2);
  expect(lost.stderr).toContain('GOLD is not traded here; there is BTC-USD.');
  const crowd = bench.worker('crowd', ...pit);
  await crowd.ready();
  await bench.trader(orders, 'crowd.single-1');
  expect(await crowd.exited).toBe(2);
  expect(crowd.stderr).toContain('crowd.single-1');
});

test('waits for a pit that is not open yet', async () => {
  const crowd = bench.worker(
    'crowd',
    '--orders',
    address(await freePort()),
    '--relay',
    address(await freePort()),
  );
  await expect.poll(() => crowd.stderr).toContain('no pit is open there');
  expect(await crowd.stop()).toBe(0);
  // Its forty sessions fail together, and are one line.
  const tries = crowd.stderr.split('\n').filter((line) => line.endsWith('this machine); next try in 100 ms'));
  expect(tries.length).toBeLessThan(10);
});
