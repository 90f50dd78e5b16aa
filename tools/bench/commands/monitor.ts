// npm run bench -- monitor: the real app follows a relay that sends 20,000 events a second.

import type { ElectronRuntime } from '../../electron/runtime.ts';
import type { ElectronApplication, Page } from 'playwright-core';
import type { Times, Work } from './frame-times.ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { gzipSync } from 'node:zlib';
import { buildIfStale } from '../../lib/build.ts';
import { startFlood, type Flood } from '../monitor/flood.ts';
import { frameTimes } from './frame-times.ts';
import { projectFolder } from '../../lib/project.ts';
import { launchApp, runOnScreen } from '../../lib/screen.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const {
  seed,
  rate,
  seconds,
  accounts,
  scroll,
  drawings,
  save,
  trace: traceFile,
} = toolOptions({
  command: 'npm run bench -- monitor',
  about: 'The window under a flood of events.',
  shape: {
    seed: seedOption,
    rate: countOption(20_000, 'events per second'),
    seconds: countOption(60, 'seconds of the flood'),
    accounts: countOption(50, 'number of accounts'),
    scroll: z.boolean().default(false).describe('scroll the accounts table all the time'),
    drawings: z.boolean().default(false).describe('switch on everything in the menu of the chart'),
    save: z.string().optional().describe('file for the figures'),
    trace: z.string().optional().describe('file for a compressed trace of the window, for chrome://tracing'),
  },
});
/** Pixels by which the table scrolls in a frame: four rows. */
const SCROLL_PX = scroll ? 80 : 0;
/** Length of the trace in the middle of the run. A trace of the whole run would be too large to read. */
const TRACED_SECONDS = Math.min(15, seconds / 3);

const log = console.error;

await runOnScreen(log, async (runtime) => {
  await buildIfStale({ log });
  await bench(runtime);
});

