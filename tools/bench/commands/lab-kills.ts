// npm run bench -- lab-kills: a lab on a work queue whose workers are killed at random has the report of one machine.

import type * as measured from '../lab/kills.ts';
import { join } from 'node:path';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { ensureNats } from '../../lib/debian-packages.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const numbers = toolOptions({
  command: 'npm run bench -- lab-kills',
  about: 'A lab on a work queue whose workers are killed at random, beside the same lab on one machine.',
  shape: {
    seed: seedOption,
    seeds: countOption(40, 'seeds of the lab; with more seeds, more workers are killed'),
  },
});

await runMain(async () => {
  const nats = process.env['BOTPIT_NATS_SERVER'] ?? (await ensureNats({ log: console.error }));
  if (nats === undefined)
    throw new Error('There is no nats-server here: install it, on Debian with apt-get install nats-server.');
  await buildIfStale({ log: console.error });
  await withBundles(['tools/bench/lab/kills.ts'], async ({ first }: Bundles<typeof measured>) => {
    const built = join(projectFolder, 'out', 'main');
    const onStep = (what: string) => console.error(`… ${what}`);
    const { runs, kills, takeovers, different } = await first.runKills({
      built,
      nats,
      ...numbers,
      onStep,
    });
    console.log(`seed ${numbers.seed}: ${runs} runs, ${kills} workers killed, ${takeovers} jobs taken over`);
    if (different.length > 0) throw new Error(`Files of the report that differ: ${different.join(', ')}.`);
    console.log('Every file of the report is that of one machine, byte for byte.');
  });
});
