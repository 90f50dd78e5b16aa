// The gates without a test runner, and the report of a gate.

import { messageOf } from '../lib/command-line.ts';
import { commandScript, projectFolder } from '../lib/project.ts';
import { run } from '../lib/run.ts';
import { ONE_FAILED, ONE_PASSED, type Counts } from './test-counts.ts';

export const GATES = {
  types: () => tool('typescript', ['-b'], 'tsc'),
  lint: () => tool('oxlint', ['--type-aware', '--deny-warnings']),
  format: () => tool('prettier', ['--check', '.']),
  'dead-code': () => tool('knip', []),
} as const;

/** Runs a check, and reports its result and its time. */
export async function gate(name: string, check: () => Promise<unknown>): Promise<Counts> {
  const started = performance.now();
  try {
    await check();
    print(`ok      ${name} (${secondsSince(started)})`);
    return ONE_PASSED;
  } catch (error) {
    return failure(`${name} (${secondsSince(started)})`)(error);
  }
}

export function failure(name: string): (error: unknown) => Counts {
  return (error) => {
    print(`FAILED  ${name}\n${messageOf(error)}`);
    return ONE_FAILED;
  };
}

/** Rejects with the tool's output when it finds a fault. */
async function tool(packageName: string, args: readonly string[], command?: string): Promise<void> {
  await run(process.execPath, [await commandScript(packageName, command), ...args], { cwd: projectFolder });
}

export function secondsSince(started: number) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

export function print(line: string) {
  process.stdout.write(`${line}\n`);
}
