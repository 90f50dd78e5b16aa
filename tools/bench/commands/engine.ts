// npm run bench -- engine: the engine compared with nodejs-order-book on the same operations.

import type * as measured from '../index.ts';
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { seed, ops, rounds, seconds, json } = toolOptions({
  command: 'npm run bench -- engine',
  about: 'The engine beside nodejs-order-book.',
  shape: {
    seed: seedOption,
    ops: countOption(1_000_000, 'operations of each stream'),
    rounds: countOption(3, 'number of rounds'),
    seconds: countOption(2, 'maximum time for one engine on one stream in one round'),
    json: z.string().optional().describe('file for the figures'),
  },
});
const options = { seed, operations: ops, rounds, secondsMax: seconds };

// The threads of the bench load the same bundle.
await runMain(() =>
  withBundles(['tools/bench/index.ts'], async ({ first: { report, runBench } }: Bundles<typeof measured>) => {
    const onStep = (what: string) => console.error(`… ${what}`);
    const result = await runBench({ ...options, onStep });
    console.log(report(result));
    if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  }),
);
