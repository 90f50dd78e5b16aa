// @ts-check
// npm run simulate -- --seeds 100000: the seeded simulator with its independent auditor, for a night.

import { parseArgs } from 'node:util';
import { withBundles, wholeNumber } from './bundles.mjs';

const SEEDS_AT_ONCE = 100;

const { values } = parseArgs({
  options: {
    first: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1000' },
    commands: { type: 'string', default: '200' },
  },
});
const first = wholeNumber('first', values.first);
const seeds = wholeNumber('seeds', values.seeds);
const commands = wholeNumber('commands', values.commands);
const { describeFailure, runSeeds } = await withBundles(
  ['test/simulator/simulator.ts'],
  async (bundles) => bundles.first,
);

for (let done = 0; done < seeds; done += SEEDS_AT_ONCE) {
  const count = Math.min(SEEDS_AT_ONCE, seeds - done);
  const { failure } = runSeeds({ first: first + done, count, commands });
  if (failure !== null) {
    console.log(describeFailure(failure));
    process.exit(1);
  }
  console.error(`${done + count} of ${seeds} seeds agree`);
}
console.log(`${seeds} seeds from ${first}, ${commands} commands each: engine and auditor agree.`);
