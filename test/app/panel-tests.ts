/** Tests of the accounts, PnL and liquidations panels and the books badge, for the app (monitor.test.ts) and a browser. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseFrame } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { netPnl } from '../../src/contract/score.ts';
import { ACCOUNT_COLUMNS } from '../../src/renderer/accounts/account-rows.ts';
import { formatMoney, formatPosition, formatSignedMoney } from '../../src/renderer/format/numbers.ts';
import type { MonitorWindow } from '../support/monitor-window.ts';
import { startScriptedRelay, type RelayOptions, type ScriptedRelay } from '../support/scripted-relay.ts';

const SYMBOL = 'BTC-USD';
/** In milliseconds: it never sends on a timer. */
const BY_HAND = 86_400_000;
/** Largest distance of a menu from its button. */
const MENU_PX_MAX = 8;
/** Height of a panel's header: one line of text. */
const HEAD_PX = 27;

/** Compares the panels with a replica of the same stream. Each test has a window without a past. */
export function panelTests(monitor: MonitorWindow): void {
  let relay: ScriptedRelay;
  let replica: Replica;
  let reader: WebSocket;

  afterEach(async () => {
    reader.terminate();
    await relay.close();
  });

  const open = async (options: RelayOptions = {}) => {
    relay = await startScriptedRelay({ stepMs: BY_HAND, warmUpSteps: 60, ...options });
    await monitor.renew();
    await monitor.follow(relay.url);
    await monitor.page.getByTestId('account-row').first().waitFor();
    replica = new Replica();
    reader = new WebSocket(relay.url);
    reader.on('message', (data: Buffer) => replica.apply(parseFrame(data.toString())));
    await once(reader, 'message');
  };
  const cell = (account: string, column: string) =>
    monitor.page.locator(`[data-testid=account-row][data-account="${account}"] [data-column=${column}]`);
  /** Distance between the nearest corners of a menu and its button, in pixels. */
  const distanceOf = async (id: string) => {
    const button = await monitor.page.getByTestId(`${id}-button`).boundingBox();
    const menu = await monitor.page.locator(`#${id}`).boundingBox();
    if (button === null || menu === null) return Infinity;
    const below = Math.abs(menu.y - (button.y + button.height));
    const above = Math.abs(menu.y + menu.height - button.y);
    return Math.max(Math.min(below, above), Math.abs(menu.x + menu.width - (button.x + button.width)));
  };
  const expectRow = async (account: string) => {
    const held = replica.positions.get(account);
    const position = held?.get(SYMBOL);
    await expect
      .poll(() => cell(account, 'position').textContent())
      .toBe(formatPosition(position?.quantity, replica.markets.get(SYMBOL)?.instrument.lotSize ?? 1));
    await expect.poll(() => cell(account, 'equity').textContent()).toBe(formatMoney(position?.equity));
    await expect
      .poll(() => cell(account, 'netPnl').textContent())
      .toBe(formatSignedMoney(netPnl(held ?? new Map())));
  };

  test('show the replica’s numbers, a liquidation’s steps, and books that balance', async () => {
    await open({ liquidateAtStep: 65 });
    const { page } = monitor;
    for (let step = 0; step < 9; step += 1) relay.step();
    await expect.poll(() => replica.liquidations.length).toBeGreaterThan(0);
    for (const account of relay.market.accounts) await expectRow(account);
    expect(await page.getByTestId('books-badge').textContent()).toContain('the books balance');
    const title = await page.getByTestId('books-badge').getAttribute('title');
    expect(title).toContain(`+ fees collected ${(replica.status?.feesCollected ?? 0).toFixed(6)}`);

    await page.keyboard.press('6');
    await expect.poll(() => page.getByTestId('pnl-account').count()).toBe(relay.market.accounts.length);
    const first = page.locator('[data-testid=pnl-account] .number').first();
    const best = Math.max(...[...replica.positions.values()].map((held) => netPnl(held)));
    await expect.poll(() => first.textContent()).toBe(formatSignedMoney(best));

    const [chart, panel] = await Promise.all(
      ['.lines-chart', '#panel-accounts'].map((box) => page.locator(box).boundingBox()),
    );
    expect(chart?.y).toBeGreaterThanOrEqual(panel?.y ?? Infinity);
    expect(chart?.height).toBeLessThanOrEqual(panel?.height ?? 0);

    await page.keyboard.press('7');
    const steps = page.getByTestId('liquidation-step');
    await expect.poll(() => steps.count()).toBe(replica.liquidations.length);
    expect(await steps.nth(5).textContent()).toContain(`= ${formatSignedMoney(-12.5)}`);
    expect(await page.getByTestId('fund').textContent()).toBe(formatMoney(replica.status?.insuranceFund));
  });

  test('a thousand accounts, a filter, the keyboard, and a stream whose money does not add up', async () => {
    const accounts = Array.from({ length: 1_000 }, (_, index) =>
      `an-account-with-a-name-of-32-ch-${index}`.slice(-32),
    );
    await open({ accounts, missing: 0.01 });
    const { page } = monitor;
    await expect.poll(() => page.getByTestId('books-badge').getAttribute('data-state')).toBe('failed');
    expect(await page.getByTestId('books-badge').textContent()).toContain('off by −0.010000');
    const grid = page.locator('#accounts-grid');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1001');
    expect(await page.getByTestId('account-row').count()).toBeLessThan(100);
    await page.setViewportSize({ width: 1_024, height: 768 });
    for (const tab of await page.getByRole('tab').all())
      expect(await tab.evaluate(({ scrollHeight }) => scrollHeight)).toBeLessThanOrEqual(HEAD_PX);

    await page.keyboard.press('3');
    await page.keyboard.press('f');
    await page.keyboard.type('-777');
    await expect.poll(() => page.getByTestId('account-row').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('account-row').getAttribute('aria-selected')).toBe('true');
  });

  test('a click selects the account at pointer down, even if ranks change before pointer up', async () => {
    await open();
    const { page } = monitor;
    const names = () =>
      page
        .getByTestId('account-row')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-account') ?? ''));
    const [pressed] = await names();
    const box = await page.getByTestId('account-row').first().boundingBox();
    await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 10);
    await page.mouse.down();
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('[role=columnheader][data-column=rank] button')?.click();
    });
    await expect.poll(async () => (await names())[0]).not.toBe(pressed);
    await page.mouse.up();
    await expect
      .poll(() => page.locator('[data-testid=account-row][aria-selected=true]').getAttribute('data-account'))
      .toBe(pressed);
  });

  test('hidden columns are one click or key away, beside the names', async () => {
    await open();
    const { page } = monitor;
    const shown = () =>
      page
        .locator('#accounts-grid [role=columnheader]')
        .evaluateAll((heads) => heads.map((head) => head.getAttribute('data-column') ?? ''));
    const first = await shown();
    expect(first.length).toBeLessThan(ACCOUNT_COLUMNS.length);
    expect(await page.getByTestId('columns-shown').textContent()).toBe(
      `${first.length} of ${ACCOUNT_COLUMNS.length}`,
    );
    const seen = new Set(first);
    const more = page.getByTestId('columns-after');
    while (await more.isEnabled()) {
      const before = await shown();
      await more.click();
      await expect.poll(shown).not.toEqual(before);
      const now = await shown();
      expect(now.slice(0, 2)).toEqual(['rank', 'account']);
      for (const column of now) seen.add(column);
    }
    expect(seen.size).toBe(ACCOUNT_COLUMNS.length);

    const last = await shown();
    const account = relay.market.accounts[0] ?? '';
    const drawn = page.locator('#accounts-grid').getByRole('columnheader');
    expect(Number(await drawn.last().getAttribute('aria-colindex'))).toBe(ACCOUNT_COLUMNS.length);
    await page.locator('#accounts-grid').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await shown()).at(-1)).not.toBe(last.at(-1));
    while ((await shown())[2] !== first[2]) await page.keyboard.press('ArrowLeft');
    expect(await shown()).toEqual(first);
    await expectRow(account);
    await page.locator('#accounts-grid').hover();
    await page.mouse.wheel(10_000, 0);
    await expect.poll(shown).toEqual(last);
  });

  test('menus open at their buttons, and the layout can be reset', async () => {
    await open();
    const { page } = monitor;
    for (const id of ['account-columns', 'chart-menu', 'draw-menu']) {
      await page.getByTestId(`${id}-button`).click();
      await expect.poll(() => distanceOf(id)).toBeLessThan(MENU_PX_MAX);
      await page.keyboard.press('Escape');
    }
    const height = async () => (await page.locator('#panel-accounts').boundingBox())?.height ?? 0;
    const before = await height();
    await page.getByLabel('Fold Accounts').click();
    await expect.poll(height).toBeLessThan(before / 2);
    await monitor.command('View', 'Reset Layout');
    await expect.poll(height).toBe(before);
  });
}
