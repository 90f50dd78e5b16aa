/** Figures that the window shows in two places, in a busy market. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, noElectron } from '../support/app.ts';
import { startScriptedRelay, type ScriptedRelay } from '../support/scripted-relay.ts';

const SAMPLES = 200;

describe.skipIf(noElectron !== undefined)('the header and the order book', () => {
  const app = new App();
  let relay: ScriptedRelay;
  beforeAll(async () => {
    relay = await startScriptedRelay({ stepMs: 10, spreadPairsMax: 20, tradeShare: 0.05 });
    await app.launch();
    await app.page.getByTestId('relay-address').fill(relay.url);
    await app.page.getByTestId('relay-connect').click();
    await app.page.getByTestId('spread-row').waitFor();
  });
  afterAll(async () => {
    await app.end();
    await relay.close();
  });

  test('show the same last price and spread in every frame', async () => {
    const samples = await app.page.evaluate(async (count) => {
      const text = (selector: string) => document.querySelector(selector)?.textContent ?? '';
      const digits = (selector: string) => text(selector).replace(/[^\d.,\u2009\u202f]/g, '');
      const seen: string[][] = [];
      while (seen.length < count) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const header = [digits('[data-testid=last-price]'), digits('.fact-spread .number')].join(' ');
        const book = [digits('.spread-row .last'), digits('.spread-row .spread')].join(' ');
        seen.push([header, book]);
      }
      return seen;
    }, SAMPLES);
    expect(samples.filter(([header, book]) => header !== book)).toEqual([]);
    expect(new Set(samples.map(([header]) => header)).size).toBeGreaterThan(1);
    // Most changes of the spread come without a trade.
    expect(new Set(samples.map(([header]) => header?.split(' ')[1])).size).toBeGreaterThan(1);
  });
});
