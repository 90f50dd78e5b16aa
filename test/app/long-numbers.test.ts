/** Long numbers in the smallest window: one that is cut off, or covered by its neighbour, reads as another number. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { PIT_CHANGED } from '../../src/preload/channels.ts';
import { App, noElectron } from '../support/app.ts';
import { startScriptedRelay, type ScriptedRelay } from '../support/scripted-relay.ts';

if (noElectron !== undefined) console.log(`The tests of long numbers are skipped: ${noElectron}`);

const BY_HAND = 86_400_000;
const INSTRUMENT = {
  ...DEFAULT_INSTRUMENT,
  symbol: 'TOKEN-PERPETUAL-USDT',
  tickSize: 0.000_000_01,
  lotSize: 1_000_000,
  referencePrice: 0.000_123_45,
};

describe.skipIf(noElectron !== undefined)('of an instrument with small prices and large quantities', () => {
  const app = new App();
  let relay: ScriptedRelay;
  beforeAll(async () => {
    relay = await startScriptedRelay({ instrument: INSTRUMENT, stepMs: BY_HAND, warmUpSteps: 60 });
    await app.launch();
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 640),
    );
    await app.page.getByTestId('relay-address').fill(relay.url);
    await app.page.getByTestId('relay-connect').click();
    await app.page.getByTestId('book-bid').first().waitFor();
    while ((await app.page.getByTestId('trade-row').count()) < 5) relay.step();
  });
  afterAll(async () => {
    await app.end();
    await relay.close();
  });

  /** Texts of the elements that are wider than their boxes. */
  const cut = (selector: string) =>
    app.page
      .locator(selector)
      .evaluateAll((elements) =>
        elements
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(({ textContent }) => textContent),
      );

  test.each(['.book-row .size', '.book-row .price', '.tape-row .size', '.tape-row .price'])(
    '%s shows whole numbers',
    async (selector) => {
      expect(await app.page.locator(selector).count()).toBeGreaterThan(4);
      await expect.poll(() => cut(selector)).toEqual([]);
    },
  );

  test('the lines of busy bots, and the headings of their groups, show whole figures', async () => {
    const state = await app.pit();
    const stats = { ordersPerSecond: 123_456, fills: 123_456_789, rejects: 1_234_567, rejectsByCode: {} };
    const bots = Array.from({ length: 9 }, (_, index) => {
      const strategy = index < 6 ? 'maker' : 'a-strategy-with-a-name-wider-than-the-list.ts';
      return { name: `bot-${index}`, kind: 'bot', phase: 'running', restarts: 0, log: [], strategy, stats };
    });
    await app.electron.evaluate(
      ({ BrowserWindow }, [channel, pit]) => BrowserWindow.getAllWindows()[0]?.webContents.send(channel, pit),
      [PIT_CHANGED, { ...state, processes: bots }] as const,
    );
    await app.page.getByTestId('group-figures').nth(1).waitFor();
    expect(await app.page.locator('.line-figures > span').count()).toBeGreaterThan(30);
    expect(await cut('.line-figures > span, .processes')).toEqual([]);
    const count = await app.page.locator('.group-head .count').last().boundingBox();
    const figures = await app.page.getByTestId('group-figures').last().boundingBox();
    expect((figures?.x ?? 0) - (count?.x ?? 0) - (count?.width ?? 0)).toBeGreaterThanOrEqual(6);
  });

  test('the top bar shows a figure whole or not at all', async () => {
    const covered = await app.page.evaluate(() => {
      const summary = document.querySelector('.market-summary')?.getBoundingClientRect();
      return [...document.querySelectorAll('.market-summary > *')].filter((figure) => {
        const { top, right } = figure.getBoundingClientRect();
        return summary !== undefined && top < summary.bottom && right > summary.right + 1;
      }).length;
    });
    expect(covered).toBe(0);
    expect(await app.page.locator('.symbol').evaluate(({ clientHeight }) => clientHeight)).toBeLessThan(24);
  });
});
