// npm run bench -- history: the history service under a constant flood of events, compared with a bare HTTP server.

import type * as measured from '../history/index.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const numbers = toolOptions({
  command: 'npm run bench -- history',
  about: 'The history service under a constant flood of events, beside a bare HTTP server.',
  shape: {
    seconds: countOption(120, 'seconds of the flood'),
    rate: countOption(20_000, 'events per second'),
    seed: seedOption,
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  const entries = ['tools/bench/history/index.ts', 'tools/bench/history/bare-server.ts'];
  await withBundles(entries, async ({ first, paths }: Bundles<typeof measured>) => {
    const onStep = (what: string) => console.error(`… ${what}`);
    const built = join(projectFolder, 'out', 'main');
    const bare = paths[1] ?? '';
    console.log((await first.runHistoryBench({ built, bare, ...numbers, onStep })).join('\n'));
  });
});
