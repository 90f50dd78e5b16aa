// npm run bench -- durability: what each --durability costs, in orders a second and in the time to the reply.

import type * as measured from '../wire/durability.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';

const { values } = parseArgs({
  options: {
    ms: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/durability.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      seed: wholeNumber('seed', values.seed),
      ms: wholeNumber('ms', values.ms),
      rounds: wholeNumber('rounds', values.rounds),
      onStep: console.error,
    };
    console.log((await first.runDurabilityBench(options)).join('\n'));
  });
});
