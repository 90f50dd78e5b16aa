// @ts-check
// Where the project is, and the commands that its dependencies bring along.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * The script behind a dependency's command, for `node SCRIPT`: the same on every system, unlike the links in .bin.
 * @param {string} packageName @param {string} [command] its name, where it differs from the package's
 * @returns {Promise<string>} absolute
 */
export async function commandScript(packageName, command = packageName) {
  const folder = join(projectFolder, 'node_modules', packageName);
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin[command];
  return join(folder, script);
}
