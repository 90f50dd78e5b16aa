// @ts-check
// Runs a command to its end without a word on stdout, which belongs to the worker that may run after it.

import { spawn } from 'node:child_process';

const OUTPUT_CHARS_MAX = 100_000;

/**
 * @typedef {object} Finished
 * @property {number} exitCode 128 when a signal ended it
 * @property {string} output the last 100,000 characters of what it wrote, stdout and stderr together
 */

/**
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<Finished>} rejects only when the command cannot be started
 */
export function finished(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {string} */ text) => (output = (output + text).slice(-OUTPUT_CHARS_MAX));
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 128, output }));
  });
}

/**
 * The same for a command that has to succeed: throws with its output when it does not.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<string>} its output
 */
export async function run(command, args, options) {
  const { exitCode, output } = await finished(command, args, options);
  if (exitCode !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with code ${exitCode}:\n${output.trim()}`);
  return output;
}
