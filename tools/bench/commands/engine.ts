// npm run bench -- engine: the engine beside nodejs-order-book, on the same operations.

import type * as measured from '../index.ts';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    ops: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    /** For one engine on one stream in one round. */
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});
const options = {
  seed: wholeNumber('seed', values.seed),
  operations: wholeNumber('ops', values.ops),
  rounds: wholeNumber('rounds', values.rounds),
  secondsMax: wholeNumber('seconds', values.seconds),
};

// Its threads load the same bundle.
await runMain(() =>
  withBundles(['tools/bench/index.ts'], async ({ first: { report, runBench } }: Bundles<typeof measured>) => {
    const onStep = (what: string) => console.error(`… ${what}`);
    const result = await runBench({ ...options, onStep });
    console.log(report(result));
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }),
);
