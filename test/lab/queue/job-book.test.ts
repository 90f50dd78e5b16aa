/** A lab's record of its jobs: each has one outcome, whatever its workers do. */
import { expect, test } from 'vitest';
import { DELIVERIES_MAX, JobBook, NO_WORKER_MS, RETURNS_MAX } from '../../../src/lab/queue/job-book.ts';
import { decodeAnswer } from '../../../src/lab/queue/messages.ts';
import { ERROR_LENGTH_MAX, printableLines } from '../../../src/lab/printable.ts';
import type { RunRequest } from '../../../src/lab/run.ts';
import { runResult } from '../../support/run-result.ts';

const REQUEST = { path: '/bots/mine.ts', seed: 17, minutes: 5 } as RunRequest;
const RESULT = runResult({
  seed: 17,
  minutes: 5,
  pnl: 1,
  markouts: [null, 0.5, null],
  hash: 'a'.repeat(64),
  fillRows: [[1, 'BTC-USD', 'buy', 2, 3, 'maker', 0, 2, null, null, null, null]],
});

function scene() {
  const published: number[] = [];
  const warnings: string[] = [];
  const book = new JobBook(
    {
      onPublish: (job) => void published.push(job),
      onWarning: (line) => void warnings.push(line),
      onDetail: () => {},
    },
    0,
  );
  const outcome = book.add(REQUEST, 0);
  const done = (worker: string, result = RESULT) =>
    book.take({ type: 'done', worker, job: 1, outcome: { result } }, 0);
  const taken = (worker: string) => book.take({ type: 'taken', worker, job: 1 }, 0);
  const returned = (worker: string, isStopping = false, reason = 'no space left') =>
    book.take({ type: 'returned', worker, job: 1, reason, isStopping }, 0);
  return { published, warnings, book, outcome, done, taken, returned };
}

test('a result counts once; an equal second one says nothing', async () => {
  const { warnings, book, outcome, done } = scene();
  done('one:1');
  done('two:2');
  expect(await outcome).toEqual({ result: RESULT });
  expect({ open: book.open, warnings }).toEqual({ open: 0, warnings: [] });
});

test.each([{}, { isSetup: true }, { isHung: true }] as const)(
  'a failure of kind %j is one for the lab',
  async (kind) => {
    const { book, outcome } = scene();
    const failed = { reason: 'it \u001B[2Jfailed', ...kind };
    book.take({ type: 'done', worker: 'one:1', job: 1, outcome: failed }, 0);
    expect(await outcome).toEqual({
      failed: { request: REQUEST, ...kind, reason: printableLines(failed.reason) },
    });
  },
);

test.each([
  [{ pnl: 'NaN' }, "result.pnl must be a number; got 'NaN'"],
  [{ hash: 'x' }, "result.hash must be a SHA-256; got 'x'"],
  [{ rejections: { SOLD_OUT: 1 } }, 'result.rejections'],
  [{ errors: ['\u001B[2J'] }, 'result.errors.0 must be a text without control characters; got'],
  [{ fillRows: [[1]] }, 'result.fillRows.0 '],
  [{ more: 1 }, 'result has an unknown more'],
])('a result with %j goes back, and the lab says why', (changes, why) => {
  const { published, warnings, done } = scene();
  done('one:1', { ...RESULT, ...changes } as typeof RESULT);
  expect(published).toHaveLength(2);
  expect(warnings).toEqual([
    expect.stringContaining(`seed 17 of mine.ts: one:1 returns it: its result is invalid: ${why}`),
  ]);
});

test.each([
  [{ result: null }, 'its result is invalid: result must be an object; got null'],
  [{ result: 7 }, 'its result is invalid: result must be an object; got 7'],
  [{}, 'its outcome is neither a result nor a reason; got {}'],
  [null, 'its outcome is neither a result nor a reason; got null'],
  [{ result: RESULT, more: 1 }, 'its outcome is neither a result nor a reason; got {'],
  [{ reason: 'x'.repeat(ERROR_LENGTH_MAX + 1) }, 'its outcome is neither a result nor a reason; got {'],
  [
    { result: { ...RESULT, errors: ['', '', '', ''] } },
    'its result is invalid: result.errors must have at most 3 items; got',
  ],
])('the outcome %j goes back, and the lab says why', async (outcome, why) => {
  const { published, warnings, book, outcome: final, done } = scene();
  const sent = Buffer.from(JSON.stringify({ type: 'done', worker: 'one:1', job: 1, outcome }));
  const answer = decodeAnswer(sent);
  if (answer === undefined || answer.type === 'stored') throw new Error('the answer is lost');
  book.take(answer, 0);
  expect(published).toHaveLength(2);
  expect(warnings).toEqual([expect.stringContaining(`one:1 returns it: ${why}`)]);
  done('two:2');
  expect(await final).toEqual({ result: RESULT });
});

test('two different results of a job are reported by hash, and the first counts', async () => {
  const { warnings, outcome, done } = scene();
  done('one:1');
  done('two:2', { ...RESULT, pnl: 2 });
  expect(await outcome).toEqual({ result: RESULT });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^seed 17 of mine\.ts has two results: [0-9a-f]{12} of one:1 counts, [0-9a-f]{12} of two:2 does not; /,
    ),
  ]);
});

