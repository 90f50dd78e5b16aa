// @ts-check
// npm run bench:relays: what each relay in a row adds to the way of an event.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './build.mjs';
import { withBundles, wholeNumber } from './bundles.mjs';
import { runMain } from './command-line.mjs';
import { projectFolder } from './project.mjs';

const { values } = parseArgs({ options: { ms: { type: 'string', default: '5000' } } });
const ms = wholeNumber('ms', values.ms);

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/hops.ts'], async ({ first }) => {
    const options = { built: join(projectFolder, 'out', 'main'), ms, onStep: console.error };
    console.log((await first.runHopsBench(options)).join('\n'));
  });
});
