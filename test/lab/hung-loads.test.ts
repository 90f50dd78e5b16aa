/** Strategies whose file never finishes loading, in the lab's processes: they end soon and leave nothing behind. */
import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { runRooms } from '../../src/lab/room-runs.ts';
import { LabPool } from '../../src/lab/pool.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { asChild, type StartRun } from '../../src/lab/run-starters.ts';
import type { RunLimits } from '../../src/lab/warm-process.ts';
import { withBundles } from '../../tools/lib/bundles.ts';
import { planOf } from './plan-of.ts';

/** Limit for a file that hangs. All else has longer, because a busy machine is slow. */
const HANGS_MS = 500;
const LONG_MS = 100_000;
const folder = mkdtempSync(join(tmpdir(), 'botpit-lab-'));
const hangs = join(folder, 'hangs.js');
/** Temporary folder of the processes of these tests. */
const temporary = join(folder, 'tmp');
let start: StartRun;
let release: () => void;

beforeAll(async () => {
  mkdirSync(temporary);
  writeFileSync(hangs, 'for (;;);\nexport default class { nextOrder() {} }');
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

/** A pool that counts the processes that load a file, and gives only a file that hangs the short limit. */
function watchedPool(runsMax: number) {
  let loads = 0;
  let isHanging = false;
  const watched: StartRun = ({ onMessage, onEnd }) => {
    const process = start({
      onEnd,
      onMessage: (message) => {
        if ('isLoading' in message) loads += 1;
        onMessage(message);
      },
    });
    const note = (request: RunRequest) => {
      isHanging = request.path === hangs;
      process.send(request);
    };
    return { send: note, kill: () => process.kill() };
  };
  const limits: RunLimits = {
    beginMs: LONG_MS,
    stuckMs: LONG_MS,
    get loadMs() {
      return isHanging ? HANGS_MS : LONG_MS;
    },
  };
  return { pool: new LabPool(watched, runsMax, limits), loadsSoFar: () => loads };
}

test('a lab ends after one limit, names the file and leaves no folder behind', async () => {
  const { pool, loadsSoFar } = watchedPool(2);
  const [runs] = await runRooms(planOf(hangs, '--seeds=20'), pool, () => {});
  pool.close();
  expect(runs?.failures[0]).toMatchObject({
    isSetup: true,
    reason: `${hangs}: the run has not begun within 0.5 s. Look for an endless loop, or an await that waits for ever, in the code that runs while the file loads, or in the constructor.`,
  });
  expect(loadsSoFar()).toBe(2);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a file that hangs in a process that has carried out a run is not repeated', async () => {
  const { pool, loadsSoFar } = watchedPool(1);
  const plan = planOf('maker', hangs, '--seeds=6', '--minutes=1');
  const [runs] = await runRooms(plan, pool, () => {});
  pool.close();
  expect(runs?.failures).toHaveLength(1);
  expect(loadsSoFar()).toBe(2);
});
