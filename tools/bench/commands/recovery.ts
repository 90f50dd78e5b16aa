// npm run bench -- recovery: the time of a session's recovery, and the pauses that its snapshots cause.

import type * as measured from '../recovery/index.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';

const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '10000000' },
    resting: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    // Keeps the recording for the next run; a temporary folder by default.
    folder: { type: 'string' },
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'botpit-recovery-')));
  await withBundles(['tools/bench/recovery/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      folder,
      seed: wholeNumber('seed', values.seed),
      commands: wholeNumber('commands', values.commands),
      resting: wholeNumber('resting', values.resting),
      onStep: console.error,
    };
    console.log((await first.runRecoveryBench(options)).join('\n'));
  }).finally(() => values.folder ?? rm(folder, { recursive: true, force: true }));
});
