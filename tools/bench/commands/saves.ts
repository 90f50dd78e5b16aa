// npm run bench -- saves: how long a saved strategy takes to trade, and the bot's memory after many saves.

import type * as measured from '../saves/index.ts';
import { z } from 'zod';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, toolOptions } from '../../lib/tool-options.ts';

const { saves, tableMb } = toolOptions({
  command: 'npm run bench -- saves',
  about: 'How long a saved strategy takes to trade, and the memory of its bot after many saves.',
  shape: {
    saves: countOption(200, 'how often the file is saved'),
    tableMb: z.number().positive().default(1).describe("size of a table in the strategy's source, MB"),
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/saves/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    console.log((await first.runSavesBench({ saves, tableMb, onStep: console.error })).join('\n'));
  });
});
