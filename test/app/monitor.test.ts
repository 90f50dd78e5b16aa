/** The monitor in the real app, on a scripted relay: its panels, and the relay dialog. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, noElectron } from '../support/app.ts';
import { appWindow } from '../support/monitor-window.ts';
import { freePort } from '../support/ports.ts';
import { startScriptedRelay } from '../support/scripted-relay.ts';
import { marketTests } from './market-tests.ts';
import { panelTests } from './panel-tests.ts';

if (noElectron !== undefined) console.log(`The tests of the monitor are skipped: ${noElectron}`);

describe.skipIf(noElectron !== undefined)('the monitor', () => {
  const app = new App();
  beforeAll(() => app.launch());
  afterAll(() => app.end());

  marketTests(appWindow(app));

  describe('the panels below the chart', () => {
    panelTests(appWindow(app));
  });

  test('the field keeps a typed address while the user is in another window', async () => {
    const field = app.page.getByTestId('relay-address');
    await field.fill('ws://half');
    // As the browser reports it: the field stays the active element.
    await field.evaluate((input) => input.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
    expect(await field.inputValue()).toBe('ws://half');
    await field.blur();
    await expect.poll(() => field.inputValue()).not.toBe('ws://half');
  });

  describe('the relay dialog', () => {
    const problem = () => app.page.getByTestId('relay-problem').textContent();
    const attempt = async (address: string, token = '') => {
      await app.page.getByTestId('relay-dialog-address').fill(address);
      await app.page.getByTestId('relay-dialog-token').fill(token);
      await app.page.getByTestId('relay-dialog-connect').click();
    };

    test('shows the reason why a relay cannot be followed', async () => {
      await app.page.getByTestId('relay-more').click();
      const port = await freePort();
      await attempt('nonsense');
      await expect.poll(problem).toMatch('is not a relay address');
      await attempt(`ws://127.0.0.1:${port}`);
      await expect.poll(problem).toMatch(`Nothing listens at 127.0.0.1:${port}`);
      const server = createServer().on('upgrade', (_request, socket) =>
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n'),
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await attempt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, 'wrong');
      await expect.poll(problem).toMatch('requires a valid token');
      expect(await app.page.locator('body').textContent()).not.toContain('wrong&');
      server.close();
    });

    test('follows a relay that answers, remembers it, and never shows its token', async () => {
      const relay = await startScriptedRelay();
      await attempt(relay.url, 'a-long-secret');
      await expect.poll(() => app.page.getByTestId('relay-dialog').count()).toBe(0);
      await expect.poll(() => app.page.getByTestId('connection-status').textContent()).toBe('CONNECTED');
      const field = app.page.getByTestId('relay-address');
      await field.focus();
      expect(await field.inputValue()).toBe(relay.url);
      expect(await app.page.evaluate(() => document.documentElement.outerHTML)).not.toContain(
        'a-long-secret',
      );
      await app.page.getByTestId('relay-more').click();
      await expect.poll(() => app.page.getByTestId('recent-relay').first().textContent()).toBe(relay.url);
      await app.page.keyboard.press('Escape');
      await relay.close();
    });
  });
});
