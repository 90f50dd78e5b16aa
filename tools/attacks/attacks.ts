// npm run attacks: known attacks on a pit, in virtual time. Exit code 1 when one succeeds.

import type * as attacks from './index.ts';
import { parseArgs } from 'node:util';
import { withBundles, wholeNumber, type Bundles } from '../lib/bundles.ts';
import { logToStderr, runMain } from '../lib/command-line.ts';

const HELP = `npm run attacks -- [options]
Plays known attacks on the engine with the crowd, in virtual time, and prints what each achieves.
Exits with 1 when one succeeds that is not known to.

  --old-rules        a pit without the rules against them: each attack succeeds, and 1 when one does not
  --seed N           of the crowd and the bots (default: 1)
  --only TEXT        attacks whose name contains it`;

const EXIT_OUT = 1;

const { values } = parseArgs({
  options: {
    'old-rules': { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await runMain(run);

async function run(): Promise<void> {
  const { lines, isOut } = await withBundles(
    ['tools/attacks/index.ts'],
    async ({ first }: Bundles<typeof attacks>) =>
      first.report({
        isOld: values['old-rules'],
        seed: wholeNumber('seed', values.seed),
        only: values.only,
        onAttack: (attack, rules) => logToStderr(`… ${attack} (${rules})`),
      }),
  );
  console.log(lines.join('\n'));
  if (isOut) process.exitCode = EXIT_OUT;
}
