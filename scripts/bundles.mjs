// @ts-check
// TypeScript of the project for scripts that need it, and numbers from their command lines.

import { build } from 'esbuild';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';

/**
 * Bundles files inside the project, where their packages are found, for as long as `use` takes.
 * @template Result
 * @param {string[]} entries paths from the project's folder; each becomes a module of its own
 * @param {(bundles: Bundles) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withBundles(entries, use) {
  await mkdir(join(projectFolder, 'out'), { recursive: true });
  const folder = await mkdtemp(join(projectFolder, 'out', 'bundles-'));
  try {
    await build({
      entryPoints: entries.map((entry) => join(projectFolder, entry)),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      entryNames: '[name]',
      outExtension: { '.js': '.mjs' },
      outdir: folder,
    });
    const paths = entries.map((entry) => join(folder, `${basename(entry, '.ts')}.mjs`));
    const load = (/** @type {string | undefined} */ path) => import(pathToFileURL(path ?? '').href);
    return await use({ folder, paths, first: await load(paths[0]) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * @typedef {object} Bundles
 * @property {string} folder gone when they are no longer used
 * @property {string[]} paths in the order of the entries
 * @property {any} first the module of the first entry
 */

/**
 * Ends the process with exit code 2 where it is none.
 * @param {string} name of the option
 * @param {string | undefined} text
 */
export function wholeNumber(name, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`error: --${name} must be a whole number above 0; got '${text}'.`);
  process.exit(2);
}
