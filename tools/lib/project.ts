// The project's folder, and the commands of its dependencies.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's folder, found by walking up, because a tool runs from its bundle in out/ and a test from the source.
 */
export const projectFolder = folderWithManifest(dirname(fileURLToPath(import.meta.url)));

function folderWithManifest(folder: string): string {
  const isProject = existsSync(join(folder, 'package-lock.json'));
  return isProject ? folder : folderWithManifest(dirname(folder));
}

/**
 * Script behind a dependency's command, for `node SCRIPT`. It is the same on every system, unlike the links in .bin.
 * @param command name of the command, if it differs from the package's name
 * @returns an absolute path
 */
export async function commandScript(packageName: string, command: string = packageName): Promise<string> {
  const folder = join(projectFolder, 'node_modules', packageName);
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin[command];
  return join(folder, script);
}
