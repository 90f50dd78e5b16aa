// npm run bench -- start: the real app's time from its start to the first paint, and from Start to the first trade.

import type { ElectronRuntime } from '../../electron/runtime.ts';
import type { Page } from 'playwright-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { launchApp, runOnScreen } from '../../lib/screen.ts';
import { countOption, toolOptions } from '../../lib/tool-options.ts';

const { runs } = toolOptions({
  command: 'npm run bench -- start',
  about: 'From launch to the first paint and the first trade.',
  shape: {
    runs: countOption(5, 'how often'),
  },
});

const log = console.error;

await runOnScreen(log, async (runtime) => {
  await buildIfStale({ log });
  const starts = [];
  for (let one = 0; one < runs; one += 1) starts.push(await start(runtime));
  print('program started → first paint', starts, ({ toPaint }) => toPaint);
  print('window opens → first paint, with the Start button', starts, ({ paint }) => paint);
  print('Start clicked → first trade drawn', starts, ({ trade }) => trade);
});

type Start = { toPaint: number; paint: number; trade: number };

/** Starts the app with a fresh profile, as at the first start. */
async function start(runtime: ElectronRuntime): Promise<Start> {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-bench-'));
  const launchedAt = Date.now();
  const app = await launchApp(runtime, join(folder, 'profile'));
  try {
    const page = await app.firstWindow();
    await page.getByTestId('start').waitFor();
    const { origin, paint } = await firstPaint(page);
    const trade = await firstTrade(page);
    return { toPaint: origin + paint - launchedAt, paint, trade };
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Time of the first paint. The page is empty until React draws it, so its first contentful paint has the Start button.
 */
function firstPaint(page: Page): Promise<{ origin: number; paint: number }> {
  return page.evaluate(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [paint] = list.getEntriesByName('first-contentful-paint');
      if (paint) resolve({ origin: performance.timeOrigin, paint: paint.startTime });
    }).observe({ type: 'paint', buffered: true });
  })`);
}

/** Time of the first trade, measured in the page up to the frame after the one that shows it. */
function firstTrade(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const clickedAt = performance.now();
    const look = () => {
      const isDrawn = document.querySelector('[data-testid=trade-row]') !== null;
      requestAnimationFrame(isDrawn ? () => resolve(performance.now() - clickedAt) : look);
    };
    document.querySelector('[data-testid=start]').click();
    look();
  })`);
}

function print(what: string, starts: Start[], read: (start: Start) => number) {
  const sorted = starts.map((one) => Math.round(read(one))).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(`${what}: median ${median} ms of ${runs} starts, ${sorted[0]} to ${sorted.at(-1)} ms`);
}
