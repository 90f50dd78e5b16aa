// @ts-check
// npm run schema: resources/protocol.schema.json and resources/asyncapi.json, from the schemas that check the messages.

import { build } from 'esbuild';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';

await mkdir(join(projectFolder, 'out'), { recursive: true });
const folder = await mkdtemp(join(projectFolder, 'out', 'schema-'));

try {
  const outfile = join(folder, 'schema.mjs');
  await build({
    entryPoints: [join(projectFolder, 'src', 'contract', 'json-schema.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
  });
  const { asyncApi, protocolSchema } = await import(pathToFileURL(outfile).href);
  await write('protocol.schema.json', protocolSchema());
  await write('asyncapi.json', asyncApi());
} finally {
  await rm(folder, { recursive: true });
}

/** @param {string} name @param {unknown} json */
async function write(name, json) {
  await writeFile(join(projectFolder, 'resources', name), `${JSON.stringify(json, null, 2)}\n`);
  console.log(`resources/${name}`);
}
