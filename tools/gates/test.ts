// npm test: every gate one after another, all of them whatever fails, and the counts as the very last line. With --package
// the .deb is one of them: it is made, installed, traded in and removed.

import type { Counts } from './test-counts.ts';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildIfStale } from '../lib/build.ts';
import { messageOf } from '../lib/command-line.ts';
import { ensureElectronLibraries, ensureNats, ensurePython } from '../lib/debian-packages.ts';
import { electronRuntime } from '../electron/runtime.ts';
import { packageObstacle } from '../package/traces.ts';
import { toolCommand } from '../lib/invocation.ts';
import { commandScript, projectFolder } from '../lib/project.ts';
import { run } from '../lib/run.ts';
import { failure, gate, GATES, print, secondsSince } from './gate.ts';
import { needsXvfb, UNDER_XVFB } from '../lib/screen.ts';
import { toolOptions } from '../lib/tool-options.ts';
import { ONE_PASSED, ONE_SKIPPED, sum, summary, vitestCounts } from './test-counts.ts';

const { package: withPackage } = toolOptions({
  command: 'npm test',
  about:
    'Runs every gate: format, types, lint, dead code, build and all tests. The last line has the counts.',
  shape: {
    package: z.boolean().default(false).describe('also make the .deb, install it, trade in it and remove it'),
  },
});

const total = sum([
  // Prettier uses one core only, so it runs beside the others.
  ...(await Promise.all([gate('format', GATES.format), typesLintAndDeadCode()])).flat(),
  await gate('build', () => buildIfStale({ log: print })),
  await electron(),
  await python(),
  await nats(),
  await tests().catch(failure('tests')),
  ...(withPackage ? [await packageTest()] : []),
]);
print(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function typesLintAndDeadCode(): Promise<readonly Counts[]> {
  return [
    await gate('types', GATES.types),
    await gate('lint', GATES.lint),
    await gate('dead code', GATES['dead-code']),
  ];
}

/**
 * Prepares Electron for the app's tests. A machine without it skips them with the reason; the tests learn it
 * from BOTPIT_NO_ELECTRON, and find the Electron by asking tools/electron/runtime.ts.
 */
async function electron(): Promise<Counts> {
  const started = performance.now();
  try {
    const { executablePath, version, kind } = await electronRuntime({ log: print });
    const ready = await ensureElectronLibraries({ log: print, executablePath, display: needsXvfb() });
    if (!ready) throw new Error('this system lacks libraries that Electron needs (see above)');
    print(`ok      electron ${version}, ${kind} (${secondsSince(started)})`);
    return ONE_PASSED;
  } catch (error) {
    process.env['BOTPIT_NO_ELECTRON'] = messageOf(error);
    print(`SKIPPED electron, and with it the tests of the app\n${messageOf(error)}`);
    return ONE_SKIPPED;
  }
}

/** Finds or prepares Python for the test of the example, which reads its path from BOTPIT_PYTHON. */
async function python(): Promise<Counts> {
  const found = await ensurePython({ log: print });
  if (found === undefined) {
    print('SKIPPED python with websockets, and with it the test of examples/client.py');
    return ONE_SKIPPED;
  }
  process.env['BOTPIT_PYTHON'] = found;
  print(`ok      python with websockets, ${found}`);
  return ONE_PASSED;
}

/** Finds or prepares nats-server for the tests of relays over NATS, which read its path from BOTPIT_NATS_SERVER. */
async function nats(): Promise<Counts> {
  const found = await ensureNats({ log: print });
  if (found === undefined) {
    print('SKIPPED nats-server, and with it the tests of relays over NATS');
    return ONE_SKIPPED;
  }
  process.env['BOTPIT_NATS_SERVER'] = found;
  print(`ok      nats-server, ${found}`);
  return ONE_PASSED;
}

async function tests(): Promise<Counts> {
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

async function packageTest(): Promise<Counts> {
  const obstacle = process.env['BOTPIT_NO_ELECTRON'] ?? (await packageObstacle());
  if (obstacle === undefined) return gate('package', () => runTool('package/test-package'));
  print(`SKIPPED the test of the package: ${obstacle}`);
  return ONE_SKIPPED;
}

async function runTool(tool: string) {
  const [node = '', ...args] = toolCommand(tool);
  await run(node, args, { cwd: projectFolder });
}

/** Runs Vitest and shows its output as it arrives. @returns the exit code */
async function vitest(args: string[]): Promise<number> {
  const command = [process.execPath, await commandScript('vitest'), 'run', ...args];
  if (needsXvfb() && !process.env['BOTPIT_NO_ELECTRON']) command.unshift(...UNDER_XVFB);
  const [executable = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(executable, rest, { cwd: projectFolder, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
