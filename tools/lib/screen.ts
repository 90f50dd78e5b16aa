// A screen for commands that drive the real app: the user's own, or a virtual one.

import type { ElectronRuntime } from '../electron/runtime.ts';
import { spawn } from 'node:child_process';
import { _electron } from 'playwright-core';
import { runMain } from './command-line.ts';
import { ensureElectronLibraries } from './debian-packages.ts';
import { appCommand, electronRuntime } from '../electron/runtime.ts';
import { restartCommand } from './invocation.ts';
import { projectFolder } from './project.ts';

/** Prefix of a command that needs a screen. */
export const UNDER_XVFB = ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'];

/** Options that select free ports. */
export const FREE_PORTS = ['orders', 'events', 'relay'].map((name) => `--${name}-port=0`);

export function needsXvfb() {
  return process.platform === 'linux' && !process.env['DISPLAY'];
}

/**
 * Main function of a command that needs Electron and a screen. Without a screen, the same command runs again under a
 * virtual one.
 */
export async function runOnScreen(
  log: (line: string) => void,
  main: (runtime: ElectronRuntime) => Promise<void>,
) {
  await runMain(async () => {
    const runtime = await electronRuntime({ log });
    const { executablePath } = runtime;
    const isReady = await ensureElectronLibraries({ log, executablePath, display: needsXvfb() });
    if (!isReady) process.exitCode = 1;
    else if (needsXvfb()) process.exitCode = await restartUnderXvfb();
    else await main(runtime);
  });
}

/**
 * Launches the real app on free ports.
 * @param profile folder of the app's settings, created if it is missing
 */
export function launchApp(runtime: ElectronRuntime, profile: string) {
  const { executablePath, args } = appCommand(runtime, projectFolder);
  return _electron.launch({ executablePath, args: [...args, `--user-data-dir=${profile}`, ...FREE_PORTS] });
}

/** Runs this process's command again, under a virtual screen. @returns its exit code */
export function restartUnderXvfb(): Promise<number> {
  const [command = '', ...args] = [...UNDER_XVFB, ...restartCommand()];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: projectFolder, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
