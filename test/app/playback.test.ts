/** A recorded session in the real app: it opens, seeks and shows the recorded market. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordedSession } from '../../tools/bench/player/recorded-session.ts';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { loadAxe, seriousFindings } from '../support/accessibility.ts';
import { App, noElectron } from '../support/app.ts';

describe.skipIf(noElectron !== undefined)('a recorded session', () => {
  const app = new App();
  const folder = join(app.folder, 'monday');
  const events: MarketEvent[] = [];
  const byTestId = (id: string) => app.page.getByTestId(id);
  const position = async () => (await app.page.evaluate(() => window.botpit.playback()))?.position;
  const shown = (side: 'bid' | 'ask') =>
    byTestId(`book-${side}`).evaluateAll((rows) =>
      rows.map((row) => [Number(row.getAttribute('data-price')), Number(row.getAttribute('data-quantity'))]),
    );
  /** The levels nearest the spread, best first, according to the events. */
  const recordedBook = (seq: number) => {
    const replica = new Replica();
    replica.apply(events.filter((event) => event.seq <= seq));
    const market = replica.markets.get('BTC-USD');
    return { bids: market?.bids ?? [], asks: market?.asks ?? [] };
  };
  /** Paused at a moment of the session, drawn, and equal to the recording. */
  const expectRecordedBook = async () => {
    const { seq = 0 } = (await position()) ?? {};
    const { bids, asks } = recordedBook(seq);
    expect(bids.length).toBeGreaterThan(5);
    // The ladder shows every recorded level between its first and its last row, and no other.
    await expect
      .poll(async () => {
        const prices = await byTestId('book-row').evaluateAll((rows) =>
          rows.map((row) => Number(row.getAttribute('data-price'))),
        );
        const [highest = 0, lowest = 0] = [prices[0], prices.at(-1)];
        return {
          bids: bids[0] !== undefined && bids[0][0] >= lowest,
          asks: asks[0] !== undefined && asks[0][0] <= highest,
          areEqual:
            JSON.stringify([await shown('bid'), (await shown('ask')).toReversed()]) ===
            JSON.stringify([
              bids.filter(([price]) => price >= lowest),
              asks.filter(([price]) => price <= highest),
            ]),
        };
      })
      .toEqual({ bids: true, asks: true, areEqual: true });
  };

  beforeAll(async () => {
    new RecordedSession({
      folder,
      commands: 4_000,
      accounts: 8,
      random: seededRandom(2),
      segmentBytes: 64 * 1_024,
      gapMicros: 5_000,
      onEvents: (published) => events.push(...published),
    }).run();
    await app.launch();
  });
  afterAll(() => app.end());

  test('File → Open Session… plays it from its beginning', async () => {
    await app.answerDialogs(folder);
    await app.menu('File', 'Open Session…');
    await byTestId('playback-bar').waitFor();
    expect(await byTestId('playback-session').textContent()).toBe('monday');
    await byTestId('trade-row').nth(3).waitFor();
    expect(await byTestId('connection-status').textContent()).toBe('RECORDED');
    await byTestId('speed-50').click();
    await expect.poll(async () => (await position())?.speed).toBe(50);
    await expect.poll(async () => (await position())?.state).toBe('ended');
    expect((await position())?.seq).toBe(events.length);
  });

  test('the scrubber goes to any moment and shows the order book of that moment', async () => {
    const { first, last } = (await position()) ?? {};
    const span = ((last?.time ?? 0) - (first?.time ?? 0)) / 1_000;
    await byTestId('speed-1').click();
    await app.page.keyboard.press('Space');
    await app.page.getByLabel('Pause (Space)').waitFor();
    await app.page.keyboard.press('Space');
    await expect.poll(async () => (await position())?.state).toBe('paused');
    for (const share of [0.7, 0.35]) {
      const ms = Math.round(span * share);
      await byTestId('scrubber').fill(String(ms));
      const target = (first?.time ?? 0) + ms * 1_000;
      await expect
        .poll(async () => Math.abs(((await position())?.time ?? 0) - target))
        .toBeLessThan(1_000_000);
      await expect.poll(async () => (await position())?.state).toBe('paused');
      await expectRecordedBook();
    }
    await byTestId('trade-row').nth(20).waitFor();
  });

  test('a step is one command, by key as well; arrows hop', async () => {
    const before = (await position())?.time ?? 0;
    await app.page.keyboard.press('.');
    await expect.poll(async () => ((await position())?.time ?? 0) > before).toBe(true);
    const after = (await position())?.time ?? 0;
    expect(after - before).toBeLessThan(100_000);
    await expectRecordedBook();
    await byTestId('scrubber').focus();
    await app.page.keyboard.press('ArrowLeft');
    await expect
      .poll(async () => Math.abs(after - 5_000_000 - ((await position())?.time ?? 0)))
      .toBeLessThan(100_000);
    await expectRecordedBook();
  });

  test.each(['dark', 'light'])('every control is accessible, %s', async (theme) => {
    const shownTheme = () => app.page.evaluate(() => document.documentElement.dataset['theme']);
    if ((await shownTheme()) !== theme) await byTestId('theme').click();
    await expect.poll(shownTheme).toBe(theme);
    await loadAxe(app.page);
    expect(await seriousFindings(app.page)).toEqual([]);
  });

  test('closing it restores the window; anything else than a session is refused with the reason', async () => {
    await byTestId('playback-close').click();
    await byTestId('playback-bar').waitFor({ state: 'detached' });
    await expect.poll(() => byTestId('connection-status').textContent()).toBe('CLOSED');
    await app.answerDialogs(app.folder);
    const outcome = await app.page.evaluate(() => window.botpit.openSession());
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(/has no journal/) as string });
    expect(await app.page.evaluate(() => window.botpit.playback())).toBeNull();
  });

  test('a running session can be rewound, and Live returns to it', async () => {
    await byTestId('start').click();
    await byTestId('trade-row').nth(2).waitFor();
    await byTestId('rewind').click();
    await byTestId('playback-bar').waitFor();
    await expect.poll(() => byTestId('connection-status').textContent()).toBe('RECORDED');
    await expect.poll(async () => (await position())?.seq ?? 0).toBeGreaterThan(0);
    const { last } = (await position()) ?? {};
    await expect.poll(async () => (await position())?.last.seq ?? 0).toBeGreaterThan(last?.seq ?? 0);
    expect(await byTestId('playback-close').textContent()).toContain('Live');
    await byTestId('playback-close').click();
    await expect.poll(() => byTestId('connection-status').textContent()).toBe('CONNECTED');
    await byTestId('rewind').waitFor();
  });
});
