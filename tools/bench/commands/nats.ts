// npm run bench -- nats: four relays on one stream of a nats-server, with many clients, and the losses when it is killed.

import type * as measured from '../wire/nats.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { ensureNats } from '../../lib/debian-packages.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const numbers = toolOptions({
  command: 'npm run bench -- nats',
  about: 'Four relays on one stream of a nats-server, with many clients, and the losses when it is killed.',
  shape: {
    seed: seedOption,
    clients: countOption(500, 'clients of all relays together'),
    rate: countOption(20, 'events per second'),
    ms: countOption(10_000, 'milliseconds of the load'),
  },
});

await runMain(async () => {
  const nats = await ensureNats({ log: console.error });
  if (nats === undefined)
    throw new Error('There is no nats-server here: install it, on Debian with apt-get install nats-server.');
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/wire/nats.ts'], async ({ first }: Bundles<typeof measured>) => {
    const onStep = (what: string) => console.error(`… ${what}`);
    const built = join(projectFolder, 'out', 'main');
    console.log((await first.runNatsBench({ built, nats, ...numbers, onStep })).join('\n'));
  });
});
