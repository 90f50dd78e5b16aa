// npm run bench -- relays: the delay that each relay in a row adds.

import type * as measured from '../wire/hops.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, toolOptions } from '../../lib/tool-options.ts';

const { ms } = toolOptions({
  command: 'npm run bench -- relays',
  about: 'The delay that each relay in a row adds.',
  shape: {
    ms: countOption(5_000, 'milliseconds of each load'),
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/hops.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = { built: join(projectFolder, 'out', 'main'), ms, onStep: console.error };
    console.log((await first.runHopsBench(options)).join('\n'));
  });
});
