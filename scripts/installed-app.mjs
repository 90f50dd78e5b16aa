// @ts-check
// The installed app in the hands of a user without root's rights, for scripts/test-package.mjs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron } from 'playwright-core';
import { messageOf } from './command-line.mjs';
import { run } from './run.mjs';

const COMMAND = '/usr/bin/botpit';
const READY_MS = 60_000;
const ROWS_MIN = 5;
const FREE_PORTS = ['orders', 'events', 'relay'].map((name) => `--${name}-port=0`);
const STRATEGY = `import type { Context, Intents, Strategy } from 'botpit';
export default class Collector implements Strategy {
  readonly everyMs = 250;
  nextOrder({ market, instrument, roundPrice }: Context): Intents {
    return { type: 'place', side: 'buy', price: roundPrice(market.mark * 1.01), quantity: instrument.lotSize, timeInForce: 'ioc' };
  }
}
`;

/** @param {string} user */
export async function tradeHeadless(user) {
  const { home, uid, gid } = await accountOf(user);
  const session = join(home, 'headless-session');
  const { DISPLAY: _none, ...env } = process.env;
  const pit = spawn(COMMAND, ['--headless', ...FREE_PORTS, `--data-dir=${session}`], {
    cwd: home,
    env: { ...env, HOME: home },
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

/** @param {string} user */
export async function tradeInWindow(user) {
  const { home } = await accountOf(user);
  const strategy = join(home, 'collector.ts');
  await writeFile(strategy, STRATEGY, { mode: 0o644 });
  const folder = await mkdtemp(join(tmpdir(), 'botpit-as-user-'));
  const electron = await _electron.launch({
    executablePath: await commandAs(user, home, folder),
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
    await chooseExport(electron);
    for (const file of ['trades.csv', 'performance.csv']) await fileHasRows(join(home, file));
    assert.match(await readFile(join(home, 'trades.csv'), 'utf8'), /collector/);
  } catch (error) {
    const state = await (await electron.firstWindow()).evaluate('window.botpit.pit()');
    throw new Error(`${messageOf(error)}\nThe pit was ${JSON.stringify(state, null, 1)}`, { cause: error });
  } finally {
    await electron.close();
    await rm(folder, { recursive: true });
  }
}

/** @param {string} user */
async function accountOf(user) {
  const [, , uid, gid, , home = ''] = (await run('getent', ['passwd', user])).split(':');
  return { uid: Number(uid), gid: Number(gid), home };
}

/** A command that starts the app as the user. @param {string} user @param {string} home @param {string} folder */
async function commandAs(user, home, folder) {
  const path = join(folder, 'botpit-as-user');
  const lines = [
    '#!/bin/sh',
    `cd '${home}'`,
    `HOME='${home}' exec runuser -u ${user} -- ${COMMAND} "$@"`,
    '',
  ];
  await writeFile(path, lines.join('\n'), { mode: 0o755 });
  return path;
}

/** @param {import('playwright-core').ElectronApplication} electron @param {string} path */
async function answerDialogs(electron, path) {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  }, path);
}

/** @param {import('playwright-core').ElectronApplication} electron */
async function chooseExport(electron) {
  await electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('export-both')?.click());
}

/** @param {string} path */
async function fileHasRows(path) {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.split('\n').length > ROWS_MIN) return;
    assert.ok(
      Date.now() < deadline,
      `${path} got no ${ROWS_MIN} rows within ${READY_MS / 1000} s; it is '${text}'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
