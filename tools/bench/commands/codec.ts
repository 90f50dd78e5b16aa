// npm run bench -- codec: processor time to write events and CSV rows, compared with JSON.stringify and papaparse.

import type * as measured from '../codec/index.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { rounds, seed } = toolOptions({
  command: 'npm run bench -- codec',
  about: 'Processor time of writing events and CSV rows, beside JSON.stringify and papaparse.',
  shape: { rounds: countOption(15, 'number of rounds'), seed: seedOption },
});

await runMain(() =>
  withBundles(['tools/bench/codec/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    console.log(first.runCodecBench(seed, rounds).join('\n'));
  }),
);
