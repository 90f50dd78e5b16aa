// @ts-check
// npm run bench:seek: how fast a recorded session is at any moment that is asked for.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './build.mjs';
import { withBundles, wholeNumber } from './bundles.mjs';
import { runMain } from './command-line.mjs';
import { projectFolder } from './project.mjs';

const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '400000' },
    seeks: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
});
const [commands, seeks, seed] = [
  wholeNumber('commands', values.commands),
  wholeNumber('seeks', values.seeks),
  wholeNumber('seed', values.seed),
];

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/player/index.ts'], async ({ first }) => {
    const built = join(projectFolder, 'out', 'main');
    console.log(
      (await first.runSeekBench({ built, commands, seeks, seed, onStep: console.error })).join('\n'),
    );
  });
});
