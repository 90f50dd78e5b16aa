// @ts-check
// npm run soak: millions of orders through exchange and relay, and the memory that they hold.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './build.mjs';
import { withBundles, wholeNumber } from './bundles.mjs';
import { runMain } from './command-line.mjs';
import { projectFolder } from './project.mjs';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: '1' },
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/soak.ts'], async ({ first }) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      seed: wholeNumber('seed', values.seed),
      orders: wholeNumber('orders', values.orders),
      onStep: console.error,
    };
    console.log((await first.runSoak(options)).join('\n'));
  });
});
