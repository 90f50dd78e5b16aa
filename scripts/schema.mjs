// @ts-check
// npm run schema: resources/protocol.schema.json and resources/asyncapi.json, from the schemas that check the messages.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withBundles } from './bundles.mjs';
import { runMain } from './command-line.mjs';
import { projectFolder } from './project.mjs';

await runMain(() =>
  withBundles(['src/contract/json-schema.ts'], async ({ first: { asyncApi, protocolSchema } }) => {
    await write('protocol.schema.json', protocolSchema());
    await write('asyncapi.json', asyncApi());
  }),
);

/** @param {string} name @param {unknown} json */
async function write(name, json) {
  const path = join(projectFolder, 'resources', name);
  const style = await resolveConfig(path);
  await writeFile(path, await format(JSON.stringify(json, null, 2), { ...style, parser: 'json' }));
  console.log(`resources/${name}`);
}
