// npm run bench -- watchers: the bytes that one watcher of a class gets, from the full and the conflated feed.

import type * as measured from '../watchers/index.ts';
import { parseArgs } from 'node:util';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';

const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});

await runMain(() =>
  withBundles(['tools/bench/watchers/index.ts'], ({ first }: Bundles<typeof measured>) => {
    const options = {
      students: wholeNumber('students', values.students),
      seconds: wholeNumber('seconds', values.seconds),
      seed: wholeNumber('seed', values.seed),
    };
    console.log(first.runWatchersBench(options).join('\n'));
    return Promise.resolve();
  }),
);
