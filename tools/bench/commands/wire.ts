// npm run bench -- wire: orders and events through the real processes, compared with a bare ws echo in the same run.

import type * as measured from '../wire/index.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { seed, ms } = toolOptions({
  command: 'npm run bench -- wire',
  about: 'Exchange and relay under load, beside a bare ws echo.',
  shape: {
    seed: seedOption,
    ms: countOption(5_000, 'milliseconds of each load'),
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(
    ['tools/bench/wire/index.ts', 'tools/bench/wire/echo.ts', 'tools/bench/wire/same-messages.ts'],
    async ({ first, paths: [, echo = '', bound = ''] }: Bundles<typeof measured>) => {
      const onStep = (what: string) => console.error(`… ${what}`);
      const common = { built: join(projectFolder, 'out', 'main'), ms, onStep };
      console.log((await first.runWireBench({ ...common, echo, bound, seed })).join('\n'));
      console.log((await first.runFanoutBench(common)).join('\n'));
    },
  );
});
