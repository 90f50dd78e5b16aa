// npm run bench -- seek: the time to reach any moment of a recorded session.

import type * as measured from '../player/index.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';

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
  await withBundles(['tools/bench/player/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    const built = join(projectFolder, 'out', 'main');
    console.log(
      (await first.runSeekBench({ built, commands, seeks, seed, onStep: console.error })).join('\n'),
    );
  });
});
