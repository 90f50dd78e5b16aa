// npm run fuzz: sends valid and invalid frames to the real ports, while a canary trades.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../lib/build.ts';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { runMain } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';
import { countOption, seedOption, toolOptions } from '../lib/tool-options.ts';

const { frames, seed } = toolOptions({
  command: 'npm run fuzz',
  about:
    'Sends valid and invalid frames to the real ports, while a canary checks that trading is not disturbed.',
  shape: { frames: countOption(100_000, 'number of frames'), seed: seedOption },
});
const BYTES_PER_MB = 1_000_000;

/** The part of test/fuzz/fuzz.ts that this tool uses. */
interface Fuzzer {
  runFuzz(options: object): Promise<Report>;
}

/** Report of test/fuzz/fuzz.ts. */
interface Report {
  readonly frames: number;
  readonly connections: number;
  readonly attacks: ReadonlyMap<string, number>;
  readonly closeCodes: ReadonlyMap<string, number>;
  readonly canaryTrades: number;
  readonly latenciesMs: readonly number[];
  readonly memory: ReadonlyMap<string, readonly [before: number, after: number]>;
  readonly faults: readonly string[];
  readonly verdict: string;
}

await runMain(async () => {
  await buildIfStale({ log: console.error });
  await withBundles(['test/fuzz/fuzz.ts'], async ({ first }: Bundles<Fuzzer>) => {
    const folder = await mkdtemp(join(tmpdir(), 'botpit-fuzz-'));
    try {
      const built = join(projectFolder, 'out', 'main');
      print(await first.runFuzz({ built, folder, seed, frames, onStep: console.error }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

function print(report: Report) {
  const { connections, attacks, closeCodes, canaryTrades, latenciesMs, memory, faults, verdict } = report;
  const latency = (share: number) => (latenciesMs[Math.floor(latenciesMs.length * share)] ?? NaN).toFixed(1);
  const megabytes = (bytes: number) => `${(bytes / BYTES_PER_MB).toFixed(0)} MB`;
  console.log(`seed ${seed}: ${report.frames} frames on ${connections} connections`);
  for (const [attack, count] of attacks) console.log(`  ${String(count).padStart(7)}  ${attack}`);
  console.log(`close codes: ${[...closeCodes].map(([code, count]) => `${code} ${count}`).join(', ')}`);
  console.log(`canary: ${canaryTrades} trades, reply p50 ${latency(0.5)} ms, p99 ${latency(0.99)} ms`);
  const peaks = [...memory].map(
    ([name, [before, after]]) => `${name} ${megabytes(before)} → ${megabytes(after)}`,
  );
  console.log(`peak memory: ${peaks.join(', ')}`);
  console.log(`session: ${verdict.trim().split('\n').at(-1)}`);
  for (const fault of faults) console.log(`FAULT ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
