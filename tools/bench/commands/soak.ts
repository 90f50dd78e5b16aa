// npm run bench -- soak: millions of orders through exchange and relay, and the memory that they hold.

import type * as measured from '../wire/soak.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { orders, seed } = toolOptions({
  command: 'npm run bench -- soak',
  about: 'Millions of orders through the real processes, and their memory.',
  shape: {
    orders: countOption(2_000_000, 'number of orders'),
    seed: seedOption,
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/soak.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      seed,
      orders,
      onStep: console.error,
    };
    console.log((await first.runSoak(options)).join('\n'));
  });
});
