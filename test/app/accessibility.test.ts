/** axe-core finds no serious fault in any state of the real app's window. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabState } from '../../src/contract/lab.ts';
import type { PlaybackState } from '../../src/contract/pit-state.ts';
import { LAB_CHANGED, PLAYBACK_CHANGED } from '../../src/preload/channels.ts';
import { DONE_LAB, RUNNING_LAB } from '../support/lab-states.ts';
import { loadAxe, seriousFindings } from '../support/accessibility.ts';
import { App, noElectron } from '../support/app.ts';
import { startScriptedRelay, type RelayOptions, type ScriptedRelay } from '../support/scripted-relay.ts';

if (noElectron !== undefined) console.log(`The tests of accessibility are skipped: ${noElectron}`);

/** In milliseconds: the relay never sends on a timer. */
const BY_HAND = 86_400_000;

describe.skipIf(noElectron !== undefined)('axe-core finds no serious fault', () => {
  const app = new App();
  let relay: ScriptedRelay | undefined;
  let silence: Server | undefined;
  const sockets = new Set<Socket>();

  const find = () => seriousFindings(app.page);
  const press = (id: string) => app.page.getByTestId(id).click();
  const follow = async (url: string) => {
    await app.page.getByTestId('relay-address').fill(url);
    await press('relay-connect');
  };
  const play = async (options: RelayOptions) => {
    await relay?.close();
    relay = await startScriptedRelay({ stepMs: BY_HAND, warmUpSteps: 60, ...options });
    await follow(relay.url);
    await app.page.getByTestId('book-bid').nth(5).waitFor();
  };
  const freshness = (state: string) => app.page.locator(`.app[data-freshness=${state}]`).waitFor();

  const turnClock = (byMs: number) =>
    app.page.evaluate((ms) => {
      const { now } = Date;
      Date.now = () => now() + ms;
    }, byMs);

  /** As the main process does. */
  const report = (channel: string, state: LabState | PlaybackState | null) =>
    app.electron.evaluate(
      ({ BrowserWindow }, [name, news]) => BrowserWindow.getAllWindows()[0]?.webContents.send(name, news),
      [channel, state] as const,
    );

  beforeAll(async () => {
    await app.launch();
    // contrast.test.ts checks the colours of a flash of 150 ms.
    await app.page.emulateMedia({ reducedMotion: 'reduce' });
    await app.page.getByTestId('start').waitFor();
    await loadAxe(app.page);
  });
  afterAll(async () => {
    await app.end();
    await relay?.close();
    for (const socket of sockets) socket.destroy();
    silence?.close();
  });

  test('while the pit is closed, in both themes and palettes', async () => {
    expect(await find()).toEqual([]);
    await press('theme');
    expect(await find()).toEqual([]);
    await press('palette');
    expect(await find()).toEqual([]);
    await press('theme');
    await press('palette');
  });

  test('while it connects', async () => {
    silence = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(silence, 'listening');
    await follow(`ws://127.0.0.1:${(silence.address() as AddressInfo).port}`);
    const status = app.page.getByTestId('connection-status');
    await status.getByText('CONNECTING').waitFor();
    await app.page.getByTestId('own-pit').waitFor();
    expect(await find()).toEqual([]);
    await press('own-pit');
    await status.getByText('CLOSED').waitFor();
  });

  test('with one account, then stale, then disconnected', async () => {
    await play({ accounts: ['alone'] });
    await app.page.getByTestId('account-row').waitFor();
    expect(await find()).toEqual([]);
    await freshness('stale');
    expect(await find()).toEqual([]);
    await relay?.close();
    relay = undefined;
    await freshness('lost');
    expect(await find()).toEqual([]);
  });

  test('a screen reader hears the side of an order and of a trade, which only colour and column show', async () => {
    await play({ epoch: 'sides' });
    while ((await app.page.getByTestId('trade-row').count()) === 0) relay?.step();
    const asks = app.page.locator('[data-testid=book-ask][data-quantity]');
    const level = app.page.getByTestId('book-row').filter({ has: asks });
    await expect.poll(() => level.first().ariaSnapshot()).toMatch(/ask [\d.]+/);
    const side = await app.page.getByTestId('trade-row').first().getAttribute('data-aggressor');
    expect(await app.page.getByTestId('trade-row').first().ariaSnapshot()).toContain(` ${side} `);
  });

  test('with a thousand accounts whose books do not balance, in both themes and palettes', async () => {
    const accounts = Array.from({ length: 1_000 }, (_, index) => `a-name-of-40-characters-and-then-${index}`);
    await play({ accounts, missing: 0.01, warnings: ['Everyone may trade as anyone.'] });
    await app.page.getByTestId('account-row').nth(3).waitFor();
    expect(await find()).toEqual([]);
    await press('theme');
    await press('palette');
    expect(await find()).toEqual([]);
    await press('theme');
    await press('palette');
  });

  test('on each tab, with an account selected', async () => {
    await play({ liquidateAtStep: 65, deposit: 20_000, epoch: 'tabs' });
    for (let step = 0; step < 9; step += 1) relay?.step();
    await app.page.getByTestId('account-row').first().click();
    await app.page.keyboard.press('6');
    await app.page.getByTestId('pnl-account').first().waitFor();
    expect(await find()).toEqual([]);
    await app.page.keyboard.press('7');
    await app.page.getByTestId('liquidation-step').first().waitFor();
    expect(await find()).toEqual([]);
    await press('theme');
    expect(await find()).toEqual([]);
    await press('theme');
    await app.page.keyboard.press('3');
    expect(await find()).toEqual([]);
    await app.page.keyboard.press('Control+l');
    await app.page.getByTestId('board-row').first().waitFor();
    expect(await app.page.locator('.board thead').textContent()).toMatch(
      /Account *Score *Score % *Drawdown %/,
    );
    const cut = app.page
      .locator('.board thead th')
      .evaluateAll(
        (heads) => heads.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length,
      );
    expect(await cut).toBe(0);
    const round = app.page.getByTestId('board-round');
    await round.selectOption('5');
    await turnClock(600_000);
    await app.page.getByTestId('board-report').waitFor();
    await round.focus();
    expect(await find()).toEqual([]);
    await turnClock(-600_000);
    await round.selectOption('');
    await app.page.getByTestId('board-close').click();
  });

  test('with liquidations over the scrubber', async () => {
    const moment = (seconds: number) => ({ time: (Date.now() + seconds * 1_000) * 1_000, seq: 1 });
    const [first, last] = [moment(-600), moment(600)];
    const position = { ...moment(0), first, last, speed: 1, state: 'paused', isPaused: true } as const;
    const url = relay?.url ?? '';
    await report(PLAYBACK_CHANGED, { session: 'monday', isRewind: false, phase: 'open', url, position });
    await app.page.getByTestId('scrubber-liquidation').focus();
    expect(await find()).toEqual([]);
    await report(PLAYBACK_CHANGED, null);
    await app.page.getByTestId('playback-bar').waitFor({ state: 'detached' });
  });

  test('with each dialog and menu open', async () => {
    const { keyboard } = app.page;
    await keyboard.press('h');
    await app.page.getByTestId('heat-scale').waitFor();
    expect(await find()).toEqual([]);
    await keyboard.press('Escape');
    await press('key-map');
    expect(await find()).toEqual([]);
    await keyboard.press('Escape');
    await press('relay-more');
    await app.page.getByTestId('relay-dialog-address').fill('nonsense');
    await press('relay-dialog-connect');
    await app.page.getByTestId('relay-problem').waitFor();
    expect(await find()).toEqual([]);
    await keyboard.press('Escape');
    await keyboard.press('F1');
    await app.page.getByTestId('palette-entry').nth(3).waitFor();
    expect(await find()).toEqual([]);
    await keyboard.press('Escape');
    await keyboard.press('Control+Shift+L');
    await app.page.getByTestId('lab-explanation').waitFor();
    await press('lab-a-params');
    await app.page.getByTestId('lab-a-param-levels').waitFor();
    expect(await find()).toEqual([]);
    await report(LAB_CHANGED, RUNNING_LAB);
    await app.page.getByTestId('lab-progress').waitFor();
    expect(await find()).toEqual([]);
    await report(LAB_CHANGED, DONE_LAB);
    await app.page.getByTestId('lab-figures').waitFor();
    expect(await find()).toEqual([]);
    await app.page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
    expect(await find()).toEqual([]);
    await app.page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
    await keyboard.press('Escape');
    await press('log-button');
    await app.page.getByTestId('log-panel').waitFor();
    await press('account-columns-button');
    await press('params-toggle');
    await press('tape-filter');
    expect(await find()).toEqual([]);
  });

  test('a page with known faults fails the check', async () => {
    await app.page.evaluate(() => {
      const pale = '<p style="position: fixed; inset: 0 auto auto 0; color: #777; background: #888">pale</p>';
      document.body.insertAdjacentHTML('beforeend', `<button></button>${pale}`);
    });
    const findings = await find();
    expect(findings.join('\n')).toMatch(/button-name[^]*color-contrast/);
  });
});
