// Runs a worker under plain Node in this terminal. The built file runs in this very process, so stdio, signals and the
// exit code are the worker's own.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from '../lib/build.ts';
import { logToStderr } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';
import { WORKER_NAMES, type WorkerName } from '../../src/runtime/workers.ts';

const mainFolder = join(projectFolder, 'out', 'main');

/** @param args arguments for the worker */
export async function runWorker(name: string, args: string[]) {
  if (!isWorker(name))
    throw new Error(`There is no worker "${name}": use one of ${WORKER_NAMES.join(', ')}.`);
  await buildIfStale({ log: logToStderr });
  const script = join(mainFolder, `${name}.js`);
  process.argv = [process.execPath, script, ...args];
  process.setSourceMapsEnabled(true);
  void import(pathToFileURL(script).href); // not awaited, so that an error of the worker shows its stack
}

function isWorker(name: string): name is WorkerName {
  return WORKER_NAMES.some((known) => known === name);
}
