// npm run simulate -- --seeds 100000: the seeded simulator with its independent auditor, for a night.

import { parseArgs } from 'node:util';
import { withBundles, wholeNumber, type Bundles } from '../lib/bundles.ts';

/** The part of test/simulator/simulator.ts that is used here. */
interface Simulator {
  readonly runSeeds: (range: {
    readonly first: number;
    readonly count: number;
    readonly commands: number;
  }) => { readonly failure: object | null };
  readonly describeFailure: (failure: object) => string;
}

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
  async ({ first }: Bundles<Simulator>) => first,
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
