// npm run attacks: known attacks on a pit, in virtual time. Exit code 1 when one succeeds.

import type * as attacks from './index.ts';
import { z } from 'zod';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { logToStderr, runMain } from '../lib/command-line.ts';
import { seedOption, toolOptions } from '../lib/tool-options.ts';

const EXIT_OUT = 1;

const { oldRules, seed, only } = toolOptions({
  command: 'npm run attacks',
  about: `Plays known attacks on the engine with the crowd, in virtual time, and prints what each achieves.
Exits with 1 when an attack succeeds that is not known to succeed.`,
  shape: {
    oldRules: z
      .boolean()
      .default(false)
      .describe('use the rules from before M13, and exit with 1 when an attack does not succeed'),
    seed: seedOption,
    only: z.string().default('').describe('only attacks whose name contains this text'),
  },
});

await runMain(run);

async function run(): Promise<void> {
  const { lines, isOut } = await withBundles(
    ['tools/attacks/index.ts'],
    async ({ first }: Bundles<typeof attacks>) =>
      first.report({
        isOld: oldRules,
        seed,
        only,
        onAttack: (attack, rules) => logToStderr(`… ${attack} (${rules})`),
      }),
  );
  console.log(lines.join('\n'));
  if (isOut) process.exitCode = EXIT_OUT;
}
