// npm run bench -- matching: the order book alone on five streams, compared with one that knows its prices beforehand.

import type * as measured from '../matching/index.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { messages, rounds, seed } = toolOptions({
  command: 'npm run bench -- matching',
  about: 'The order book alone on five streams, beside one that knows its prices beforehand.',
  shape: {
    messages: countOption(2_000_000, 'messages of each stream'),
    rounds: countOption(5, 'number of rounds'),
    seed: seedOption,
  },
});

await runMain(() =>
  withBundles(['tools/bench/matching/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    console.log(first.runMatchingBench(seed, messages, rounds).join('\n'));
  }),
);
