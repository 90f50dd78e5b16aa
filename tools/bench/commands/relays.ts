// npm run bench -- relays: the delay that each relay in a row adds.

import type * as measured from '../wire/hops.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';

const { values } = parseArgs({ options: { ms: { type: 'string', default: '5000' } } });
const ms = wholeNumber('ms', values.ms);

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/hops.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = { built: join(projectFolder, 'out', 'main'), ms, onStep: console.error };
    console.log((await first.runHopsBench(options)).join('\n'));
  });
});
