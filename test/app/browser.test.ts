/** The monitor from a headless pit's web server, in Electron's Chromium without the app. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { appCommand, electronRuntime } from '../../tools/electron/runtime.ts';
import { noElectron } from '../support/app.ts';
import { Bench } from '../support/workers.ts';

const BROWSER = fileURLToPath(new URL('../support/browser', import.meta.url));

describe.skipIf(noElectron !== undefined)('a browser', () => {
  const bench = new Bench();
  let browser: ElectronApplication | undefined;
  afterAll(async () => {
    await browser?.close();
    await bench.end();
  });

  test('shows the market of a headless pit with a token, without the controls of a pit', async () => {
    const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0', '--http-port=0'];
    const tokens = ['--host=0.0.0.0', '--token=open sesame', '--watch-token=only to watch'];
    const pit = bench.worker('headless', ...ports, ...tokens, `--data-dir=${join(bench.folder, 'session')}`);
    const { http = 0 } = await pit.ready();
    const page = await open(`http://127.0.0.1:${http}/?token=${encodeURIComponent('only to watch')}`);
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
    await page.keyboard.press('Control+l');
    await page.getByTestId('board-row').first().waitFor();
    await expect
      .poll(() => page.locator('.board-join img').evaluate((code: HTMLImageElement) => code.naturalWidth))
      .toBeGreaterThan(0);
    if (folder !== undefined) await page.screenshot({ path: join(folder, 'board-browser.png') });
    await page.keyboard.press('Control+l');
    await resize(390, 844);
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

  async function resize(width: number, height: number): Promise<void> {
    await browser?.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
  }

  async function open(address: string): Promise<Page> {
    const { executablePath, args } = appCommand(await electronRuntime({ log: () => {} }), BROWSER);
    const profile = `--user-data-dir=${join(bench.folder, 'profile')}`;
    const env = { ...process.env, BROWSER_ADDRESS: address } as Record<string, string>;
    browser = await _electron.launch({ executablePath, args: [...args, profile], env, timeout: 60_000 });
    return browser.firstWindow();
  }
});
