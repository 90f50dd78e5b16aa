// npm run realism: compares the figures of a market with those of a recorded one. Exit code 1 when a row is out of its
// band.

import type * as realism from './index.ts';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { logToStderr, runMain } from '../lib/command-line.ts';
import { toolArguments, wholeNumber } from '../lib/tool-options.ts';

const HELP = `npm run realism -- [options] [SESSION]
Compares a market with a recorded NASDAQ session. Writes realism.html; exits with 1 when a row is out of its band.

  SESSION            a session's folder or .botpit file
  --lobster FOLDER   a recorded day as LOBSTER writes it: *message*, *top_of_book* and *orderbook* .csv
  Otherwise the crowd trades in virtual time:
  --seed N           the first seed (default: 1)
  --seeds N          number of seeds; the table shows their median (default: 1)
  --minutes N        minutes that each seed trades (default: 20)
  --bots LIST        strategies beside the crowd, separated by commas; 'default' for those of Start (default: none)
  --accounts N       traders in the crowd (default: 40)
  --impact           measure the impact of parent orders too
  Both:
  --symbol SYMBOL    instrument of a session (default: its first)
  --out FILE         file of the page (default: realism.html)`;

const EXIT_OUT = 1;

const { values, positionals } = toolArguments({
  allowPositionals: true,
  options: {
    lobster: { type: 'string' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    bots: { type: 'string', default: '' },
    accounts: { type: 'string', default: '40' },
    impact: { type: 'boolean', default: false },
    symbol: { type: 'string' },
    out: { type: 'string', default: 'realism.html' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await runMain(run);

async function run(): Promise<void> {
  const report = await withBundles(['tools/realism/index.ts'], ({ first }: Bundles<typeof realism>) =>
    reportWith(first),
  );
  console.log(report.lines.join('\n'));
  await writeFile(values.out, report.page);
  logToStderr(`The plots are in ${resolve(values.out)}.`);
  if (report.isOut) process.exitCode = EXIT_OUT;
}

async function reportWith({ ofLobster, ofSession, ofSimulated }: typeof realism): Promise<realism.Report> {
  const [session] = positionals;
  if (values.lobster !== undefined) return ofLobster(values.lobster);
  if (session !== undefined) return ofSession(session, values.symbol);
  const [first, count] = [wholeNumber('seed', values.seed), wholeNumber('seeds', values.seeds)];
  return ofSimulated({
    seeds: Array.from({ length: count }, (_, index) => first + index),
    minutes: wholeNumber('minutes', values.minutes),
    accounts: wholeNumber('accounts', values.accounts),
    bots: values.bots === 'default' ? null : values.bots.split(',').filter((name) => name !== ''),
    withImpact: values.impact,
    onSeed: (seed) => logToStderr(`… seed ${seed}`),
  });
}
