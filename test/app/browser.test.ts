/** The monitor from the web server of a headless pit, in Chromium. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noElectron } from '../support/app.ts';
import { Browser } from '../support/browser.ts';
import { Bench } from '../support/workers.ts';
import { marketTests } from './market-tests.ts';
import { panelTests } from './panel-tests.ts';

describe.skipIf(noElectron !== undefined)('a browser', () => {
  const bench = new Bench();
  const browser = new Browser();
  beforeAll(() => browser.launch());
  afterAll(async () => {
    await browser.end();
    await bench.end();
  });

  test('shows the market of a headless pit with a token, without the controls of a pit', async () => {
    const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0', '--http-port=0'];
    const tokens = ['--host=0.0.0.0', '--token=open sesame', '--watch-token=only to watch'];
    const pit = bench.worker('headless', ...ports, ...tokens, `--data-dir=${join(bench.folder, 'session')}`);
    const { http = 0 } = await pit.ready();
    const { page } = browser;
    await page.goto(`http://127.0.0.1:${http}/?token=${encodeURIComponent('only to watch')}`);
    await expect.poll(() => page.getByTestId('connection-status').textContent()).toBe('CONNECTED');
    await expect.poll(() => page.getByTestId('spread-row').textContent()).toMatch(/\d/);
    expect(await page.getByRole('button', { name: /start/i }).count()).toBe(0);
    expect(await page.getByTestId('relay-address').count()).toBe(0);
    expect(await page.evaluate(() => 'botpit' in window)).toBe(false);
    const { SCREENSHOTS: folder } = process.env;
    if (folder !== undefined) await page.screenshot({ path: join(folder, 'browser.png') });
    await page.getByTestId('trade-row').first().click();
    await page.getByTestId('explain-conflated').waitFor();
    await page.keyboard.press('Escape');
    // Signs on the chart.
    await expect.poll(() => page.evaluate('botpitBots()')).toContain('"name":"maker","what":"joined"');
    await page.keyboard.press('Control+l');
    await page.getByTestId('board-row').first().waitFor();
    await expect
      .poll(() => page.locator('.board-join img').evaluate((code: HTMLImageElement) => code.naturalWidth))
      .toBeGreaterThan(0);
    if (folder !== undefined) await page.screenshot({ path: join(folder, 'board-browser.png') });
    await page.keyboard.press('Control+l');
    await browser.resize(390, 844);
    await page.getByTestId('phone-row').first().waitFor();
    await page.getByTestId('own-account').selectOption('maker');
    const sight = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      cut: [...document.querySelectorAll<HTMLElement>('.phone .number, .top-bar .number, .top-bar time')]
        .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0)
        .map((cell) => cell.textContent),
      beyond: [...document.querySelectorAll('body *')]
        .filter((element) => {
          const { top, right, width } = element.getBoundingClientRect();
          return width > 1 && (right > innerWidth + 1 || top < 0);
        })
        .map(({ className }) => className),
      overlaps: [...document.querySelectorAll('.top-bar .fact, .top-bar time, .top-bar .symbol, .last-price')]
        .map((element) => element.getBoundingClientRect())
        .filter((one, index, all) =>
          all.some(
            (other, at) =>
              at > index &&
              one.left < other.right &&
              other.left < one.right &&
              one.top < other.bottom &&
              other.top < one.bottom,
          ),
        ).length,
    }));
    expect(sight).toEqual({ width: 390, cut: [], beyond: [], overlaps: 0 });
    await expect.poll(() => page.locator('.phone-own dl').textContent()).toMatch(/PnL[+−]?\d/);
    if (folder !== undefined) await page.screenshot({ path: join(folder, 'phone.png') });
    expect(await pit.stop()).toBe(0);
    await expect.poll(() => page.getByTestId('connection-status').textContent()).toBe('DISCONNECTED');
  });

  describe('shows the same market as the app', () => {
    beforeAll(() => browser.renew());
    marketTests(browser);
  });

  describe('has the same panels below the chart', () => {
    panelTests(browser);
  });
});
