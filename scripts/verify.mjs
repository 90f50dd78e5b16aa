// @ts-check
// npm test: every gate one after another, all of them whatever fails, and the counts as the very last line. With --package
// the .deb is one of them: it is made, installed, traded in and removed.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { messageOf } from './command-line.mjs';
import { ensureElectronLibraries, ensureNats, ensurePython } from './debian-packages.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { packageObstacle } from './package-traces.mjs';
import { commandScript, projectFolder } from './project.mjs';
import { run } from './run.mjs';
import { needsXvfb, UNDER_XVFB } from './screen.mjs';
import { ONE_FAILED, ONE_PASSED, ONE_SKIPPED, sum, summary, vitestCounts } from './test-counts.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */

const total = sum([
  await gate('types', () => tool('typescript', ['-b'], 'tsc')),
  await gate('lint', () => tool('oxlint', ['--type-aware', '--deny-warnings'])),
  await gate('format', () => tool('prettier', ['--check', '.'])),
  await gate('dead code', () => tool('knip', [])),
  await gate('build', () => buildIfStale({ log: print })),
  await electron(),
  await python(),
  await nats(),
  await tests().catch(failure('tests')),
  ...(process.argv.includes('--package') ? [await packageTest()] : []),
]);
print(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {string} name @param {() => Promise<unknown>} check @returns {Promise<Counts>} */
async function gate(name, check) {
  const started = performance.now();
  try {
    await check();
    print(`ok      ${name} (${secondsSince(started)})`);
    return ONE_PASSED;
  } catch (error) {
    return failure(`${name} (${secondsSince(started)})`)(error);
  }
}

/** @param {string} name @returns {(error: unknown) => Counts} */
function failure(name) {
  return (error) => {
    print(`FAILED  ${name}\n${messageOf(error)}`);
    return ONE_FAILED;
  };
}

/** @param {string} packageName @param {string[]} args @param {string} [command] */
async function tool(packageName, args, command) {
  await run(process.execPath, [await commandScript(packageName, command), ...args], { cwd: projectFolder });
}

/**
 * Gets ready what the app's tests run on. A machine that cannot have it skips them and says why; the tests learn it
 * from BOTPIT_NO_ELECTRON, and find the Electron by asking scripts/electron-runtime.mjs.
 * @returns {Promise<Counts>}
 */
async function electron() {
  const started = performance.now();
  try {
    const { executablePath, version, kind } = await electronRuntime({ log: print });
    const ready = await ensureElectronLibraries({ log: print, executablePath, display: needsXvfb() });
    if (!ready) throw new Error('this system lacks what Electron needs (see above)');
    print(`ok      electron ${version}, ${kind} (${secondsSince(started)})`);
    return ONE_PASSED;
  } catch (error) {
    process.env['BOTPIT_NO_ELECTRON'] = messageOf(error);
    print(`SKIPPED electron, and with it the tests of the app\n${messageOf(error)}`);
    return ONE_SKIPPED;
  }
}

/**
 * What the test of the example in Python runs on; the test finds it in BOTPIT_PYTHON.
 * @returns {Promise<Counts>}
 */
async function python() {
  const found = await ensurePython({ log: print });
  if (found === undefined) {
    print('SKIPPED python with websockets, and with it the test of examples/client.py');
    return ONE_SKIPPED;
  }
  process.env['BOTPIT_PYTHON'] = found;
  print(`ok      python with websockets, ${found}`);
  return ONE_PASSED;
}

/**
 * What the tests of relays over NATS run on; they find it in BOTPIT_NATS_SERVER.
 * @returns {Promise<Counts>}
 */
async function nats() {
  const found = await ensureNats({ log: print });
  if (found === undefined) {
    print('SKIPPED nats-server, and with it the tests of relays over NATS');
    return ONE_SKIPPED;
  }
  process.env['BOTPIT_NATS_SERVER'] = found;
  print(`ok      nats-server, ${found}`);
  return ONE_PASSED;
}

/** @returns {Promise<Counts>} */
async function tests() {
  const folder = await mkdtemp(join(tmpdir(), 'botpit-verify-'));
  try {
    const reportPath = join(folder, 'vitest.json');
    const exitCode = await vitest([
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
    ]);
    const report = await readFile(reportPath, 'utf8').then(JSON.parse, () => undefined);
    return vitestCounts(report, exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<Counts>} */
async function packageTest() {
  const obstacle = process.env['BOTPIT_NO_ELECTRON'] ?? (await packageObstacle());
  if (obstacle === undefined) return gate('package', () => script('test-package.mjs'));
  print(`SKIPPED the test of the package: ${obstacle}`);
  return ONE_SKIPPED;
}

/** @param {string} name of one in this folder */
async function script(name) {
  await run(process.execPath, [join(projectFolder, 'scripts', name)], { cwd: projectFolder });
}

/** Its output is shown as it comes. @param {string[]} args @returns {Promise<number>} the exit code */
async function vitest(args) {
  const command = [process.execPath, await commandScript('vitest'), 'run', ...args];
  if (needsXvfb() && !process.env['BOTPIT_NO_ELECTRON']) command.unshift(...UNDER_XVFB);
  const [executable = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(executable, rest, { cwd: projectFolder, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** @param {number} started */
function secondsSince(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