async function bench(runtime: ElectronRuntime) {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-bench-'));
  const flood = await startFlood(seed, accounts);
  const app = await launchApp(runtime, join(folder, 'profile'));
  try {
    const page = await app.firstWindow();
    await page.getByTestId('relay-address').fill(flood.url);
    await page.getByTestId('relay-connect').click();
    await page.getByText('CONNECTED', { exact: true }).waitFor();
    if (drawings) await drawAll(page);
    await report(app, page, flood, join(folder, 'trace.json'));
  } finally {
    await app.close();
    flood.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function drawAll(page: Page) {
  await page.getByTestId('chart-menu-button').click();
  for (const layer of await page.locator('#chart-menu input[type="checkbox"]').all()) await layer.check();
  await page.getByTestId('chart-menu-button').click();
}

async function report(app: ElectronApplication, page: Page, flood: Flood, trace: string) {
  const session = await page.context().newCDPSession(page);
  const heapMb = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  // This is long enough to fill the bounded histories of trades and fills.
  log('… 20 s to fill the histories');
  await flood.run(rate, 20_000);
  const before = await heapMb();
  const [first, start] = [flood.sent, performance.now()];
  log(`… ${seconds} s`);
  const frames = countFrames(page, seconds * 1_000);
  const traced = traceFor(app, trace);
  await flood.run(rate, seconds * 1_000);
  const sent = (flood.sent - first) / ((performance.now() - start) / 1_000);
  const drawn = (await frames) / seconds;
  await traced;
  const lost = await difference(page, flood);
  const after = await heapMb();
  const text = await readFile(trace);
  const { traceEvents } = JSON.parse(text.toString());
  const times = frameTimes(traceEvents);
  console.log(
    `${Math.round(sent).toLocaleString('en')} events/s sent for ${seconds} s, ${flood.sent} in all`,
  );
  console.log(`replica at the end: ${lost === null ? 'equal to the relay’s, nothing was lost' : lost}`);
  if (flood.connections > 1) console.log(`the monitor connected ${flood.connections} times`);
  console.log(`frames: ${drawn.toFixed(1)} a second`);
  printWork('scripts', times.ours);
  printWork('drawing by scripts', times.drawing);
  printWork('main thread', times.all);
  console.log(`heap: ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after`);
  if (traceFile !== undefined) await writeFile(traceFile, gzipSync(text));
  if (save !== undefined) {
    const figures = {
      eventsPerSecond: Math.round(sent),
      events: flood.sent,
      isReplicaEqual: lost === null,
      framesPerSecond: tenths(drawn),
      heapMb: { before: tenths(before), after: tenths(after) },
    };
    await writeFile(save, summary(await versionsOf(app), figures, times));
  }
  if (lost !== null) throw new Error('The monitor’s replica differs from the sent market.');
}

/** The JSON text that `--save` writes. */
function summary(
  versions: object,
  figures: object,
  { ours, drawing, all, histogram, longest }: ReturnType<typeof frameTimes>,
) {
  const saved = {
    what: 'npm run bench -- monitor: a relay at a fixed rate, followed by the real app. Milliseconds; cpu leaves out what other programs did meanwhile.',
    date: new Date().toISOString().slice(0, 10),
    seed,
    rate,
    seconds,
    accounts,
    isScrolled: scroll,
    tracedSeconds: TRACED_SECONDS,
    versions,
    machine: { processors: availableParallelism(), loadAverage: loadavg().map(tenths) },
    ...figures,
    perFrame: { scripts: rounded(ours), drawingByScripts: rounded(drawing), mainThread: rounded(all) },
    framesByScriptMs: histogram,
    longestTasks: longest,
  };
  return `${JSON.stringify(saved, null, 2)}\n`;
}

async function versionsOf(app: ElectronApplication) {
  const { version } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'));
  const { electron, chrome } = await app.evaluate(() => process.versions);
  return { botpit: version, electron, chrome, node: process.versions.node };
}

function rounded({ cpu, wall }: Work) {
  const times = ({ p50, p99 }: Times) => ({
    p50: tenths(p50),
    p99: tenths(p99),
  });
  return { cpu: times(cpu), wall: times(wall) };
}

function tenths(value: number) {
  return Math.round(value * 10) / 10;
}

function printWork(what: string, { wall, cpu }: Work) {
  const words = ({ p50, p99 }: { p50: number; p99: number }) =>
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  console.log(`${what} per frame: ${words(cpu)} of the processor; ${words(wall)} on the clock`);
}

function countFrames(page: Page, ms: number): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const start = performance.now();
    const table = document.getElementById('accounts-grid');
    let [frames, move] = [0, ${SCROLL_PX}];
    const next = () => {
      frames += 1;
      if (move !== 0) {
        const before = table.scrollTop;
        table.scrollTop += move;
        if (table.scrollTop === before) move = -move;
      }
      if (performance.now() - start < ${ms}) requestAnimationFrame(next);
      else resolve(frames);
    };
    requestAnimationFrame(next);
  })`);
}

async function traceFor(app: ElectronApplication, path: string) {
  await sleep((seconds / 3) * 1_000);
  await app.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({
      categoryFilter: '-*,devtools.timeline,disabled-by-default-devtools.timeline,toplevel',
      traceOptions: 'record-until-full',
    }),
  );
  await sleep(TRACED_SECONDS * 1_000);
  await app.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), path);
}

/** Waits until everything that was sent has arrived, and compares the replicas. Null: they are equal. */
async function difference(page: Page, flood: Flood): Promise<string | null> {
  const sent = flood.state();
  const { seq } = JSON.parse(sent);
  let seen = '';
  for (let tries = 0; tries < 100; tries += 1) {
    seen = String(await page.evaluate('botpitReplica()'));
    if (JSON.parse(seen).seq >= seq) break;
    await sleep(100);
  }
  if (seen === sent) return null;
  const { seq: at, holes } = JSON.parse(seen);
  return `DIFFERENT in ${differing(JSON.parse(sent), JSON.parse(seen))}: seq ${at} of ${seq}, ${holes} holes`;
}

function differing(one: Record<string, unknown>, other: Record<string, unknown>) {
  return Object.keys(one)
    .filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    .join(', ');
}
