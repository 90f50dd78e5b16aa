/** A session of the real app: saved as a file, opened from it, and continued. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bar } from '../../src/contract/bars.ts';
import type { Liquidation, Trade } from '../../src/contract/events.ts';
import { App, noElectron } from '../support/app.ts';

/** Whatever the order of the fields; volumes are sums of decimals. */
function described(one: Trade | Liquidation | Bar): string {
  const plain = 'volume' in one ? { ...one, volume: Number(one.volume.toPrecision(12)) } : one;
  return JSON.stringify(Object.entries(plain).toSorted(([name], [other]) => (name < other ? -1 : 1)));
}

describe.skipIf(noElectron !== undefined)('a session', () => {
  const app = new App();
  const file = join(app.folder, 'lesson one.botpit');
  const byTestId = (id: string) => app.page.getByTestId(id);
  const phase = async () => (await app.pit()).phase;
  const epoch = async () => {
    const text = await app.page.evaluate(() =>
      (window as unknown as { botpitReplica(): string }).botpitReplica(),
    );
    return /"epoch": ?"([^"]+)"/.exec(text)?.[1];
  };

  /** What the window shows of the past. */
  const past = async () => {
    const replica = JSON.parse(await app.page.evaluate('botpitReplica()')) as {
      readonly trades: readonly Trade[];
      readonly liquidations: readonly Liquidation[];
    };
    const candles = JSON.parse(await app.page.evaluate(`botpitCandles('BTC-USD', 1)`)) as readonly Bar[];
    // The newest one is still open.
    return { ...replica, candles: candles.slice(0, -1) };
  };
  const expectPast = async (before: Awaited<ReturnType<typeof past>>) => {
    const missing = async () => {
      const now = await past();
      const known = new Set([...now.trades, ...now.liquidations, ...now.candles].map(described));
      const all = [...before.trades.slice(-100), ...before.liquidations, ...before.candles];
      return all.map(described).filter((one) => !known.has(one));
    };
    expect(before.candles.length).toBeGreaterThan(3);
    await expect.poll(missing).toEqual([]);
  };

  beforeAll(() => app.launch());
  afterAll(() => app.end());

  test('File → Save Session… writes one file, which plays', async () => {
    await byTestId('start').click();
    await byTestId('trade-row').nth(2).waitFor();
    await app.answerDialogs(file);
    await app.menu('File', 'Save Session…');
    await expect.poll(() => existsSync(file)).toBe(true);
    await app.menu('File', 'Open Session File…');
    await byTestId('playback-bar').waitFor();
    expect(await byTestId('playback-session').textContent()).toBe('lesson one');
    await byTestId('trade-row').nth(1).waitFor();
    await byTestId('playback-close').click();
    await byTestId('playback-bar').waitFor({ state: 'detached' });
  });

  test('View → Reload keeps candles, trades and liquidations', async () => {
    // The live session is back with its next checkpoint.
    await expect.poll(epoch).toBeDefined();
    await expect.poll(async () => (await past()).candles.length).toBeGreaterThan(3);
    const before = await past();
    await app.menu('View', 'Reload');
    await expectPast(before);
  });

  test('Pit → Continue Session… resumes where it ended, with its past', async () => {
    const before = await epoch();
    const shown = await past();
    const { sessionFolder = '' } = await app.pit();
    await app.page.evaluate(() => window.botpit.stop());
    await expect.poll(phase).toBe('stopped');
    await app.answerDialogs(sessionFolder);
    await app.menu('Pit', 'Continue Session…');
    await expect.poll(phase).toBe('running');
    expect((await app.pit()).sessionFolder).toBe(sessionFolder);
    await expect.poll(() => byTestId('connection-status').textContent()).toBe('CONNECTED');
    await expect.poll(epoch).toBe(before);
    await expectPast(shown);
  });

  test.each([false, true])('a file on the command line is opened, maximized: %s', async (maximized) => {
    const other = new App();
    const window = { x: 0, y: 0, width: 1_200, height: 800, maximized };
    mkdirSync(join(other.folder, 'profile'));
    writeFileSync(join(other.folder, 'profile', 'settings.json'), JSON.stringify({ window }));
    try {
      await other.launch(file);
      await other.page.getByTestId('playback-bar').waitFor();
      expect(await other.page.getByTestId('playback-session').textContent()).toBe('lesson one');
    } finally {
      await other.end();
    }
  });
});
