/** The process of runs: what its pool gets when the strategy's code fails outside its calls. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LabPool } from '../../src/lab/pool.ts';
import { asChild } from '../../src/lab/run-starters.ts';
import { withBundles } from '../../tools/lib/bundles.ts';

const ONE = { ms: 1, jitterMs: 0 };
const folder = mkdtempSync(join(tmpdir(), 'botpit-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a promise that nobody awaits and that is rejected while the file loads fails the run, with its line', async () => {
  const path = join(folder, 'loads.js');
  writeFileSync(
    path,
    'const load = async () => await fetch("http://x");\nvoid load();\nexport default class { nextOrder() {} }',
  );
  await withBundles(['src/lab/run.ts', 'src/lab/run-process.ts'], async ({ paths: [, worker = ''] }) => {
    const pool = new LabPool(asChild(worker), 1, { loadMs: 100_000, stuckMs: 100_000 });
    const outcome = await pool.run({
      path,
      className: undefined,
      params: [],
      seed: 1,
      minutes: 1,
      crowd: 10,
      bots: [],
      latency: { order: ONE, feed: ONE, answer: ONE },
    });
    pool.close();
    expect(outcome).toMatchObject({
      failed: {
        reason: expect.stringMatching(
          /^it failed outside its callbacks: .*loads\.js:1:\d+: Error: fetch: the lab has no network/,
        ) as string,
      },
    });
  });
});
