// @ts-check
// A screen for what drives the real app: the user's own, or one that nobody sees.

import { spawn } from 'node:child_process';
import { runMain } from './command-line.mjs';
import { ensureElectronLibraries } from './debian-packages.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { projectFolder } from './project.mjs';

/** What stands before a command that needs a screen. */
export const UNDER_XVFB = ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'];

export function needsXvfb() {
  return process.platform === 'linux' && !process.env['DISPLAY'];
}

/** @typedef {Awaited<ReturnType<typeof electronRuntime>>} Runtime */

/**
 * The main function of a command that needs Electron and a screen. Without a screen, the same command runs once more under
 * one that nobody sees.
 * @param {(line: string) => void} log
 * @param {(runtime: Runtime) => Promise<void>} main
 */
export async function runOnScreen(log, main) {
  await runMain(async () => {
    const runtime = await electronRuntime({ log });
    const { executablePath } = runtime;
    const isReady = await ensureElectronLibraries({ log, executablePath, display: needsXvfb() });
    if (!isReady) process.exitCode = 1;
    else if (needsXvfb()) process.exitCode = await onceMore();
    else await main(runtime);
  });
}

/** @returns {Promise<number>} its exit code */
function onceMore() {
  const [command = '', ...args] = [...UNDER_XVFB, process.execPath, ...process.argv.slice(1)];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: projectFolder, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
