// @ts-check
// Tools are TypeScript; Node 20 runs JavaScript only. This bundles one with esbuild and imports it.

import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const outFolder = join(project, 'out', 'tools');

/** @param {string} tool path below tools/, without its ending */
export async function loadTool(tool) {
  const { outputFiles } = await build({
    entryPoints: [join(project, 'tools', `${tool}.ts`)],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    outdir: outFolder,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const name = `${tool.replaceAll('/', '-')}-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.mjs`;
  const path = join(outFolder, name);
  if (!existsSync(path)) await writeWhole(path, code);
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(path).href);
}

/** Another process may be about to load the same file. @param {string} path @param {Uint8Array} code */
async function writeWhole(path, code) {
  await mkdir(outFolder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, path);
}