test('the job of a silent worker goes to another one, and the late answer of the first one counts', async () => {
  const { warnings, outcome, done, taken } = scene();
  taken('one:1');
  taken('two:2');
  expect(warnings).toEqual(['seed 17 of mine.ts: one:1 has fallen silent, two:2 takes it']);
  done('one:1');
  expect(await outcome).toEqual({ result: RESULT });
});

test('a job that ended as many workers as may take it fails and names them', async () => {
  const { book, outcome, taken } = scene();
  for (let worker = 1; worker <= DELIVERIES_MAX; worker += 1) taken(`host:${worker}`);
  book.take({ type: 'abandoned', worker: 'host:9', job: 1 }, 0);
  expect(await outcome).toMatchObject({
    failed: {
      reason:
        'it ended 5 workers (host:1, host:2, host:3, host:4, host:5); the last one fell silent without a result',
    },
  });
});

test('a returned job is published again; three different workers that return it fail it, however often others stop', async () => {
  const { published, outcome, returned } = scene();
  for (let times = 0; times < 20; times += 1) returned(`host:${times}`, true);
  expect(published).toHaveLength(21);
  for (const worker of ['one:1', 'one:1', 'one:1', 'two:2']) returned(worker);
  expect(published).toHaveLength(25);
  returned('three:3');
  expect(published).toHaveLength(25);
  expect(await outcome).toMatchObject({
    failed: { reason: '3 workers returned it; last reason (three:3): no space left' },
  });
});

test('a sick worker does not keep a well one from the result', async () => {
  const { outcome, done, returned } = scene();
  for (let times = 1; times < RETURNS_MAX; times += 1) returned('one:1');
  done('two:2');
  expect(await outcome).toEqual({ result: RESULT });
});

test.each([
  [['one:1'], 'one:1 returned it 10 times; last reason (one:1): no space left'],
  [['one:1', 'two:2'], 'one:1 and two:2 returned it 10 times; last reason (two:2): no space left'],
])('a job that only %j return ends too', async (workers, reason) => {
  const { published, outcome, returned } = scene();
  for (let times = 0; times < RETURNS_MAX; times += 1) returned(workers[times % workers.length] ?? '');
  expect(published).toHaveLength(RETURNS_MAX);
  expect(await outcome).toMatchObject({ failed: { reason } });
});

test.each([
  [{ seed: 18 }, 'its result is of seed 18 and 5 minutes, not of seed 17 and 5 minutes'],
  [{ minutes: 6 }, 'its result is of seed 17 and 6 minutes, not of seed 17 and 5 minutes'],
])('the result of another run, %j, counts as returned', async (other, reason) => {
  const { published, warnings, outcome, done } = scene();
  done('one:1', { ...RESULT, ...other });
  expect(published).toHaveLength(2);
  expect(warnings).toEqual([`seed 17 of mine.ts: one:1 returns it: ${reason}`]);
  done('two:2');
  expect(await outcome).toEqual({ result: RESULT });
});

test('reasons of workers reach the terminal without control characters', async () => {
  const { warnings, book, outcome, returned } = scene();
  const reason = 'no\u001B[2J\nspace\u0007';
  book.take({ type: 'refused', worker: 'one:1', reason }, 0);
  for (let times = 0; times < RETURNS_MAX; times += 1) returned('one:1', false, reason);
  expect(warnings.slice(0, 2)).toEqual([
    'one:1 takes no jobs of this lab: no [2J space ',
    'seed 17 of mine.ts: one:1 returns it: no [2J space ',
  ]);
  expect(await outcome).toMatchObject({
    failed: { reason: 'one:1 returned it 10 times; last reason (one:1): no [2J space ' },
  });
});

test('a lab without a worker says so once for each silence, and keeps waiting', () => {
  const { warnings, book, taken } = scene();
  const command = 'npm run lab-worker -- --queue nats://host:4222/lab';
  book.tick(NO_WORKER_MS - 1, command);
  expect(warnings).toEqual([]);
  for (const late of [0, 1, 60_000]) book.tick(NO_WORKER_MS + late, command);
  expect(warnings).toEqual([`no worker has taken a job for 30 s; start one with ${command}`]);
  taken('one:1');
  book.take({ type: 'working', worker: 'one:1' }, 2 * NO_WORKER_MS);
  book.tick(3 * NO_WORKER_MS - 1, command);
  expect(warnings).toHaveLength(1);
  book.tick(3 * NO_WORKER_MS, command);
  expect(warnings).toHaveLength(2);
  expect(book.open).toBe(1);
});

test('a refusal is reported once for each worker', () => {
  const { warnings, book } = scene();
  for (const worker of ['one:1', 'one:1', 'two:2'])
    book.take({ type: 'refused', worker, reason: 'results could differ' }, 0);
  expect(warnings).toEqual([
    'one:1 takes no jobs of this lab: results could differ',
    'two:2 takes no jobs of this lab: results could differ',
  ]);
});

test('a lab that stops ends every job', async () => {
  const { book, outcome } = scene();
  book.failAll('the lab was stopped');
  expect(await outcome).toMatchObject({ failed: { request: REQUEST, reason: 'the lab was stopped' } });
  expect(book.open).toBe(0);
});
