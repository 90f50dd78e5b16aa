// npm run chaos: kills, stops and damages a trading pit, over and over.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../lib/build.ts';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { runMain } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../lib/tool-options.ts';

const { blows, seed, bots, sessions, minutes } = toolOptions({
  command: 'npm run chaos',
  about:
    'Kills, stops and damages a trading pit over and over, and verifies after each blow that nothing is lost.',
  shape: {
    blows: countOption(200, 'number of blows'),
    seed: seedOption,
    bots: countOption(30, 'number of bots that trade'),
    sessions: countOption(
      5,
      'number of sessions, one after the other; they share the blows, because each blow verifies its whole session',
    ),
    minutes: countOption(600, 'time limit in minutes, even if blows remain'),
  },
});
const MS_PER_MINUTE = 60_000;
const STRATEGIES = ['maker', 'random', 'taker', 'grid', 'momentum'];
const botList = Array.from({ length: bots }, (_, index) => STRATEGIES[index % STRATEGIES.length]).join(',');

/** Ctrl+C ends the tool cleanly. A second one ends it at once. */
const ending = new AbortController();
process.once('SIGINT', () => {
  console.error('ends after this blow');
  ending.abort();
});

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['test/chaos/chaos.ts'], async ({ first }: Bundles<Chaos>) => {
    const reports = [];
    for (let session = 0; session < sessions && !ending.signal.aborted; session += 1)
      reports.push(await trade(first, session));
    print(reports);
    if (reports.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  });
});

/** The part of test/chaos/chaos.ts that this tool uses. */
interface Chaos {
  runChaos(options: object): Promise<Report>;
}

/** The report of a session from test/chaos/chaos.ts. */
type Report = {
  blows: ReadonlyMap<string, number>;
  hasSmallDisk: boolean;
  faults: string[];
  acknowledged: number;
  publishedTrades: number;
  bots: number;
  verdict: string;
};

/** Runs one session, from its first start to its end. */
async function trade(chaos: Chaos, session: number): Promise<Report> {
  console.error(`session ${session + 1} of ${sessions}, seed ${seed + session}`);
  const folder = await mkdtemp(join(tmpdir(), 'botpit-chaos-'));
  try {
    return await chaos.runChaos({
      built: join(projectFolder, 'out', 'main'),
      folder,
      seed: seed + session,
      blows: Math.ceil((blows - session) / sessions),
      ms: (minutes * MS_PER_MINUTE) / sessions,
      checkEvery: 1,
      bots: botList,
      onStep: console.error,
      signal: ending.signal,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(reports: Report[]) {
  const sum = (of: (report: Report) => number) => reports.reduce((all, report) => all + of(report), 0);
  const struck: Map<string, number> = new Map();
  for (const report of reports)
    for (const [blow, times] of report.blows) struck.set(blow, (struck.get(blow) ?? 0) + times);
  const total = [...struck.values()].reduce((all, times) => all + times, 0);
  console.log(`seeds ${seed} to ${seed + reports.length - 1}, ${bots} bots, ${total} blows`);
  for (const [blow, times] of struck) console.log(`  ${String(times).padStart(4)}  ${blow}`);
  if (reports.some(({ hasSmallDisk }) => !hasSmallDisk))
    console.log('     0  fill the disk: a small tmpfs takes root on Linux');
  console.log(
    `${sum(({ acknowledged }) => acknowledged)} acknowledged orders of the witness, ${sum(({ publishedTrades }) => publishedTrades)} published trades`,
  );
  for (const [session, { verdict, bots: running, faults }] of reports.entries()) {
    console.log(`seed ${seed + session}: ${running} bots run at the end, ${verdict.trim()}`);
    for (const fault of faults) console.log(`FAULT ${fault}`);
  }
}
