// npm run bench -- recovery: the time of a session's recovery, and the pauses that its snapshots cause.

import type * as measured from '../recovery/index.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildIfStale } from '../../lib/build.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { projectFolder } from '../../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const {
  commands,
  resting,
  seed,
  folder: kept,
} = toolOptions({
  command: 'npm run bench -- recovery',
  about: 'Recovering and verifying a long session.',
  shape: {
    commands: countOption(10_000_000, 'commands of the session'),
    resting: countOption(100_000, 'orders that rest all the time'),
    seed: seedOption,
    folder: z
      .string()
      .optional()
      .describe('folder that keeps the recording for the next run (default: a temporary one)'),
  },
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'botpit-recovery-')));
  await withBundles(['tools/bench/recovery/index.ts'], async ({ first }: Bundles<typeof measured>) => {
    const options = {
      built: join(projectFolder, 'out', 'main'),
      folder,
      seed,
      commands,
      resting,
      onStep: console.error,
    };
    console.log((await first.runRecoveryBench(options)).join('\n'));
  }).finally(() => kept ?? rm(folder, { recursive: true, force: true }));
});
