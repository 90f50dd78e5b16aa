/** The whole product as a user meets it: the real app, real processes, real sockets. */
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import papaparse from 'papaparse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { isMarketEvent, parseFrame, type MarketEvent } from '../../src/contract/events.ts';
import { App, noElectron } from '../support/app.ts';
import { freePort, isFree } from '../support/ports.ts';

if (noElectron !== undefined) console.log(`The tests of the app are skipped: ${noElectron}`);

const STRATEGY = `import type { Context, Strategy } from 'botpit';

/** Buys one lot at each call until it is long 20. */
export default class Collector implements Strategy {
  readonly everyMs = 100;
  nextOrder({ position, instrument, market }: Context) {
    if (position.quantity >= 20 * instrument.lotSize || market.bestAsk === undefined) return null;
    return { type: 'place', side: 'buy', quantity: instrument.lotSize } as const;
  }
}
`;

describe.skipIf(noElectron !== undefined)('a session in the pit', () => {
  const app = new App();
  const ports = { orders: 0, events: 0, relay: 0 };
  const seen: MarketEvent[] = [];
  let feed: WebSocket;

  const status = () => app.page.getByTestId('connection-status');
  const card = (name: string, phase?: string) =>
    app.page.locator(
      `[data-testid=process-card][data-name="${name}"]${phase === undefined ? '' : `[data-phase=${phase}]`}`,
    );
  const levelsOf = (side: 'bids' | 'asks') => async () => {
    const { markets } = JSON.parse(await app.page.evaluate('botpitReplica()')) as {
      readonly markets: readonly Readonly<Record<'bids' | 'asks', readonly unknown[]>>[];
    };
    return markets[0]?.[side].length ?? 0;
  };
  const pidOf = async (name: string) => {
    const { processes } = await app.pit();
    return processes.find((process) => process.name === name)?.pid ?? 0;
  };

  beforeAll(async () => {
    for (const name of ['orders', 'events', 'relay'] as const) ports[name] = await freePort();
    await app.launch(...Object.entries(ports).map(([name, port]) => `--${name}-port=${port}`));
  });
  afterAll(() => app.end());

  test('a closed pit shows that it is closed, and offers Start', async () => {
    await expect.poll(() => status().textContent()).toBe('CLOSED');
    await app.page.getByTestId('start').waitFor();
  });

  test('Start: within 10 s bots trade, and the book is 10 levels deep on both sides and not crossed', async () => {
    await app.page.getByTestId('start').click();
    await app.page.getByTestId('trade-row').nth(4).waitFor();
    await expect.poll(() => status().textContent()).toBe('CONNECTED');
    await app.page.locator('[data-testid=books-badge][data-state=balanced]').waitFor();
    // The ladder shows a row for each tick, and so not all of the levels.
    await expect.poll(levelsOf('bids')).toBeGreaterThanOrEqual(10);
    await expect.poll(levelsOf('asks')).toBeGreaterThanOrEqual(10);
    const [bids, asks] = await app.page.evaluate(() =>
      ['book-bid', 'book-ask'].map((id) =>
        [...document.querySelectorAll(`[data-testid=${id}]`)].map((row) =>
          Number(row.getAttribute('data-price')),
        ),
      ),
    );
    expect([bids?.length, asks?.length]).not.toContain(0);
    expect(Math.max(...(bids ?? []))).toBeLessThan(Math.min(...(asks ?? [])));
    for (const name of ['exchange', 'relay', 'crowd', 'maker', 'taker', 'random'])
      await card(name, 'running').waitFor();
    feed = new WebSocket(`ws://127.0.0.1:${ports.relay}`);
    feed.on('message', (data) => {
      for (const event of parseFrame((data as Buffer).toString())) {
        if (isMarketEvent(event)) seen.push(event);
      }
    });
    await once(feed, 'message');
  });

  test('a picked .ts file joins: its row appears, and its position changes', async () => {
    const file = join(app.folder, 'collector.ts');
    writeFileSync(file, STRATEGY);
    await app.answerDialogs(file);
    await app.page.getByTestId('strategy-file').click();
    await app.page.getByTestId('bot-name').fill('my-collector');
    await app.page.getByTestId('bot-add').click();
    await card('my-collector', 'running').waitFor();
    const position = app.page.locator(
      '[data-testid=account-row][data-account=my-collector] [data-column=position]',
    );
    await expect.poll(() => position.textContent()).toMatch(/0\.0[12]/);
  });

  test('when one bot crashes, everything else keeps running, and the bot restarts', async () => {
    const before = (await app.pit()).processes.map(({ name, pid }) => [name, pid]);
    const pid = await pidOf('taker');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => pidOf('taker')).not.toBe(pid);
    await card('taker', 'running').waitFor();
    const after = (await app.pit()).processes.map(({ name, pid: now }) => [name, now]);
    expect(after.filter(([name]) => name !== 'taker')).toEqual(before.filter(([name]) => name !== 'taker'));
  });

  test('a single bot can be stopped and started again', async () => {
    await app.page.evaluate(() => window.botpit.stopBot('random'));
    await card('random', 'stopped').waitFor();
    await app.page.evaluate(() => window.botpit.startBot('random'));
    await card('random', 'running').waitFor();
  });

  test('without its relay the monitor shows DISCONNECTED and keeps its data, then CONNECTED', async () => {
    const closed = once(feed, 'close');
    process.kill(await pidOf('relay'), 'SIGKILL');
    await closed;
    await expect.poll(() => status().textContent(), { interval: 20 }).toBe('DISCONNECTED');
    expect(await app.page.getByTestId('book-bid').count()).toBeGreaterThan(0);
    await expect.poll(() => status().textContent()).toBe('CONNECTED');
  });

  test('File → Export writes the events that the relay sent as rows', async () => {
    const folder = join(app.folder, 'export');
    mkdirSync(folder);
    await app.answerDialogs(folder);
    await app.menu('File', 'Export', 'All CSV');
    await expect
      .poll(() => readdirSync(folder).toSorted())
      .toEqual(['performance-summary.csv', 'performance.csv', 'trades.csv']);
    for (const [file, type] of [
      ['trades.csv', 'trade'],
      ['performance.csv', 'position_update'],
    ] as const) {
      await expect.poll(() => readFileSync(join(folder, file), 'utf8').endsWith('\n')).toBe(true);
      const text = readFileSync(join(folder, file), 'utf8');
      const { data } = papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
      const events = seen.filter((event) => event.type === type);
      const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
      expect(events.length).toBeGreaterThan(10);
      expect(data.filter((row) => Number(row['seq']) >= first && Number(row['seq']) <= last)).toEqual(
        events.map(({ type: _, ...fields }) =>
          Object.fromEntries(
            Object.entries(fields).map(([name, value]) => [name, value === null ? '' : String(value)]),
          ),
        ),
      );
    }
  });

  test('File → Export → events.jsonl holds every event, including those that the relay sent', async () => {
    const file = join(app.folder, 'events.jsonl');
    const sent = seen.slice(-500);
    await app.answerDialogs(file);
    await app.menu('File', 'Export', 'events.jsonl');
    await expect.poll(() => existsSync(file)).toBe(true);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.map(({ seq }) => JSON.parse(lines[seq - 1] ?? '{}') as unknown)).toEqual(sent);
    await expect.poll(() => app.page.evaluate(() => window.botpit.exporting())).toBeNull();
  });

  test('the page has no way out: no node, no navigation, no new window', async () => {
    const { page } = app;
    expect(
      await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis)),
    ).toEqual([]);
    const url = page.url();
    await page.evaluate(() => {
      window.open('https://example.com');
      location.href = 'https://example.com/';
    });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(page.url()).toBe(url);
    expect(app.electron.windows()).toHaveLength(1);
    await expect(page.evaluate(() => fetch('https://example.com'))).rejects.toThrow();
  });

  test('quitting leaves no process and no open port behind', async () => {
    const pids = (await app.pit()).processes.map(({ pid }) => pid ?? 0);
    expect(pids.length).toBeGreaterThanOrEqual(6);
    await app.quit();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    for (const port of Object.values(ports)) expect(await isFree(port)).toBe(true);
  });

  test('the app remembers the user’s choices', async () => {
    await app.launch();
    await card('my-collector', 'stopped').waitFor();
    await app.quit();
  });
});

describe.skipIf(noElectron !== undefined)('when a start fails', () => {
  const app = new App();
  afterAll(() => app.end());

  test('a taken port is named, with a remedy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await app.launch(`--orders-port=${port}`);
    await app.page.getByTestId('start').click();
    await app.page.getByText(`port ${port} on 127.0.0.1 is taken`).first().waitFor();
    await app.page.getByTestId('free-ports').click();
    await expect.poll(async () => (await app.pit()).phase).toBe('running');
    expect((await app.pit()).ports?.orders).not.toBe(port);
    await app.quit();
    server.close();
  });
});

test('the monitor contains no code that could send an order', () => {
  const assets = fileURLToPath(new URL('../../out/renderer/assets/', import.meta.url));
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  for (const name of scripts) {
    expect(readFileSync(join(assets, name), 'utf8')).not.toMatch(/place_order|cancel_order|amend_order/);
  }
});
