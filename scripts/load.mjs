// @ts-check
// Tools are TypeScript, and Node 20 runs only JavaScript. This bundles a tool with esbuild and imports it. A bundle is
// used until one of its files changes, because bundling takes longer than most tools.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const outFolder = join(project, 'out', 'tools');
const BASE = 'tsconfig.base.json';
/** Files that decide how a bundle is made. */
const MAKERS = ['scripts/load.mjs', BASE, 'package-lock.json'];

/** @typedef {{ readonly bundle: string, readonly files: Readonly<Record<string, string | undefined>> }} Made */

/** @param {string} tool path below tools/, without its extension */
export async function loadTool(tool) {
  const name = tool.replaceAll('/', '-');
  const record = join(outFolder, `${name}.json`);
  const path = fresh(record) ?? (await bundle(tool, name, record));
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(path).href);
}

/** @param {string} record @returns {string | undefined} the bundle, unless a file in it has changed */
function fresh(record) {
  try {
    /** @type {Made} */
    const { bundle, files } = JSON.parse(readFileSync(record, 'utf8'));
    const isFresh = Object.entries(files).every(([file, version]) => versionOf(file) === version);
    return isFresh && existsSync(join(outFolder, bundle)) ? join(outFolder, bundle) : undefined;
  } catch {
    return undefined; // there is none, or it is damaged
  }
}

/** @param {string} file path from the project's folder @returns {string | undefined} undefined: no such file */
function versionOf(file) {
  const stats = statsOf(file);
  return stats && `${stats.mtimeNs} ${stats.ino} ${stats.size}`;
}

/** @param {string} tool @param {string} name @param {string} record @returns {Promise<string>} the bundle */
async function bundle(tool, name, record) {
  const { build } = await import('esbuild');
  const began = BigInt(Date.now()) * 1_000_000n;
  const { outputFiles, metafile } = await build({
    entryPoints: [join(project, 'tools', `${tool}.ts`)],
    absWorkingDir: project,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    outdir: outFolder,
    // Otherwise esbuild reads the one of each file's folder, which a record would have to name.
    tsconfig: join(project, BASE),
  });
  const code = withConstants(outputFiles[0]?.text ?? '');
  const file = `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.mjs`;
  const path = join(outFolder, file);
  if (!existsSync(path)) await writeWhole(path, code);
  const files = Object.fromEntries(
    [...Object.keys(metafile.inputs), ...MAKERS].map((input) => [input, versionOf(input)]),
  );
  // If a file was saved while esbuild read it, the bundle may contain either version.
  const isSettled = Object.keys(files).every((input) => (statsOf(input)?.mtimeNs ?? 0n) < began);
  // Without a record, the next run bundles again.
  if (isSettled) await writeWhole(record, JSON.stringify({ bundle: file, files })).catch(() => {});
  return path;
}

/**
 * esbuild makes each `const` of a module a `var`. V8 compiles the value of a constant into the code, but reads a variable
 * and checks its type at each use: with variables, the engine takes 1.03 to 1.08 times as long for a command. The app's
 * build keeps them too (electron.vite.config.ts).
 * @param {string} code @returns {string} the same code, whose constants with names in capitals are constants again
 */
function withConstants(code) {
  return code.replaceAll(/^var (?=[A-Z][A-Z\d_]* = |\[[A-Z])/gm, 'const ');
}

/** @param {string} file path from the project's folder */
function statsOf(file) {
  return statSync(join(project, file), { throwIfNoEntry: false, bigint: true });
}

/**
 * Writes a file as a whole, because another process may be about to load it.
 * @param {string} path
 * @param {string | Uint8Array} content
 */
async function writeWhole(path, content) {
  await mkdir(outFolder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, path);
}
