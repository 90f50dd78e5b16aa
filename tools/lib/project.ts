// Where the project is, and the commands that its dependencies bring along.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Found by walking up: a tool runs from its bundle in out/, a test from the source. */
export const projectFolder = folderWithManifest(dirname(fileURLToPath(import.meta.url)));

function folderWithManifest(folder: string): string {
  const isProject = existsSync(join(folder, 'package-lock.json'));
  return isProject ? folder : folderWithManifest(dirname(folder));
}

/**
 * The script behind a dependency's command, for `node SCRIPT`: the same on every system, unlike the links in .bin.
 *  @param command its name, where it differs from the package's
 * @returns absolute
 */
export async function commandScript(packageName: string, command: string = packageName): Promise<string> {
  const folder = join(projectFolder, 'node_modules', packageName);
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin[command];
  return join(folder, script);
}
