/** The parent starts the process of a run, and the pool learns of its messages and its end. */
import { expect, test } from 'vitest';
import type { LabRunOrder } from '../../src/contract/lab.ts';
import type { RunResult } from '../../src/lab/measure.ts';
import { LabPool } from '../../src/lab/pool.ts';
import { asChild, byParent, type RunListener } from '../../src/lab/run-starters.ts';
import type { RunRequest } from '../../src/lab/run.ts';

const REQUEST = { seed: 1 } as RunRequest;

function scene(runsMax: number) {
  const posted: LabRunOrder[] = [];
  let tell: (message: unknown) => void = () => {};
  const start = byParent({
    post: (message) => void posted.push(message),
    onMessage: (listener) => (tell = listener),
  });
  return { posted, pool: new LabPool(start, runsMax), tell: (message: unknown) => tell(message) };
}

const resultOf = (run: number) => ({ type: 'run_message', run, message: { result: { seed: run } } });
const verdictOf = (run: number, isClean: boolean) => ({ type: 'run_message', run, message: { isClean } });

test('a process whose strategy leaves something behind ends with its run, and then the next run starts', async () => {
  const { posted, pool, tell } = scene(1);
  const [first, second] = [pool.run(REQUEST), pool.run({ ...REQUEST, seed: 2 })];
  expect(posted).toEqual([
    { type: 'start_run', run: 1 },
    { type: 'run_request', run: 1, request: REQUEST },
  ]);
  tell({ type: 'run_message', run: 1, message: { second: 10 } });
  tell(resultOf(1));
  tell(verdictOf(1, false));
  expect(posted.at(-1)).toEqual({ type: 'end_run', run: 1 });
  tell({ type: 'run_ended', run: 1 });
  expect(await first).toEqual({ result: { seed: 1 } });
  await Promise.resolve();
  expect(posted.at(-1)).toMatchObject({ type: 'run_request', run: 2 });
  tell({ type: 'run_message', run: 2, message: { reason: 'it does not compile' } });
  tell({ type: 'run_ended', run: 2 });
  expect(await second).toMatchObject({ failed: { reason: 'it does not compile' } });
});

test('a clean process carries out the next run; a failure there repeats in a fresh process, and counts there', async () => {
  const { posted, pool, tell } = scene(1);
  const [first, second] = [pool.run(REQUEST), pool.run({ ...REQUEST, seed: 2 })];
  tell(resultOf(1));
  tell(verdictOf(1, true));
  expect(await first).toEqual({ result: { seed: 1 } });
  await expect.poll(() => posted.at(-1)).toMatchObject({ type: 'run_request', run: 1, request: { seed: 2 } });
  tell({ type: 'run_message', run: 1, message: { reason: 'no memory' } });
  expect(posted.at(-1)).toEqual({ type: 'end_run', run: 1 });
  tell({ type: 'run_ended', run: 1 });
  await expect.poll(() => posted.at(-1)).toMatchObject({ type: 'run_request', run: 2, request: { seed: 2 } });
  tell({ type: 'run_message', run: 2, message: { reason: 'no memory at all' } });
  tell({ type: 'run_ended', run: 2 });
  expect(await second).toMatchObject({ failed: { reason: 'no memory at all' } });
});

test('a run with a journal has a fresh process, in the place of one that waits', async () => {
  const { posted, pool, tell } = scene(1);
  const first = pool.run(REQUEST);
  tell(resultOf(1));
  tell(verdictOf(1, true));
  await first;
  const repeated = pool.run({ ...REQUEST, record: 'nowhere' });
  await expect
    .poll(() => posted.slice(-3))
    .toMatchObject([
      { type: 'end_run', run: 1 },
      { type: 'start_run', run: 2 },
      { type: 'run_request', run: 2 },
    ]);
  tell({ type: 'run_ended', run: 1 });
  tell(resultOf(2));
  tell({ type: 'run_ended', run: 2 });
  expect(await repeated).toEqual({ result: { seed: 2 } });
});

test('a process that ends without a result has used too much memory or failed; messages of strangers are ignored', async () => {
  const { pool, tell } = scene(2);
  const run = pool.run(REQUEST);
  tell({ type: 'run_message', run: 9, message: { result: {} } });
  tell({ type: 'stop' });
  tell({ type: 'run_ended', run: 1 });
  expect(await run).toMatchObject({ failed: { reason: expect.stringContaining('more than 512 MB') } });
});

test('closed, the pool ends what runs and starts nothing more', async () => {
  const { posted, pool, tell } = scene(1);
  const [first, second] = [pool.run(REQUEST), pool.run(REQUEST)];
  pool.close();
  expect(posted.at(-1)).toEqual({ type: 'end_run', run: 1 });
  tell({ type: 'run_ended', run: 1 });
  expect(await first).toMatchObject({ failed: {} });
  expect(await second).toMatchObject({ failed: { reason: 'the lab was stopped' } });
  expect(posted.filter(({ type }) => type === 'start_run')).toHaveLength(1);
});

test('a run whose process somebody else kills begins again, three times at most', async () => {
  const started: RunListener[] = [];
  const pool = new LabPool((listener) => {
    started.push(listener);
    return { send: () => {}, kill: () => {} };
  }, 1);
  const again = pool.run(REQUEST);
  started[0]?.onEnd(true);
  await expect.poll(() => started.length).toBe(2);
  started[1]?.onMessage({ result: { seed: 1 } as RunResult });
  started[1]?.onEnd(true);
  expect(await again).toEqual({ result: { seed: 1 } });
  const lost = pool.run(REQUEST);
  for (const attempt of [2, 3, 4]) {
    await expect.poll(() => started.length).toBe(attempt + 1);
    started[attempt]?.onEnd(true);
  }
  expect(await lost).toMatchObject({ failed: { reason: 'its process was killed 3 times', isMachine: true } });
});

test('a process that cannot start fails its run, with the reason of the system', async () => {
  const { execPath } = process;
  const pool = new LabPool(asChild('run.js'), 1);
  try {
    process.execPath = '/no/such/node';
    expect(await pool.run(REQUEST)).toEqual({
      failed: {
        request: REQUEST,
        reason: 'its process cannot start: spawn /no/such/node ENOENT',
        isMachine: true,
      },
    });
  } finally {
    process.execPath = execPath;
  }
});

test('nor does one of the parent, which passes that reason on', async () => {
  const { pool, tell } = scene(1);
  const run = pool.run(REQUEST);
  tell({ type: 'run_ended', run: 1, launchError: 'spawn node EAGAIN' });
  expect(await run).toEqual({
    failed: { request: REQUEST, reason: 'its process cannot start: spawn node EAGAIN', isMachine: true },
  });
});
