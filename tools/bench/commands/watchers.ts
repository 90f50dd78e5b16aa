// npm run bench -- watchers: the bytes that one watcher of a class receives, from the full and from the conflated feed.

import type * as measured from '../watchers/index.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const numbers = toolOptions({
  command: 'npm run bench -- watchers',
  about: 'Bytes per second of one watcher of a class, from the full and the conflated feed.',
  shape: {
    students: countOption(60, 'bots of the class'),
    seconds: countOption(60, 'seconds of virtual time'),
    seed: seedOption,
  },
});

await runMain(() =>
  withBundles(['tools/bench/watchers/index.ts'], ({ first }: Bundles<typeof measured>) => {
    console.log(first.runWatchersBench(numbers).join('\n'));
    return Promise.resolve();
  }),
);
