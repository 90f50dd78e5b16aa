// npm start: builds what is stale and opens the app. Without a display it runs the pit headless.

import { spawn } from 'node:child_process';
import { buildIfStale } from '../lib/build.ts';
import { logToStderr as log, runMain, stopWithNpm } from '../lib/command-line.ts';
import { ensureElectronLibraries } from '../lib/debian-packages.ts';
import { appCommand, electronRuntime, sandboxObstacle } from '../electron/runtime.ts';
import { projectFolder } from '../lib/project.ts';
import { fromStartFolder } from '../../src/runtime/start-folder.ts';
import { refuse } from '../lib/tool-options.ts';
import { START_HELP, startPlan } from './start-arguments.ts';
import { runWorker } from './run-worker.ts';

stopWithNpm();
await runMain(start);

async function start() {
  const plan = startPlan(process.argv.slice(2), hasDisplay(), fromStartFolder('.'));
  switch (plan.run) {
    case 'help':
      return console.log(START_HELP);
    case 'refusal':
      return refuse(plan.reason);
    case 'headless':
      if (!plan.chosen) log('There is no display, so the pit runs without its window.');
      return runWorker('headless', plan.args);
    case 'app':
      return openApp(plan.args);
  }
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

async function openApp(appArgs: string[]) {
  await buildIfStale({ log });
  const runtime = await electronRuntime({ log });
  if (!(await ensureElectronLibraries({ log, executablePath: runtime.executablePath, display: false }))) {
    throw new Error('The pit still runs without its window: npm start -- --headless');
  }
  const obstacle = sandboxObstacle(runtime);
  if (obstacle !== undefined) log(`The window runs without Chromium's sandbox: ${obstacle}.`);
  const { executablePath, args } = appCommand(runtime, projectFolder);
  process.exitCode = await exitCodeOf(executablePath, [...args, ...appArgs]);
}

/**
 * Runs the app to its end. Chromium shuts down cleanly on the first signal and ends at once on the second. Ctrl+C
 * would reach it from the terminal and from here, so it runs in a separate session and gets one signal, from here.
 */
function exitCodeOf(command: string, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const app = spawn(command, args, { stdio: 'inherit', detached: process.platform !== 'win32' });
    let isQuitting = false;
    const quit = () => {
      if (!isQuitting) app.kill('SIGTERM');
      isQuitting = true;
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, quit);
    app.on('error', reject);
    app.on('close', (code) => resolve(code ?? 1));
  });
}
