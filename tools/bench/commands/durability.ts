// npm run bench -- durability: the cost of each --durability, in orders per second and in the time to the reply.

import type * as measured from '../wire/durability.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { seed, ms, rounds } = toolOptions({
  command: 'npm run bench -- durability',
  about: 'What each --durability costs, in orders a second and in the time to the reply.',
  shape: {
    seed: seedOption,
    ms: countOption(3_000, 'milliseconds of each load'),
    rounds: countOption(5, 'number of rounds'),
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/durability.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      seed,
      ms,
      rounds,
      onStep: console.error,
    };
    console.log((await first.runDurabilityBench(options)).join('\n'));
  });
});
