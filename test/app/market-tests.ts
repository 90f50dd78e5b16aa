/** Tests of order book, trades and chart on a scripted relay, for the app (monitor.test.ts) and a browser. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Instrument } from '../../src/contract/instrument.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import type { Replica } from '../../src/contract/replica.ts';
import { stepLevels } from '../../src/renderer/ladder/ladder-rows.ts';
import { PriceSteps } from '../../src/renderer/ladder/price-steps.ts';
import { formatCompact } from '../../src/renderer/format/numbers.ts';
import type { MonitorWindow } from '../support/monitor-window.ts';
import { startScriptedRelay, type ScriptedRelay } from '../support/scripted-relay.ts';
import { chartTests, type State } from './chart-tests.ts';

/** In milliseconds: the relay never sends on a timer, however long the window takes to join. */
const BY_HAND = 86_400_000;

/** Prices as small and as large as any. */
const TINY: Instrument = { ...DEFAULT_INSTRUMENT, symbol: 'TINY', tickSize: 0.00001, referencePrice: 0.01 };
const HUGE: Instrument = {
  ...DEFAULT_INSTRUMENT,
  symbol: 'HUGE',
  tickSize: 0.00001,
  referencePrice: 10_000_000,
};

/** Exact numbers on screen, grouping, filters. */
export function marketTests(monitor: MonitorWindow): void {
  let relay: ScriptedRelay;

  const state = async () => JSON.parse(await monitor.page.evaluate('botpitReplica()')) as State;
  const marketOf = async () => {
    const { markets } = await state();
    const [market] = markets;
    if (market === undefined) throw new Error('the monitor has no market');
    return market;
  };
  const rows = (side: 'bid' | 'ask') =>
    monitor.page
      .getByTestId(`book-${side}`)
      .evaluateAll((found) =>
        found.map((row) => [
          Number(row.getAttribute('data-price')),
          Number(row.getAttribute('data-quantity')),
        ]),
      );
  /** A relay that plays until the window listens, and then stops. */
  const still = async (options: Parameters<typeof startScriptedRelay>[0]) => {
    const started = await startScriptedRelay({ seed: 11, stepMs: BY_HAND, ...options });
    await monitor.follow(started.url);
    await monitor.page.getByTestId('book-bid').nth(5).waitFor();
    for (let step = 0; step < 60; step += 1) started.step();
    while ((await state()).seq < started.market.seq);
    return started;
  };

  beforeAll(async () => {
    relay = await still({ liquidateAtStep: 12 });
    await monitor.page.getByTestId('trade-row').nth(10).waitFor();
  });
  afterAll(() => relay.close());

  test('the ladder shows the book’s levels, best first from the middle', async () => {
    await expect
      .poll(async () => {
        const { bids, asks } = await marketOf();
        const [shownBids, shownAsks] = [await rows('bid'), (await rows('ask')).toReversed()];
        return [
          shownBids.length > 5,
          JSON.stringify(shownBids) === JSON.stringify(bids.slice(0, shownBids.length)),
          JSON.stringify(shownAsks) === JSON.stringify(asks.slice(0, shownAsks.length)),
        ];
      })
      .toEqual([true, true, true]);
  });

  test('the ladder has a row for each tick, with the volume traded there and the last trade', async () => {
    const { page } = monitor;
    const { trades } = await state();
    const last = trades.at(-1)?.price;
    const sum = trades.filter(({ price }) => price === last).reduce((all, { quantity }) => all + quantity, 0);
    const row = (price: number | undefined) => page.locator(`.book-row[data-price="${price}"]`);
    await expect.poll(() => row(last).getAttribute('data-last')).not.toBeNull();
    expect(await row(last).locator('.volume').textContent()).toBe(formatCompact(sum));
    const prices = await page
      .getByTestId('book-row')
      .evaluateAll((found) => found.map((one) => Number(one.getAttribute('data-price'))));
    const { tickSize } = DEFAULT_INSTRUMENT;
    expect(prices).toEqual(prices.map((_, index) => (prices[0] ?? 0) - index * tickSize));
  });

  test('+ and − group its ticks, the wheel scrolls deeper, C returns', async () => {
    const { page } = monitor;
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('+');
    await expect.poll(() => page.getByTestId('grouping').textContent()).toBe('×10');
    const { bids } = await marketOf();
    const { tickSize, lotSize } = DEFAULT_INSTRUMENT;
    const tens = new PriceSteps(tickSize, 10);
    const grouped = stepLevels(bids, 'bid', tens, lotSize).map(({ step, quantity }) => [
      tens.priceOf(step),
      quantity,
    ]);
    expect(grouped.length).toBeLessThan(bids.length);
    expect(await rows('bid')).toEqual(grouped);
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('-');
    await expect.poll(() => page.getByTestId('grouping').textContent()).toBe('×1');

    await page.getByTestId('book').hover();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => page.getByTestId('book').getAttribute('data-shift')).toBe('-5');
    await page.keyboard.press('c');
    await expect.poll(() => page.getByTestId('book').getAttribute('data-shift')).toBe('0');
    await page.getByTestId('book').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.getByTestId('book').getAttribute('data-shift')).toBe('2');
    await page.getByTestId('recentre').click();
    await expect.poll(() => page.getByTestId('book').getAttribute('data-shift')).toBe('0');
  });

  test('the colours of the depth have a legend, and cut-offs that stay until Automatic', async () => {
    const { page } = monitor;
    const legend = () => page.getByTestId('heat-legend').textContent();
    const usual = await legend();
    await page.keyboard.press('h');
    await page.getByTestId('heat-scale').waitFor();
    await page.getByTestId('heat-high').press('PageUp');
    await page.getByTestId('heat-low').press('PageUp');
    await expect.poll(legend).not.toBe(usual);
    const chosen = await legend();
    await page.keyboard.press('Escape');
    await page.keyboard.press('+');
    await page.keyboard.press('-');
    expect(await legend()).toBe(chosen);
    expect(await page.evaluate(() => localStorage.getItem('botpit-monitor'))).toContain('heatCutoffs');
    await page.getByTestId('heat-legend').click();
    await page.getByTestId('heat-auto').click();
    await expect.poll(legend).toBe(usual);
    await page.keyboard.press('Escape');
  });

  test('the tape filters by account and size, and marks liquidations', async () => {
    const { page } = monitor;
    const { trades } = await state();
    await page.getByTestId('tape-filter').click();
    const shown = () =>
      page
        .getByTestId('trade-row')
        .evaluateAll((found) => found.map((row) => Number(row.getAttribute('data-trade-id'))));
    const expectIds = async (keep: (trade: Replica['trades'][number]) => boolean) => {
      const ids = trades
        .filter(keep)
        .map(({ tradeId }) => tradeId)
        .toReversed();
      expect(ids.length).toBeGreaterThan(0);
      await expect.poll(async () => (await shown()).slice(0, 5)).toEqual(ids.slice(0, 5));
    };
    await page.getByTestId('tape-minQuantity').fill('0.4');
    await expectIds(({ quantity }) => quantity >= 0.4);
    await page.getByTestId('tape-minQuantity').fill('');
    await page.getByTestId('tape-account').fill('maker-2');
    await expectIds(({ buyAccount, sellAccount }) => [buyAccount, sellAccount].includes('maker-2'));
    await page.getByTestId('tape-account').fill('nobody at all');
    await page.getByText(`None of the ${trades.length} newest trades matches the filter`).waitFor();
    await page.getByTestId('tape-filter').click();
    await expectIds(() => true);
    const last = trades.at(-1);
    expect(await page.getByTestId('last-price').textContent()).toBe(
      last?.price.toFixed(1).replace(/\B(?=(?:\d{3})+\.)/, '\u2009'),
    );
    expect(trades.filter(({ liquidation }) => liquidation)).toHaveLength(1);
  });

  chartTests(monitor, { relay: () => relay, state, marketOf });

  test('the arrow keys move from trade to trade, beyond the visible rows', async () => {
    const { page } = monitor;
    for (let step = 0; step < 120; step += 1) relay.step();
    while ((await state()).seq < relay.market.seq);
    const ids = (await state()).trades.map(({ tradeId }) => tradeId).toReversed();
    const focused = () =>
      page.evaluate(() => Number(document.activeElement?.getAttribute('data-trade-id') ?? Number.NaN));
    const steps = 60;
    expect(ids.length).toBeGreaterThan(steps);
    expect(await page.getByTestId('trade-row').count()).toBeLessThan(steps);
    await page.locator('.tape-scroller').focus();
    for (let step = 0; step < steps; step += 1) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(focused).toBe(ids[step]);
    }
    for (let step = steps - 2; step >= 0; step -= 1) {
      await page.keyboard.press('ArrowUp');
      await expect.poll(focused).toBe(ids[step]);
    }
    await expect.poll(() => page.locator('.tape-scroller').evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  });

  test.each([TINY, HUGE])('prices of $symbol are not cut on screen', async (instrument) => {
    const other = await still({ instrument, epoch: instrument.symbol });
    const { bids } = await marketOf();
    const text = monitor.page.locator('.book-row:has([data-testid=book-bid]) .price').first();
    const [whole = '', fraction = ''] = (bids[0]?.[0] ?? 0).toFixed(5).split('.');
    await expect
      .poll(() => text.textContent())
      .toBe(`${whole.replace(/\B(?=(?:\d{3})+$)/g, '\u2009')}.${fraction}`);
    await other.close();
    await monitor.follow(relay.url);
    await monitor.page.getByText('BTC-USD').first().waitFor();
  });
}
