// @ts-check
// npm run test:package: makes the .deb, installs it, trades in it as a user without root's rights, removes it, and
// looks for what was left behind. Needs root on Debian or Ubuntu, for it installs a package and adds a user.

import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUSES } from './after-pack.mjs';
import { logToStderr as log, runMain } from './command-line.mjs';
import { ensureElectronLibraries } from './debian-packages.mjs';
import { tradeHeadless, tradeInWindow } from './installed-app.mjs';
import { projectFolder } from './project.mjs';
import { finished, run } from './run.mjs';

const PROGRAM = '/opt/Botpit/botpit-app';
const LEFT_BY_PACKAGE = ['/opt/Botpit', '/usr/bin/botpit', '/usr/share/applications/botpit.desktop'];
const UNDER_XVFB = '--under-xvfb';
const INSTALL = ['install', '-y', '--no-install-recommends'];
/** How a program's fuse reads: the characters 0 and 1. */
const FUSE_STATE = { off: 0x30, on: 0x31 };
/** Tests run as root, Chromium does not: the display lets in everybody on this machine. */
const XVFB = ['-a', '-s', '-screen 0 1600x1000x24 -ac', process.execPath];

await runMain(process.argv.includes(UNDER_XVFB) ? main : underXvfb);

async function underXvfb() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error('This test installs a package and adds a user: it needs root on Debian or Ubuntu.');
  }
  if (!(await ensureElectronLibraries({ log, executablePath: process.execPath, display: true })))
    process.exit(1);
  log(await run('xvfb-run', [...XVFB, ...process.argv.slice(1), UNDER_XVFB], { cwd: projectFolder }));
}

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-package-'));
  const user = `botpit-test-${process.pid}`;
  try {
    const deb = await step('make the .deb', () => makeDeb(folder));
    await step('install it', () => run('apt-get', [...INSTALL, deb]));
    await step('its fuses are those of after-pack.mjs', checkFuses);
    await step(`add the user ${user}`, () => run('useradd', ['--create-home', '--shell', '/bin/sh', user]));
    await step('trade in it without a window', () => tradeHeadless(user));
    await step('trade in it, with a .ts file of the user', () => tradeInWindow(user));
    await step('it left no process', () => assertNoProcess(user));
    await step('remove it', () => run('apt-get', ['purge', '-y', 'botpit']));
    await step('it left no file', assertNoFile);
  } finally {
    await finished('apt-get', ['purge', '-y', 'botpit']);
    await finished('userdel', ['--remove', user]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** @template Result @param {string} what @param {() => Result | Promise<Result>} work @returns {Promise<Result>} */
async function step(what, work) {
  const started = performance.now();
  try {
    return await work();
  } finally {
    log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  }
}

/** @param {string} folder */
async function makeDeb(folder) {
  const script = join(projectFolder, 'scripts', 'package.mjs');
  await run(process.execPath, [script, '--fast', '--output', folder], { cwd: projectFolder });
  const debs = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  assert.equal(debs.length, 1, `one .deb was to be made: ${debs.join(', ')}`);
  return join(folder, debs[0] ?? '');
}

/** Afterwards one bit is set, for Playwright to see the main process: the menu and the file dialogs are there. */
async function checkFuses() {
  const wire = /** @type {Record<string, unknown>} */ (await getCurrentFuseWire(PROGRAM));
  for (const [fuse, on] of Object.entries(FUSES)) {
    const state = on ? 'on' : 'off';
    assert.equal(wire[fuse], FUSE_STATE[state], `the fuse ${FuseV1Options[Number(fuse)]} has to be ${state}`);
  }
  await flipFuses(PROGRAM, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true });
}

/** What is dead but has a parent that has not asked after it, a zombie, does not count. @param {string} user */
async function assertNoProcess(user) {
  const { output } = await finished('ps', ['-u', user, '-o', 'stat=,pid=,args=']);
  const alive = output.split('\n').filter((line) => line !== '' && !line.startsWith('Z'));
  assert.deepEqual(alive, [], `processes of ${user} go on`);
}

function assertNoFile() {
  const left = LEFT_BY_PACKAGE.filter((path) => existsSync(path));
  assert.deepEqual(left, [], 'the removed package left these');
}
