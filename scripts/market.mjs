// @ts-check
// npm run market -- --minutes 60: the strategies in the box trade with each other by a clock of their own, in seconds.

import { parseArgs } from 'node:util';
import { withBundles, wholeNumber } from './bundles.mjs';
import { runMain } from './command-line.mjs';

const { values } = parseArgs({
  options: {
    bots: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
  },
});

await runMain(async () => {
  const [first, count] = [wholeNumber('seed', values.seed), wholeNumber('seeds', values.seeds)];
  const minutes = wholeNumber('minutes', values.minutes);
  await withBundles(
    ['tools/bench/market/index.ts'],
    async ({ first: { NAMES, runMarket, describeMarket } }) => {
      const bots = values.bots?.split(',') ?? NAMES;
      for (let seed = first; seed < first + count; seed += 1) {
        const options = { bots, seed, minutes };
        console.log(describeMarket(runMarket(options), options).join('\n'));
      }
    },
  );
});
