// @ts-check
// npm run screenshots: starts the real app and takes the pictures that the README and the docs show.
// Takes the seconds to trade before the picture of the running pit as its argument, 90 unless told otherwise.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron } from 'playwright-core';
import { buildIfStale } from './build.mjs';
import { ensureElectronLibraries } from './debian-packages.mjs';
import { appCommand, electronRuntime } from './electron-runtime.mjs';
import { projectFolder } from './project.mjs';
import { run } from './run.mjs';

const log = console.error;
const tradingSeconds = Number(process.argv[2] ?? 90);
const pictures = join(projectFolder, 'docs', 'images');

const runtime = await electronRuntime({ log });
const display = process.platform === 'linux' && !process.env['DISPLAY'];
if (!(await ensureElectronLibraries({ log, executablePath: runtime.executablePath, display })))
  process.exit(1);
if (display) await underXvfb();
else await takePictures();

/** This same script once more, with a screen that nobody sees. */
async function underXvfb() {
  const screen = ['-a', '-s', '-screen 0 1600x1000x24'];
  await run('xvfb-run', [...screen, process.execPath, ...process.argv.slice(1)], { cwd: projectFolder });
}

async function takePictures() {
  await buildIfStale({ log });
  await mkdir(pictures, { recursive: true });
  const profile = await mkdtemp(join(tmpdir(), 'botpit-screenshots-'));
  const command = appCommand(runtime, projectFolder);
  const ports = ['orders', 'events', 'relay'].map((name) => `--${name}-port=0`);
  const app = await _electron.launch({
    executablePath: command.executablePath,
    args: [...command.args, `--user-data-dir=${profile}`, ...ports],
  });
  try {
    await takeStates(await app.firstWindow());
  } finally {
    await app.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** @param {import('playwright-core').Page} page */
async function takeStates(page) {
  const picture = (/** @type {string} */ name) => page.screenshot({ path: join(pictures, `${name}.png`) });
  await page.getByTestId('start').first().waitFor();
  await picture('empty');

  await page.getByTestId('start').first().click();
  await page.getByTestId('trade-row').first().waitFor();
  await sleep(tradingSeconds * 1000);
  await picture('running');

  // The pit's own relay under another name is a remote one, which the monitor misses when it is gone.
  const [relayUrl, relayPid] = await relayOf(page);
  await page.getByTestId('relay-address').fill(relayUrl.replace('127.0.0.1', 'localhost'));
  await page.getByTestId('relay-connect').click();
  await page.getByTestId('book-bid').nth(9).waitFor();
  await sleep(10_000);
  process.kill(relayPid, 'SIGKILL');
  await page.getByTestId('stop').click();
  await page.getByText('DISCONNECTED').first().waitFor();
  await sleep(3_000);
  await picture('disconnected');
}

/** @param {import('playwright-core').Page} page @returns {Promise<[url: string, pid: number]>} */
function relayOf(page) {
  return page.evaluate(
    'botpit.pit().then(({ relayUrl, processes }) => [relayUrl, processes.find(({ kind }) => kind === "relay").pid])',
  );
}
