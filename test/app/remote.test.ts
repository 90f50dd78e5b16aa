/** The monitor as a client of somebody else's pit, which trades recorded NASDAQ order flow. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Replica } from '../../src/contract/replica.ts';
import { App, noElectron } from '../support/app.ts';
import { Bench } from '../support/workers.ts';

const data = process.env['BOTPIT_DATA'];
const skipped =
  noElectron ?? (data === undefined ? 'BOTPIT_DATA names no folder with the sample' : undefined);
if (skipped !== undefined) console.log(`The test of the monitor on a replayed market is skipped: ${skipped}`);

const CONFIG = fileURLToPath(new URL('../../resources/aapl.json', import.meta.url));

describe.skipIf(skipped !== undefined)('a remote relay', () => {
  const app = new App();
  const bench = new Bench();
  afterAll(async () => {
    await app.end();
    await bench.end();
  });

  test('shows its market with the book that the replay left, and returns to the local one', async () => {
    const { orders = 0, events = 0 } = await bench.exchange('--config', CONFIG).ready();
    const { relay = 0 } = await bench.relay(events).ready();
    const file = join(data ?? '', 'lobster', 'aapl_message_50.csv');
    const replay = bench.worker(
      'replay',
      file,
      '--symbol=AAPL',
      '--speed=max',
      '--linger=600',
      `--orders=ws://127.0.0.1:${orders}`,
    );
    await replay.ready();
    await app.launch();
    const { page } = app;
    await page.getByTestId('relay-address').fill(`ws://127.0.0.1:${relay}`);
    await page.getByTestId('relay-connect').click();
    await expect.poll(() => page.getByTestId('connection-status').textContent()).toBe('CONNECTED');
    await page.getByText('AAPL').first().waitFor();
    await replay.announcements.next(({ event }) => event === 'done');

    const stream = await bench.events(relay);
    const replica = new Replica();
    await stream.next((event) => {
      replica.apply([event]);
      return event.type === 'position_update' && replica.inSync;
    });
    for (const side of ['bid', 'ask'] as const) {
      const best = replica.markets.get('AAPL')?.[`${side}s`][0];
      const row = page.locator(`[data-testid=book-${side}][data-price="${best?.[0]}"]`);
      await expect.poll(() => row.getAttribute('data-quantity')).toBe(String(best?.[1]));
    }

    await page.getByTestId('relay-local').click();
    await expect.poll(() => page.getByTestId('connection-status').textContent()).toBe('CLOSED');
  });

  test('a missing relay is named, with the reason', async () => {
    const { page } = app;
    await page.getByTestId('relay-address').fill('ws://127.0.0.1:1');
    await page.getByTestId('relay-connect').click();
    await expect
      .poll(() => page.getByTestId('connection-status').textContent())
      .toMatch(/^(CONNECTING|DISCONNECTED)$/);
    await page.getByText('ws://127.0.0.1:1').first().waitFor();
  });
});
