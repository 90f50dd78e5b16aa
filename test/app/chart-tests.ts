/** What market-tests.ts tests of the chart, in the same window. */
import { expect, test } from 'vitest';
import { BarSeries } from '../../src/contract/bars.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import type { replicaState } from '../../src/contract/replica-state.ts';
import { barText } from '../../src/renderer/chart/bar-text.ts';
import { formatAveragePrice, formatPosition, formatPrice } from '../../src/renderer/format/numbers.ts';
import type { MonitorWindow } from '../support/monitor-window.ts';
import type { ScriptedRelay } from '../support/scripted-relay.ts';

export type State = ReturnType<typeof replicaState>;

interface Followed {
  /** At rest between its steps. */
  readonly relay: () => ScriptedRelay;
  /** Of the window's replica. */
  readonly state: () => Promise<State>;
  readonly marketOf: () => Promise<State['markets'][number]>;
}

export function chartTests(monitor: MonitorWindow, { relay, state, marketOf }: Followed): void {
  test('the chart shows the newest candle with the figures of the trades, or of the mid price', async () => {
    const { page } = monitor;
    const { trades } = await state();
    await page.getByTestId('chart-menu-button').click();
    await page.getByTestId('candles-trades').check();
    for (const [label, seconds] of [
      ['1s', 1],
      ['1h', 3_600],
    ] as const) {
      await page.getByRole('button', { name: label, exact: true }).click();
      const series = new BarSeries(seconds);
      for (const trade of trades) series.add(trade);
      const newest = series.bars.at(-1);
      if (newest === undefined) throw new Error('nothing was traded');
      await expect
        .poll(() => page.getByTestId('chart-legend').textContent())
        .toBe(barText(newest, DEFAULT_INSTRUMENT));
    }
    await page.getByTestId('chart-menu-button').click();
    await page.getByTestId('candles-mid').check();
    const { bids, asks } = await marketOf();
    const mid = ((bids[0]?.[0] ?? 0) + (asks[0]?.[0] ?? 0)) / 2;
    const { tickSize } = DEFAULT_INSTRUMENT;
    await expect
      .poll(() => page.getByTestId('chart-legend').textContent())
      .toContain(`C ${formatPrice(mid, tickSize / 2)}  V`);
    await page.keyboard.press('Escape');
    await page.getByTestId('interval-auto').click();
    await page.locator('button[data-shown]').waitFor();
    await page.getByRole('button', { name: '5s', exact: true }).click();
    expect(await page.locator('button[data-shown]').count()).toBe(0);
  });

  test('the layers of the chart can be hidden and shown again', async () => {
    const { page } = monitor;
    const button = page.getByTestId('layer-heatmap');
    const canvas = () => page.locator('.chart-canvas').screenshot();
    const withDepth = await canvas();
    await button.click();
    await expect.poll(async () => (await canvas()).equals(withDepth)).toBe(false);
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await button.click();
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
  });

  test('the chart’s menu shows VWAP, cumulative volume delta, profile and a logarithmic scale', async () => {
    const { page } = monitor;
    const { trades } = await state();
    const legend = () => page.getByTestId('chart-legend').textContent();
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    const vwap =
      sum(trades.map(({ price, quantity }) => price * quantity)) /
      sum(trades.map(({ quantity }) => quantity));
    const delta = sum(trades.map(({ aggressor, quantity }) => (aggressor === 'buy' ? quantity : -quantity)));
    await page.getByTestId('chart-menu-button').click();
    await page.getByTestId('layer-vwap').check();
    await page.getByTestId('layer-delta').check();
    const { tickSize, lotSize } = DEFAULT_INSTRUMENT;
    await expect
      .poll(legend)
      .toMatch(`VWAP ${formatAveragePrice(vwap, tickSize)}  Δ ${formatPosition(delta, lotSize)}`);
    for (const id of ['profile', 'logScale', 'vwap', 'delta', 'profile', 'logScale']) {
      const before = await page.locator('.chart-canvas').screenshot();
      await page.getByTestId(`layer-${id}`).click();
      await expect
        .poll(async () => (await page.locator('.chart-canvas').screenshot()).equals(before))
        .toBe(false);
    }
    await expect.poll(legend).not.toMatch('VWAP');
    await page.keyboard.press('Escape');
  });

  test('the strip below the chart moves its range; Home and a double click return to the newest candles', async () => {
    const { page } = monitor;
    const strip = page.getByTestId('overview-window');
    const place = () => strip.evaluate(({ style }) => [style.left, style.width].map(Number.parseFloat));
    const isLive = () => page.locator('.chart-live').count();
    for (let step = 0; step < 400; step += 1) relay().step();
    while ((await state()).seq < relay().market.seq);
    await page.getByRole('button', { name: '1s', exact: true }).click();
    // Narrow from the right: the newest candle is out of sight.
    await strip.focus();
    for (const back of [() => page.keyboard.press('Home'), () => page.locator('.chart-canvas').dblclick()]) {
      const box = await page.getByTestId('overview').boundingBox();
      if (box === null) throw new Error('there is no strip');
      const y = box.y + box.height / 2;
      await expect.poll(async () => (await place()).reduce((sum, share) => sum + share, 0)).toBeCloseTo(100);
      await page.mouse.move(box.x + box.width - 2, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, y);
      await page.mouse.up();
      await expect.poll(async () => (await place())[1]).toBeLessThan(70);
      await expect.poll(isLive).toBe(1);
      const [before = 0] = await place();
      await strip.press('Shift+ArrowRight');
      await expect.poll(async () => (await place())[0]).toBeGreaterThan(before);
      await back();
      await expect.poll(isLive).toBe(0);
    }
    await page.getByRole('button', { name: '5s', exact: true }).click();
  });

  test('the strip shows the candles of the other price at once, in a market at rest too', async () => {
    const { page } = monitor;
    const picture = () =>
      page.locator('.overview canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const byMid = await picture();
    await page.getByTestId('chart-menu-button').click();
    await page.getByTestId('candles-trades').check();
    await expect.poll(picture).not.toBe(byMid);
    const byTrades = await picture();
    await page.getByTestId('candles-mid').check();
    await expect.poll(picture).not.toBe(byTrades);
    await page.keyboard.press('Escape');
  });

  test.each([
    ['Margin Alert…', '#margin-field:focus'],
    ['Colours of the Depth…', '[data-testid="heat-low"]:focus'],
    ['Draw a Line', '[data-testid="draw-hint"]'],
    ['Draw a Range', '[data-testid="draw-hint"]'],
    ['Set a Price Alert', '[data-testid="draw-hint"]'],
  ])('%s leaves the leaderboard and unfolds the chart', async (command, shown) => {
    const { page } = monitor;
    await page.getByRole('button', { name: 'Fold Chart', exact: true }).click();
    await page.locator('#panel-chart[data-folded]').waitFor();
    await page.keyboard.press('Control+l');
    await page.getByTestId('board-close').waitFor();
    await monitor.command('View', 'Chart', command);
    await page.locator(shown).waitFor();
    expect(await page.locator('#panel-chart[data-folded]').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('a line is dragged to another price; Escape puts it back', async () => {
    const { page } = monitor;
    await page.keyboard.press('l');
    await page.getByTestId('draw-hint').waitFor();
    const canvas = page.locator('.chart-canvas');
    await canvas.click({ position: { x: 120, y: 120 } });
    await page.getByTestId('draw-hint').waitFor({ state: 'detached' });
    const { x: left = 0, y: top = 0 } = (await canvas.boundingBox()) ?? {};
    const price = () =>
      page.evaluate(() => /"price":([\d.]+)/.exec(localStorage.getItem('botpit-drawings') ?? '')?.[1]);
    const drawn = await price();
    const grip = () => page.locator('.chart-canvas [data-grip]').count();
    // The line is at the nearest tick, which may be many pixels away where few prices fill the chart.
    const takeNear = async (y: number) => {
      for (let away = 0; away < 300; away += 2)
        for (const at of [y - away, y + away]) {
          await page.mouse.move(left + 120, top + at);
          if ((await grip()) > 0) {
            await page.mouse.down();
            return at;
          }
        }
      throw new Error('the pointer finds no line');
    };
    const from = await takeNear(120);
    const to = from + 180;
    await page.mouse.move(left + 120, top + to, { steps: 3 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await price()).toBe(drawn);
    await takeNear(from);
    await page.mouse.move(left + 120, top + to, { steps: 3 });
    expect(await price()).toBe(drawn);
    await page.mouse.up();
    await expect.poll(async () => Number(await price())).toBeLessThan(Number(drawn));
    await page.getByTestId('draw-menu-button').click();
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.keyboard.press('Escape');
  });

  test('a line and a price alert are drawn; the alert fires once, and the line stays with the session', async () => {
    const { page } = monitor;
    const { tickSize } = DEFAULT_INSTRUMENT;
    const last = (await state()).trades.at(-1)?.price ?? 0;
    await page.keyboard.press('l');
    await page.getByTestId('draw-hint').waitFor();
    await page.locator('.chart-canvas').click({ position: { x: 120, y: 120 } });
    await page.getByTestId('draw-menu-button').click();
    await page.getByTestId('draw-price').fill(String(last - tickSize));
    await page.getByTestId('draw-alert').click();
    const shown = page.getByTestId('drawing');
    await expect.poll(() => shown.count()).toBe(2);
    expect(await shown.last().textContent()).toBe(`alert ${formatPrice(last - tickSize, tickSize)}`);
    const notice = page.locator('[data-kind=alert]');
    for (let turn = 0; (await notice.count()) === 0; turn += 1) {
      expect(turn).toBeLessThan(100);
      for (let step = 0; step < 20; step += 1) relay().step();
      while ((await state()).seq < relay().market.seq);
    }
    expect(await notice.getAttribute('role')).toBe('alert');
    expect(await notice.textContent()).toContain('BTC-USD fell to');
    expect(await page.evaluate(() => localStorage.getItem('botpit-drawings'))).toContain('"kind":"line"');
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.keyboard.press('Escape');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => notice.count()).toBe(0);
  });
}
