/** An event is rendered by the panels that show it and by no others. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { MarketEvent } from '../../src/contract/events.ts';
import { App, noElectron } from '../support/app.ts';
import { listenToRenders, takeRenderCounts } from '../support/render-counts.ts';
import { ScriptedMarket } from '../support/scripted-market.ts';

if (noElectron !== undefined) console.log(`The tests of renders are skipped: ${noElectron}`);

const SYMBOL = 'BTC-USD';
const FRAMES_AFTER = 4;
const MARKET_PANELS = ['panel-ladder', 'panel-tape', 'panel-accounts'] as const;

type Draft = MarketEvent extends infer Event
  ? Event extends MarketEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never;

const trade: Draft = {
  type: 'trade',
  symbol: SYMBOL,
  tradeId: 900_000,
  price: 50_003,
  quantity: 0.123,
  aggressor: 'buy',
  buyAccount: 'taker',
  sellAccount: 'maker-1',
  buyOrderId: 1,
  sellOrderId: 2,
  liquidation: false,
};
const book = (price: number, quantity = 0.777): Draft => ({
  type: 'book_update',
  symbol: SYMBOL,
  snapshot: false,
  bids: [[price, quantity]],
  asks: [],
});

describe.skipIf(noElectron !== undefined)('an event', () => {
  const app = new App();
  const market = new ScriptedMarket({ seed: 3 });
  let server: WebSocketServer;
  let seq = 0;

  const send = (events: readonly MarketEvent[]) => {
    seq = events.at(-1)?.seq ?? seq;
    for (const client of server.clients) client.send(JSON.stringify(events));
  };
  const seen = async () => (JSON.parse(await app.page.evaluate('botpitReplica()')) as { seq: number }).seq;
  const frames = (count: number) =>
    app.page.evaluate(async (left) => {
      for (let frame = 0; frame < left; frame += 1) await new Promise(requestAnimationFrame);
    }, count);
  /** Everything is on screen, including parts that are drawn only a few times a second. */
  const settle = async () => {
    await expect.poll(seen).toBe(seq);
    await frames(FRAMES_AFTER);
    await expect
      .poll(async () => {
        const counts = await takeRenderCounts(app.page);
        await frames(FRAMES_AFTER);
        return MARKET_PANELS.every((panel) => counts[panel] === undefined);
      })
      .toBe(true);
    await takeRenderCounts(app.page);
  };

  beforeAll(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    server.on('connection', () => send(market.checkpoint()));
    await app.launch();
    await listenToRenders(app.page);
    await app.page
      .getByTestId('relay-address')
      .fill(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await app.page.getByTestId('relay-connect').click();
    await app.page.getByTestId('account-row').first().waitFor();
    send([{ ...trade, tradeId: 899_999, seq: seq + 1, time: 1 }]);
    await app.page.getByTestId('trade-row').first().waitFor();
  });
  afterAll(async () => {
    await app.end();
    server.close();
  });

  const position = (): Draft => {
    const found = market.checkpoint().find((event) => event.type === 'position_update');
    if (found === undefined) throw new Error('the market has no account');
    return { ...found, equity: found.equity + 1 };
  };

  test.each([
    ['a mark price', () => ({ type: 'mark_price', symbol: SYMBOL, price: 50_123 }) as const, []],
    ['a level of the book', () => book(49_900), ['panel-ladder']],
    ['a trade', () => trade, ['panel-ladder', 'panel-tape']],
    ['a position', position, ['panel-accounts']],
  ])('%s renders only the panels that show it', async (_, draft, panels) => {
    await settle();
    send([{ ...(draft() as MarketEvent), seq: seq + 1, time: 2 }]);
    await expect.poll(seen).toBe(seq);
    const rendered = new Set<string>();
    await expect
      .poll(async () => {
        const counts = await takeRenderCounts(app.page);
        for (const panel of MARKET_PANELS) if (counts[panel] !== undefined) rendered.add(panel);
        await frames(FRAMES_AFTER);
        return panels.every((panel) => rendered.has(panel));
      })
      .toBe(true);
    await settle();
    expect([...rendered].toSorted()).toEqual([...panels].toSorted());
  });

  test('that changes one level renders one row of the ladder', async () => {
    await settle();
    const first = await app.page.getByTestId('book-bid').first().getAttribute('data-price');
    // The largest quantity stays, because all bars are relative to it.
    send([{ ...(book(Number(first), 0.111) as MarketEvent), seq: seq + 1, time: 3 }]);
    await expect
      .poll(() => app.page.getByTestId('book-bid').first().getAttribute('data-quantity'))
      .toBe('0.111');
    const counts = await takeRenderCounts(app.page);
    const rows = await app.page.locator('.book-row').count();
    expect(rows).toBeGreaterThan(10);
    expect(counts['panel-ladder']).toBeLessThan(rows);
  });
});
