/** What a stranger sees in the first minutes: the start page, the end of a session, and another pit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, noElectron } from '../support/app.ts';
import { startScriptedRelay, type ScriptedRelay } from '../support/scripted-relay.ts';

const LONG = 'a-strategy-with-a-name-that-is-wider-than-the-column-of-the-start-page-has-room-for.js';
/** Ranks that change move the rows. */
const STILL = { stepMs: 86_400_000, warmUpSteps: 60 };
const STRATEGY = `export default class Idle { nextOrder() { return null; } }`;

describe.skipIf(noElectron !== undefined)('the first minutes', () => {
  const app = new App();
  const relays: ScriptedRelay[] = [];
  const byId = (testId: string) => app.page.getByTestId(testId);
  const status = (text: string) => byId('connection-status').getByText(text, { exact: true }).waitFor();
  const notice = () => byId('notice').filter({ hasText: 'is recorded' });
  const selected = () => app.page.locator('[data-testid=account-row][aria-selected=true]');
  const follow = async (url: string) => {
    await byId('relay-address').fill(url);
    await byId('relay-connect').click();
  };

  beforeAll(async () => {
    await app.launch();
    await byId('start-empty').waitFor();
  });
  afterAll(async () => {
    await app.end();
    await Promise.all(relays.map((relay) => relay.close()));
  });

  test('a strategy with a long name has one line on the start page', async () => {
    const strategy = join(app.folder, LONG);
    writeFileSync(strategy, STRATEGY);
    await app.page.evaluate(
      (path) => window.botpit.addBots({ strategy: path, name: 'idle', count: 1, params: {} }),
      strategy,
    );
    const button = app.page.locator('.start-screen button').filter({ hasText: LONG });
    await button.waitFor();
    expect(await button.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
  });

  test('a closed session is replayed and continued from the notice about it', async () => {
    await byId('start-empty').click();
    await status('CONNECTED');
    await byId('account-row').first().waitFor();
    expect(await notice().count()).toBe(0);
    await byId('stop').click();
    await status('CLOSED');
    await notice().getByRole('button', { name: 'Replay' }).click();
    await byId('playback-bar').waitFor();
    const started = await byId('playback-session').textContent();
    await notice().waitFor({ state: 'detached' });
    expect(started).toMatch(/^\d\d [A-Z][a-z]+, \d\d:\d\d$/);
    await byId('playback-close').click();
    await notice().waitFor();
    const latency = app.page.locator('.status-bar .figure').filter({ hasText: 'latency' });
    await expect.poll(() => latency.textContent()).toContain('–');
    await notice().getByRole('button', { name: 'Continue' }).click();
    await app.page.locator('.app[data-freshness=live]').waitFor();
    expect(await notice().count()).toBe(0);
    await byId('stop').click();
    await status('CLOSED');
    await notice().getByRole('button', { name: 'Dismiss' }).click();
    await notice().waitFor({ state: 'detached' });
  });

  test('the selected account stays through a lost connection, and not in another pit', async () => {
    const accounts = ['maker-1', 'taker'];
    for (const epoch of ['one', 'two']) relays.push(await startScriptedRelay({ ...STILL, accounts, epoch }));
    const [one, two] = relays as [ScriptedRelay, ScriptedRelay];
    await follow(one.url);
    const row = app.page.locator('[data-testid=account-row][data-account=taker]');
    await row.click();
    await expect.poll(() => selected().getAttribute('data-account')).toBe('taker');
    one.drop();
    await status('DISCONNECTED');
    await status('CONNECTED');
    await expect.poll(() => selected().getAttribute('data-account')).toBe('taker');
    await follow(two.url);
    await expect.poll(() => app.page.evaluate('JSON.parse(botpitReplica()).status.epoch')).toBe('two');
    await expect.poll(() => selected().count()).toBe(0);
  });

  test('the arrow of the sorted rank covers no heading', async () => {
    const arrow = await app.page.locator('[role=columnheader][data-column=rank] svg').boundingBox();
    const next = await app.page.locator('[role=columnheader][data-column=account] button').boundingBox();
    const table = await app.page.locator('.table-scroller').boundingBox();
    expect(arrow?.x).toBeGreaterThanOrEqual(table?.x ?? Infinity);
    expect((arrow?.x ?? 0) + (arrow?.width ?? 0)).toBeLessThan((next?.x ?? 0) - 3);
  });
});
