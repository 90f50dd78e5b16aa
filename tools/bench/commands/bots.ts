// npm run bench -- bots: processor time and memory of the bots' processes, compared with a bare ws client in the same
// run.

import type * as measured from '../bots/index.ts';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const numbers = toolOptions({
  command: 'npm run bench -- bots',
  about: "Processor time and memory of bots' processes, beside a bare ws client.",
  shape: {
    bots: countOption(8, 'number of bots; they run the built-in strategies in turn'),
    instruments: z.int().min(1).max(4).default(1).describe('number of instruments in the market'),
    rate: countOption(5_000, 'events per second'),
    seconds: countOption(20, 'seconds of each load'),
    other: z.string().optional().describe('folder of the built workers of another version, to run beside'),
    seed: seedOption,
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  const entries = ['tools/bench/bots/index.ts', 'tools/bench/bots/bare-client.ts'];
  await withBundles(entries, async ({ first, paths }: Bundles<typeof measured>) => {
    const onStep = (what: string) => console.error(`… ${what}`);
    const [built, bare] = [join(projectFolder, 'out', 'main'), paths[1] ?? ''];
    const other = numbers.other && resolve(numbers.other);
    console.log((await first.runBotsBench({ ...numbers, built, bare, other, onStep })).join('\n'));
  });
});
