// npm run bench -- market --minutes 60 [--crowd 40]: the strategies in the box trade in virtual time, alone or beside a crowd.

import type * as measured from '../market/index.ts';
import { parseArgs } from 'node:util';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';

const { values } = parseArgs({
  options: {
    bots: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    crowd: { type: 'string' },
  },
});

await runMain(async () => {
  const [first, count] = [wholeNumber('seed', values.seed), wholeNumber('seeds', values.seeds)];
  const minutes = wholeNumber('minutes', values.minutes);
  await withBundles(
    ['tools/bench/market/index.ts'],
    async ({ first: { NAMES, runMarket, describeMarket } }: Bundles<typeof measured>) => {
      const bots = values.bots?.split(',') ?? NAMES;
      for (let seed = first; seed < first + count; seed += 1) {
        const crowd = values.crowd === undefined ? {} : { crowd: wholeNumber('crowd', values.crowd) };
        const options = { bots, seed, minutes, ...crowd };
        console.log(describeMarket(runMarket(options), options).join('\n'));
      }
    },
  );
});
