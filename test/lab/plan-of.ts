/** What the lab would do with a command line. */
import { join, resolve } from 'node:path';
import { labProgram, taskOf, type Plan, type Task } from '../../src/lab/plan.ts';
import { readOptions } from '../../src/runtime/options.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BOX = { strategies: join(ROOT, 'strategies'), rooms: join(ROOT, 'resources', 'rooms') };

/** @throws Error with the sentence that a user reads */
export function readTask(args: readonly string[]): Task {
  const given = readOptions(labProgram(BOX), args);
  if ('help' in given) throw new Error('help was not asked for');
  return taskOf(given.options, given.positionals, BOX);
}

export function planOf(...args: string[]): Plan {
  const task = readTask(args);
  if (task.do !== 'run') throw new Error(`it would ${task.do}`);
  return task.plan;
}
