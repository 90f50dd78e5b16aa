// npm run make -- schema: protocol.schema.json, asyncapi.json and room.schema.json in resources, from the schemas that check
// messages and rooms.

import type * as rooms from '../../src/config/room.ts';
import type * as messages from '../../src/contract/json-schema.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { runMain } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';

await runMain(() =>
  withBundles(
    ['src/contract/json-schema.ts'],
    async ({ first: { asyncApi, protocolSchema } }: Bundles<typeof messages>) => {
      await write('protocol.schema.json', protocolSchema());
      await write('asyncapi.json', asyncApi());
    },
  ),
);
await runMain(() =>
  withBundles(['src/config/room.ts'], ({ first: { roomFileSchema } }: Bundles<typeof rooms>) =>
    write('room.schema.json', roomFileSchema()),
  ),
);

async function write(name: string, json: unknown) {
  const path = join(projectFolder, 'resources', name);
  const style = await resolveConfig(path);
  await writeFile(path, await format(JSON.stringify(json, null, 2), { ...style, parser: 'json' }));
  console.log(`resources/${name}`);
}
