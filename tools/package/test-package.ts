// npm run make -- test-package: makes the .deb, installs it, trades in it as a user without root's rights, removes it, and
// looks for leftovers. Needs root on Debian or Ubuntu, because it installs a package and adds a user.

import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUSES } from './after-pack.ts';
import { logToStderr as log, runMain } from '../lib/command-line.ts';
import { ensureElectronLibraries } from '../lib/debian-packages.ts';
import { tradeHeadless, tradeInWindow } from './installed-app.ts';
import { install, lastingProcessesOf, packageObstacle, removeTraces } from './traces.ts';
import { toolCommand } from '../lib/invocation.ts';
import { projectFolder } from '../lib/project.ts';
import { run } from '../lib/run.ts';

const PROGRAM = '/opt/Botpit/botpit-app';
const DESKTOP_ENTRY = '/usr/share/applications/botpit.desktop';
const FILE_TYPE = '/usr/share/mime/packages/botpit.xml';
const LEFT_BY_PACKAGE = ['/opt/Botpit', '/usr/bin/botpit', DESKTOP_ENTRY, FILE_TYPE];
const UNDER_XVFB = '--under-xvfb';
/** Notation of a program's fuse: the characters 0 and 1. */
const FUSE_STATE = { off: 0x30, on: 0x31 };
/**
 * Options of the X server. The tests run as root, but Chromium does not, so the display accepts everybody on this
 * machine.
 */
const XVFB = ['-a', '-s', '-screen 0 1600x1000x24 -ac'];

const [mode, ...names] = process.argv.slice(2);
await runMain(mode === UNDER_XVFB ? () => test(names[0] ?? '', names[1] ?? '') : main);

/** Runs the test in a separate process, so that its traces are removed even if it is killed. */
async function main() {
  const obstacle = await packageObstacle();
  if (obstacle !== undefined) throw new Error(`The test of the package cannot run here: ${obstacle}.`);
  if (!(await ensureElectronLibraries({ log, executablePath: process.execPath, display: true })))
    throw new Error('It needs a display without a screen: see above.');
  const user = `botpit-test-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'botpit-package-'));
  try {
    const restart = toolCommand('package/test-package', UNDER_XVFB, user, folder);
    const exitCode = await exitCodeOf('xvfb-run', [...XVFB, ...restart], folder);
    if (exitCode !== 0) throw new Error('The package failed its test.');
  } finally {
    await removeTraces(user, folder);
  }
}

/**
 * Runs a command in a separate process group. When this process must end, the whole group ends first, and then its
 * traces are removed.
 * @param folder folder for temporary files
 */
function exitCodeOf(command: string, args: string[], folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TMPDIR: folder };
    const child = spawn(command, args, { cwd: projectFolder, env, stdio: ['ignore', 2, 2], detached: true });
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGTERM');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function test(user: string, folder: string) {
  const deb = await step('make the .deb', () => makeDeb(folder));
  await step('install it', () => install(deb, folder));
  await step('its fuses are those of after-pack.ts', checkFuses);
  await step('the desktop knows its files', checkFileType);
  await step(`add the user ${user}`, () => run('useradd', ['--create-home', '--shell', '/bin/sh', user]));
  await step('trade in it without a window', () => tradeHeadless(user));
  await step('trade in it, with a .ts file of the user', () => tradeInWindow(user, folder));
  await step('it left no process', async () => assert.deepEqual(await lastingProcessesOf(user), []));
  await step('remove it', () => run('apt-get', ['purge', '-y', 'botpit']));
  await step('it left no file', assertNoFile);
}

async function step<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  }
}

async function makeDeb(folder: string) {
  const [node = '', ...args] = toolCommand('package/package', '--deb', '--fast', '--output', folder);
  await run(node, args, { cwd: projectFolder });
  const debs = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  assert.equal(debs.length, 1, `one .deb was to be made: ${debs.join(', ')}`);
  return join(folder, debs[0] ?? '');
}

/**
 * Checks the fuses. Then it sets the one with which Playwright can reach the main process, its menu and its file
 * dialogs.
 */
async function checkFuses() {
  const wire = await getCurrentFuseWire(PROGRAM);
  for (const [fuse, on] of Object.entries(FUSES)) {
    const state = on ? 'on' : 'off';
    assert.equal(
      wire[Number(fuse) as FuseV1Options],
      FUSE_STATE[state],
      `the fuse ${FuseV1Options[Number(fuse)]} has to be ${state}`,
    );
  }
  await flipFuses(PROGRAM, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true });
}

async function checkFileType() {
  assert.match(await readFile(DESKTOP_ENTRY, 'utf8'), /^MimeType=application\/vnd\.botpit\.session;$/m);
  assert.match(await readFile(FILE_TYPE, 'utf8'), /"application\/vnd\.botpit\.session"[^]*"\*\.botpit"/);
}

function assertNoFile() {
  const left = LEFT_BY_PACKAGE.filter((path) => existsSync(path));
  assert.deepEqual(left, [], 'the removed package left these');
}
