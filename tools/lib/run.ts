// Runs a command to its end without output on stdout, which belongs to the worker that may run after it.

import type { SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';

const OUTPUT_CHARS_MAX = 100_000;

export interface Finished {
  exitCode: number;
  output: string;
}

/** Runs a command. Rejects only when the command cannot be started. */
export function finished(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (text: string) => (output = (output + text).slice(-OUTPUT_CHARS_MAX));
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 128, output }));
  });
}

/**
 * Runs a command that must succeed, and otherwise throws with its output.
 * @returns the output
 */
export async function run(command: string, args: readonly string[], options?: SpawnOptions): Promise<string> {
  const { exitCode, output } = await finished(command, args, options);
  if (exitCode !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with code ${exitCode}:\n${output.trim()}`);
  return output;
}
