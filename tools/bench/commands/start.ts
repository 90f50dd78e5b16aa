// npm run bench -- start: the real app's time from its start to the first paint, and from Start to the first trade. In
// turns with it, an Electron window with nothing but a button starts, so the figures of a busy machine can be compared.

import type { ElectronRuntime } from '../../electron/runtime.ts';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { appCommand } from '../../electron/runtime.ts';
import { launchApp, runOnScreen } from '../../lib/screen.ts';
import { countOption, toolOptions } from '../../lib/tool-options.ts';

const { runs } = toolOptions({
  command: 'npm run bench -- start',
  about: 'From launch to the first paint and the first trade.',
  shape: {
    runs: countOption(5, 'number of starts'),
  },
});

const BARE_MAIN = `const { app, BrowserWindow } = require('electron');
app.on('window-all-closed', () => app.quit());
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true } });
  window.once('ready-to-show', () => window.show());
  window.loadFile('index.html');
});`;

const log = console.error;

await runOnScreen(log, async (runtime) => {
  await buildIfStale({ log });
  const [starts, bare]: [Start[], Opened[]] = [[], []];
  for (let one = 0; one < runs; one += 1) {
    starts.push(await start(runtime));
    bare.push(await bareWindow(runtime));
  }
  print('program started → first paint', starts, ({ toPaint }) => toPaint);
  print('window opens → first paint, with the Start button', starts, ({ paint }) => paint);
  print('the same of a window with nothing but a button', bare, ({ paint }) => paint);
  print('processor time of the page until then', starts, ({ pageMs }) => pageMs);
  print('the same of a page with nothing but a button', bare, ({ pageMs }) => pageMs);
  print('Start clicked → first trade drawn', starts, ({ trade }) => trade);
});

/** What an app has taken until its first paint, in milliseconds. */
interface Opened {
  /** Start of the page, as a time since the Unix epoch. */
  readonly origin: number;
  readonly paint: number;
  /** Processor time of the page's process. */
  readonly pageMs: number;
}

interface Start extends Opened {
  readonly toPaint: number;
  readonly trade: number;
}

/** Starts the app with a fresh profile, as at the first start. */
async function start(runtime: ElectronRuntime): Promise<Start> {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-bench-'));
  const launchedAt = Date.now();
  const app = await launchApp(runtime, join(folder, 'profile'));
  try {
    const opened = await openedOf(app);
    const trade = await firstTrade(await app.firstWindow());
    return { ...opened, toPaint: opened.origin + opened.paint - launchedAt, trade };
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts an app whose page has a button and no script. */
async function bareWindow(runtime: ElectronRuntime): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-bench-'));
  await writeFile(join(folder, 'package.json'), '{ "name": "bare", "version": "0.0.0", "main": "main.cjs" }');
  await writeFile(join(folder, 'main.cjs'), BARE_MAIN);
  await writeFile(join(folder, 'index.html'), '<!doctype html><button data-testid="start">Start</button>');
  const { executablePath, args } = appCommand(runtime, folder);
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const app = await _electron.launch({ executablePath, args: [...args, profile] });
  try {
    return await openedOf(app);
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function openedOf(app: ElectronApplication): Promise<Opened> {
  const page = await app.firstWindow();
  await page.getByTestId('start').waitFor();
  const { origin, paint } = await firstPaint(page);
  return { origin, paint, pageMs: await pageTime(app) };
}

/** Processor time of the page's process so far. */
async function pageTime(app: ElectronApplication): Promise<number> {
  const seconds = await app.evaluate(({ app: electron, BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
    return electron.getAppMetrics().find((one) => one.pid === pid)?.cpu.cumulativeCPUUsage ?? 0;
  });
  return seconds * 1_000;
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

function print<One>(what: string, starts: readonly One[], read: (start: One) => number) {
  const sorted = starts.map((one) => Math.round(read(one))).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(`${what}: median ${median} ms of ${runs} starts, ${sorted[0]} to ${sorted.at(-1)} ms`);
}
