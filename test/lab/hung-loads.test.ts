/** Strategies whose file never finishes loading, in the lab's processes: they end soon and leave nothing behind. */
import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { runRooms } from '../../src/lab/room-runs.ts';
import { LabPool } from '../../src/lab/pool.ts';
import { asChild, type StartRun } from '../../src/lab/run-starters.ts';
import { withBundles } from '../../tools/lib/bundles.ts';
import { planOf } from './plan-of.ts';

/** A process may take long to start on a busy machine. */
const LIMITS = { loadMs: 500, stuckMs: 100_000 };
const folder = mkdtempSync(join(tmpdir(), 'botpit-lab-'));
/** Temporary folder of the processes of these tests. */
const temporary = join(folder, 'tmp');
let start: StartRun;
let release: () => void;

beforeAll(async () => {
  mkdirSync(temporary);
  writeFileSync(join(folder, 'hangs.js'), 'for (;;);\nexport default class { nextOrder() {} }');
  await new Promise<void>((ready) => {
    void withBundles(['src/lab/run.ts', 'src/lab/run-process.ts'], async ({ paths: [, worker = ''] }) => {
      start = asChild(worker);
      ready();
      await new Promise<void>((resolve) => (release = resolve));
    });
  });
});

beforeEach(() => void vi.stubEnv('TMPDIR', temporary));

afterAll(() => {
  release();
  rmSync(folder, { recursive: true, force: true });
});

/** A pool that counts the processes that load a file. */
function watchedPool(runsMax: number) {
  let loads = 0;
  const watched: StartRun = ({ onMessage, onEnd }) =>
    start({
      onEnd,
      onMessage: (message) => {
        if ('isLoading' in message) loads += 1;
        onMessage(message);
      },
    });
  return { pool: new LabPool(watched, runsMax, LIMITS), loadsSoFar: () => loads };
}

test('a lab ends after one limit, names the file and leaves no folder behind', async () => {
  const { pool, loadsSoFar } = watchedPool(2);
  const path = join(folder, 'hangs.js');
  const [runs] = await runRooms(planOf(path, '--seeds=20'), pool, () => {});
  pool.close();
  expect(runs?.failures[0]).toMatchObject({
    isSetup: true,
    reason: `${path}: the run has not begun within 0.5 s. Look for an endless loop, or an await that waits for ever, in the code that runs while the file loads, or in the constructor.`,
  });
  expect(loadsSoFar()).toBe(2);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a file that hangs in a process that has carried out a run is not repeated', async () => {
  const { pool, loadsSoFar } = watchedPool(1);
  const plan = planOf('maker', join(folder, 'hangs.js'), '--seeds=6', '--minutes=1');
  const [runs] = await runRooms(plan, pool, () => {});
  pool.close();
  expect(runs?.failures).toHaveLength(1);
  expect(loadsSoFar()).toBe(2);
});
