// npm run bench -- soak: millions of orders through exchange and relay, and the memory that they hold.

import type * as measured from '../wire/soak.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: '1' },
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/soak.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      seed: wholeNumber('seed', values.seed),
      orders: wholeNumber('orders', values.orders),
      onStep: console.error,
    };
    console.log((await first.runSoak(options)).join('\n'));
  });
});
