/** A pit with two instruments in the real app: every panel shows the chosen one, and the pit's own figures stay. */
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { MarketEvent } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { barText } from '../../src/renderer/chart/bar-text.ts';
import { formatCount, formatMoney, formatPosition, formatPrice } from '../../src/renderer/format/numbers.ts';
import { App, noElectron } from '../support/app.ts';

if (noElectron !== undefined) console.log(`The tests of instruments are skipped: ${noElectron}`);

type Draft = MarketEvent extends infer Event
  ? Event extends MarketEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never;

const COARSE = { ...DEFAULT_INSTRUMENT, symbol: 'AAA', referencePrice: 100 };
const FINE = {
  ...DEFAULT_INSTRUMENT,
  symbol: 'BBB-LONG-NAME',
  tickSize: 0.001,
  lotSize: 0.1,
  referencePrice: 7,
};
const INSTRUMENTS = [COARSE, FINE];
const FUND = 12_345.67;
const FEES = 89.01;

/** Of an instrument whose prices all follow from its reference price. */
function eventsOf({ symbol, referencePrice, tickSize }: typeof COARSE, index: number): readonly Draft[] {
  const at = (ticks: number) => Number((referencePrice + ticks * tickSize).toFixed(3));
  return [
    {
      type: 'book_update',
      symbol,
      snapshot: true,
      bids: [
        [at(-1), 0.5],
        [at(-2), 1.5],
      ],
      asks: [
        [at(1), 0.7],
        [at(3), 2.1],
      ],
    },
    { type: 'mark_price', symbol, price: at(0) },
    {
      type: 'trade',
      symbol,
      tradeId: 70 + index,
      price: at(1),
      quantity: 0.3,
      aggressor: 'buy',
      buyAccount: 'ann',
      sellAccount: 'bob',
      buyOrderId: 1,
      sellOrderId: 2,
      liquidation: false,
    },
    {
      type: 'position_update',
      account: 'ann',
      symbol,
      quantity: 0.3 + index,
      averageEntryPrice: at(1),
      markPrice: at(0),
      realizedPnl: 0,
      unrealizedPnl: 0,
      feesPaid: 0,
      balance: 1_000,
      equity: 1_000,
      initialMargin: 0,
      maintenanceMargin: 0,
      liquidationPrice: null,
      bankruptcyPrice: null,
    },
  ];
}

function checkpoint(): readonly MarketEvent[] {
  const drafts: readonly Draft[] = [
    {
      type: 'exchange_status',
      epoch: 'two',
      protocol: 1,
      state: 'running',
      instruments: INSTRUMENTS,
      insuranceFund: FUND,
      feesCollected: FEES,
      checkpointMs: 1_000,
    },
    ...INSTRUMENTS.flatMap(eventsOf),
  ];
  const time = Date.now() * 1_000;
  return drafts.map((draft, index) => ({ ...draft, seq: index + 1, time }));
}

describe.skipIf(noElectron !== undefined)('of two instruments', () => {
  const app = new App();
  let server: WebSocketServer;

  beforeAll(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (client) => client.send(JSON.stringify(checkpoint())));
    await app.launch();
    const { port } = server.address() as AddressInfo;
    await app.page.getByTestId('relay-address').fill(`ws://127.0.0.1:${port}`);
    await app.page.getByTestId('relay-connect').click();
    await app.page.getByTestId('symbol-select').waitFor();
  });
  afterAll(async () => {
    await app.end();
    server.close();
  });

  const text = (selector: string) => app.page.locator(selector).first().textContent();

  test.each([
    ['the first is shown at once', COARSE, 0, null],
    ['] shows the second', FINE, 1, ']'],
    ['[ goes back', COARSE, 0, '['],
  ] as const)('%s, in every panel', async (_, instrument, index, key) => {
    const { symbol, tickSize, lotSize } = instrument;
    const [book, , trade] = eventsOf(instrument, index);
    if (book?.type !== 'book_update' || trade?.type !== 'trade') throw new Error('no book, or no trade');
    if (key !== null) await app.page.keyboard.press(key);
    await expect.poll(() => app.page.getByTestId('symbol-select').inputValue()).toBe(symbol);
    await expect
      .poll(() =>
        app.page
          .getByTestId('book-bid')
          .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-price')))),
      )
      .toEqual(book.bids.map(([price]) => price));
    await expect.poll(() => text('[data-testid=trade-row] .price')).toBe(formatPrice(trade.price, tickSize));
    // Halfway between the best prices.
    const mid = instrument.referencePrice;
    const bar = { time: 0, open: mid, high: mid, low: mid, close: mid };
    await expect
      .poll(() => text('[data-testid=chart-legend]'))
      .toBe(barText({ ...bar, volume: trade.quantity }, { ...instrument, tickSize: tickSize / 2 }));
    await expect
      .poll(() => text('[data-account=ann] [data-column=position]'))
      .toBe(formatPosition(0.3 + index, lotSize));
    await expect.poll(() => text('[data-testid=account-groups]')).toContain(symbol);
  });

  test('a long name stays on its line above a narrow column', async () => {
    await app.page.keyboard.press(']');
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 640),
    );
    const group = app.page.locator('[data-testid=account-groups] > [title^=Only]');
    await expect.poll(() => group.getAttribute('aria-colspan')).toBe('1');
    expect(await group.textContent()).toBe(FINE.symbol);
    const twoLines = 30;
    expect(await group.evaluate((element) => element.scrollHeight)).toBeLessThan(twoLines);
    await app.page.keyboard.press('[');
  });

  test('a new bot may choose between them', async () => {
    const options = app.page.locator('[data-testid=bot-symbol] option');
    await expect.poll(() => options.allTextContents()).toEqual(['AAA (the first)', FINE.symbol]);
  });

  test('the status bar shows the money of the exchange and the state of the stream', async () => {
    const figures = await text('#panel-status');
    expect(figures).toContain(`${formatMoney(FUND)} insurance fund`);
    expect(figures).toContain(`${formatMoney(FEES)} fees`);
    expect(figures).toContain(`${formatCount(0)} gaps repaired`);
    expect(figures).toContain('deposits unknown');
  });
});
