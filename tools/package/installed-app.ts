// Drives the installed app as a user without root's rights, for tools/package/test-package.ts.

import type { ElectronApplication, Page } from 'playwright-core';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { _electron } from 'playwright-core';
import { messageOf } from '../lib/command-line.ts';
import { finished, run } from '../lib/run.ts';
import { FREE_PORTS } from '../lib/screen.ts';
import type { LabState } from '../../src/contract/lab.ts';

const COMMAND = '/usr/bin/botpit';
const READY_MS = 60_000;
const ROWS_MIN = 5;
const STRATEGY = `import type { Context, Intents, Strategy } from 'botpit';
export default class Collector implements Strategy {
  readonly everyMs = 250;
  nextOrder({ market, instrument, roundPrice }: Context): Intents {
    return { type: 'place', side: 'buy', price: roundPrice(market.mark * 1.01), quantity: instrument.lotSize, timeInForce: 'ioc' };
  }
}
`;

export async function tradeHeadless(user: string) {
  const { home, uid, gid } = await accountOf(user);
  const session = join(home, 'headless-session');
  const { DISPLAY: _none, ...env } = process.env;
  const pit = spawn(COMMAND, ['--headless', ...FREE_PORTS, `--data-dir=${session}`], {
    cwd: home,
    env: { ...env, HOME: home, TMPDIR: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    uid,
    gid,
  });
  const exit = once(pit, 'exit');
  let said = '';
  pit.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const timer = setTimeout(() => pit.kill('SIGKILL'), READY_MS);
  for await (const line of createInterface(pit.stdout)) if (line.includes('"ready"')) break;
  await fileHasRows(join(session, 'trades.csv'));
  clearTimeout(timer);
  pit.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null], said);
  assert.match(said, /The pit is closed\.\n$/);
}

/** @param folder folder for the files of the test itself */
export async function tradeInWindow(user: string, folder: string) {
  const { home } = await accountOf(user);
  const strategy = join(home, 'collector.ts');
  await writeFile(strategy, STRATEGY, { mode: 0o644 });
  const command = await commandAs(user, home, folder);
  const electron = await _electron.launch({
    executablePath: command,
    args: FREE_PORTS,
    timeout: READY_MS,
  });
  try {
    const page = await electron.firstWindow();
    await page.getByTestId('start').first().click();
    await page.getByTestId('trade-row').nth(ROWS_MIN).waitFor();
    await answerDialogs(electron, strategy);
    await page.getByTestId('strategy-file').click();
    await page.getByTestId('bot-name').fill('collector');
    await page.getByTestId('bot-add').click();
    await page.locator('[data-testid=process-card][data-name=collector][data-phase=running]').waitFor();
    await page.locator('[data-testid=trade-row]', { hasText: 'collector' }).first().waitFor();
    await page.screenshot({ path: process.env['BOTPIT_SCREENSHOT'] ?? join(folder, 'installed.png') });
    await answerDialogs(electron, home);
    await choose(electron, 'export-all');
    for (const file of ['trades.csv', 'performance.csv']) await fileHasRows(join(home, file));
    assert.match(await readFile(join(home, 'trades.csv'), 'utf8'), /collector/);
    await openSaved(electron, command, join(home, 'lesson one.botpit'));
    await beginLab(page);
  } catch (error) {
    const state = await (await electron.firstWindow()).evaluate('window.botpit.pit()');
    throw new Error(`${messageOf(error)}\nThe pit was ${JSON.stringify(state, null, 1)}`, { cause: error });
  } finally {
    await electron.close();
  }
}

/** Starts a lab and cancels it after its first run. All runs, six or more, would take longer than this test may. */
async function beginLab(page: Page) {
  await page.keyboard.press('Control+Shift+L');
  await page.getByTestId('lab-seeds').fill('6');
  await page.getByTestId('lab-minutes').fill('1');
  await page.getByTestId('lab-room-calm').check();
  await page.getByTestId('lab-start').click();
  const lab = () => page.evaluate<LabState>('window.botpit.lab()');
  await until(async () => {
    const state = await lab();
    assert.notEqual(state.phase, 'failed', JSON.stringify(state));
    return state.phase === 'done' || (state.phase === 'running' && state.runsDone > 0);
  }, 'the lab finished no run');
  await page.evaluate('window.botpit.cancelLab()');
  await until(async () => (await lab()).phase !== 'running', 'the lab was not cancelled');
  await page.keyboard.press('Escape');
}

/** Opens a saved session as a double click does: desktops pass the file as a URL, and start the app again. */
async function openSaved(electron: ElectronApplication, command: string, file: string) {
  await answerDialogs(electron, file);
  await choose(electron, 'save-session');
  await until(() => existsSync(file), `${file} was not saved`);
  const { exitCode, output } = await finished(command, [pathToFileURL(file).href]);
  assert.equal(exitCode, 0, output);
  const page = await electron.firstWindow();
  await page.getByTestId('playback-session').getByText('lesson one').waitFor();
}

async function accountOf(user: string) {
  const [, , uid, gid, , home = ''] = (await run('getent', ['passwd', user])).split(':');
  return { uid: Number(uid), gid: Number(gid), home };
}

/** Writes a command that starts the app as the user. */
async function commandAs(user: string, home: string, folder: string) {
  const path = join(folder, 'botpit-as-user');
  const lines = [
    '#!/bin/sh',
    `cd '${home}'`,
    `HOME='${home}' TMPDIR='${home}' exec runuser -u ${user} -- ${COMMAND} "$@"`,
    '',
  ];
  await writeFile(path, lines.join('\n'), { mode: 0o755 });
  return path;
}

async function answerDialogs(electron: ElectronApplication, path: string) {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  }, path);
}

/** @param item id of an item of the menu */
async function choose(electron: ElectronApplication, item: string) {
  await electron.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), item);
}

async function fileHasRows(path: string) {
  const rows = async () => (await readFile(path, 'utf8').catch(() => '')).split('\n').length;
  await until(async () => (await rows()) > ROWS_MIN, `${path} got no ${ROWS_MIN} rows`);
}

async function until(holds: () => boolean | Promise<boolean>, otherwise: string) {
  const deadline = Date.now() + READY_MS;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `${otherwise} within ${READY_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
