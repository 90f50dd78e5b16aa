// Runs a worker under plain Node in this terminal. The built file runs in this very process, so that stdio, signals
// and the exit code are the worker's own.

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from '../lib/build.ts';
import { logToStderr } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';

const mainFolder = join(projectFolder, 'out', 'main');

/**
 * @param args as the worker is to see them
 */
export async function runWorker(name: string, args: string[]) {
  await buildIfStale({ log: logToStderr });
  const script = join(mainFolder, `${name}.js`);
  if (!existsSync(script))
    throw new Error(`There is no worker "${name}": use one of ${await workerNames()}.`);
  process.argv = [process.execPath, script, ...args];
  process.setSourceMapsEnabled(true);
  void import(pathToFileURL(script).href); // not awaited: an error of the worker's own is to show its stack
}

async function workerNames() {
  const files = await readdir(mainFolder);
  const names = files.filter((file) => file.endsWith('.js') && file !== 'index.js');
  return names.map((file) => file.slice(0, -'.js'.length)).join(', ');
}
