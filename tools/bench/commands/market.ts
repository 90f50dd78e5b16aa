// npm run bench -- market --minutes 60 [--crowd 40]: the built-in strategies trade in virtual time, alone or with a
// crowd.

import type * as measured from '../market/index.ts';
import { z } from 'zod';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, toolOptions } from '../../lib/tool-options.ts';

const {
  bots,
  minutes,
  seed: first,
  seeds,
  crowd,
} = toolOptions({
  command: 'npm run bench -- market',
  about: 'The built-in strategies in virtual time.',
  shape: {
    bots: z.string().optional().describe('strategies, separated by commas; all by default'),
    minutes: countOption(60, 'minutes of virtual time'),
    seed: countOption(1, 'the first seed'),
    seeds: countOption(1, 'number of seeds'),
    crowd: z.int().min(1).optional().describe('traders of a crowd beside the strategies (default: no crowd)'),
  },
});

await runMain(async () => {
  await withBundles(
    ['tools/bench/market/index.ts'],
    async ({ first: { NAMES, runMarket, describeMarket } }: Bundles<typeof measured>) => {
      for (let seed = first; seed < first + seeds; seed += 1) {
        const options = {
          bots: bots?.split(',') ?? NAMES,
          seed,
          minutes,
          ...(crowd !== undefined && { crowd }),
        };
        console.log(describeMarket(runMarket(options), options).join('\n'));
      }
    },
  );
});
