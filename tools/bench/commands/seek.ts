// npm run bench -- seek: the time to reach any moment of a recorded session.

import type * as measured from '../player/index.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { commands, seeks, seed } = toolOptions({
  command: 'npm run bench -- seek',
  about: 'The time to reach any moment of a recorded session.',
  shape: {
    commands: countOption(400_000, 'commands of the recorded session'),
    seeks: countOption(40, 'number of seeks'),
    seed: seedOption,
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/player/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    const built = join(projectFolder, 'out', 'main');
    console.log(
      (await first.runSeekBench({ built, commands, seeks, seed, onStep: console.error })).join('\n'),
    );
  });
});
