// npm run simulate: runs the seeded simulator with its independent auditor, for a night.

import { z } from 'zod';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { countOption, toolOptions } from '../lib/tool-options.ts';

/** The part of test/simulator/simulator.ts that this tool uses. */
interface Simulator {
  readonly runSeeds: (range: {
    readonly first: number;
    readonly count: number;
    readonly commands: number;
    readonly kind: string;
  }) => { readonly failure: object | null };
  readonly describeFailure: (failure: object) => string;
}

const SEEDS_AT_ONCE = 100;

const { first, seeds, commands, kind } = toolOptions({
  command: 'npm run simulate',
  about: 'Random trading on the engine, with an independent auditor that predicts every event.',
  shape: {
    first: countOption(1, 'the first seed'),
    seeds: countOption(1000, 'number of seeds'),
    commands: countOption(200, 'commands of each seed'),
    kind: z
      .enum(['timed', 'plain'])
      .default('timed')
      .describe(
        'kind of instruments; timed: with the rules of prices, phases, funding and steps; plain: without them',
      ),
  },
});
const { describeFailure, runSeeds } = await withBundles(
  ['test/simulator/simulator.ts'],
  async ({ first }: Bundles<Simulator>) => first,
);

for (let done = 0; done < seeds; done += SEEDS_AT_ONCE) {
  const count = Math.min(SEEDS_AT_ONCE, seeds - done);
  const { failure } = runSeeds({ first: first + done, count, commands, kind });
  if (failure !== null) {
    console.log(describeFailure(failure));
    process.exit(1);
  }
  console.error(`${done + count} of ${seeds} seeds agree`);
}
console.log(
  `${seeds} seeds from ${first}, ${commands} commands each, ${kind} instruments: engine and auditor agree.`,
);
