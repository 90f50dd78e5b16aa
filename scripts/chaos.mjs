// @ts-check
// npm run chaos: a trading pit that is killed, stopped and damaged, over and over.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './build.mjs';
import { withBundles, wholeNumber } from './bundles.mjs';
import { runMain } from './command-line.mjs';
import { projectFolder } from './project.mjs';

const { values } = parseArgs({
  options: {
    blows: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    bots: { type: 'string', default: '30' },
    // After so many it ends, however many blows are left.
    minutes: { type: 'string', default: '600' },
  },
});
const [blows, seed, count, minutes] = [
  wholeNumber('blows', values.blows),
  wholeNumber('seed', values.seed),
  wholeNumber('bots', values.bots),
  wholeNumber('minutes', values.minutes),
];
const MS_PER_MINUTE = 60_000;
const STRATEGIES = ['maker', 'random', 'taker', 'grid', 'momentum'];
const bots = Array.from({ length: count }, (_, index) => STRATEGIES[index % STRATEGIES.length]).join(',');

await runMain(async () => {
  await buildIfStale({ log: console.error });
  const folder = await mkdtemp(join(tmpdir(), 'botpit-chaos-'));
  await withBundles(['test/chaos/chaos.ts'], async ({ first }) => {
    const built = join(projectFolder, 'out', 'main');
    const report = await first.runChaos({
      built,
      folder,
      seed,
      blows,
      ms: minutes * MS_PER_MINUTE,
      checkEvery: 1,
      bots,
      onStep: console.error,
    });
    const struck = [...report.blows.values()].reduce((sum, times) => sum + times, 0);
    console.log(`seed ${seed}, ${count} bots, ${struck} blows`);
    for (const [blow, times] of report.blows) console.log(`  ${String(times).padStart(4)}  ${blow}`);
    if (!report.hasSmallDisk) console.log('     0  fill the disk: a small tmpfs takes root on Linux');
    console.log(
      `${report.acknowledged} acknowledged orders of the witness, ${report.publishedTrades} published trades, ${report.bots} bots run at the end`,
    );
    console.log(report.verdict.trimEnd());
    for (const fault of report.faults) console.log(`FAULT ${fault}`);
    if (report.faults.length > 0) process.exitCode = 1;
  });
  await rm(folder, { recursive: true, force: true });
});
