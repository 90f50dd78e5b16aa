// npm run bench -- nats: four relays on one stream of a nats-server, with many clients, and the losses when it is killed.

import type * as measured from '../wire/nats.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { ensureNats } from '../../lib/debian-packages.ts';
import { projectFolder } from '../../lib/project.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '500' },
    rate: { type: 'string', default: '20' },
    ms: { type: 'string', default: '10000' },
  },
});
const numbers = {
  seed: wholeNumber('seed', values.seed),
  clients: wholeNumber('clients', values.clients),
  rate: wholeNumber('rate', values.rate),
  ms: wholeNumber('ms', values.ms),
};

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
