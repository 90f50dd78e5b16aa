/** A worker and one lab: every job that it takes is answered before it is acknowledged. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunResult } from '../../../src/lab/measure.ts';
import type { Outcome, RunPool } from '../../../src/lab/pool.ts';
import { ERROR_LENGTH_MAX } from '../../../src/lab/printable.ts';
import { DELIVERIES_MAX } from '../../../src/lab/queue/job-book.ts';
import { LabService, type LabServiceOptions } from '../../../src/lab/queue/lab-service.ts';
import { decodeAnswer, encode, type Answer } from '../../../src/lab/queue/messages.ts';
import { Storeroom } from '../../../src/lab/queue/supplies.ts';
import type { RunRequest } from '../../../src/lab/run.ts';

const [STRATEGY, MESSAGES, BOOK] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
];
const REQUEST = { path: '/lab/mine.ts', seed: 1 } as RunRequest;
const RESULT = { pnl: 1 } as RunResult;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'botpit-test-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Scene {
  readonly run?: (request: RunRequest) => Promise<Outcome>;
  readonly request?: RunRequest;
  readonly deliveryCount?: number;
  /** The next attempts to store an answer fail. */
  readonly failures?: number;
  readonly data?: Buffer;
}

/** One job, and what happened to it in order. */
async function work({ run, request = REQUEST, deliveryCount = 1, failures = 0, data }: Scene) {
  const log: (Answer | string)[] = [];
  const stored = new Map<string, Buffer>([STRATEGY, MESSAGES, BOOK].map((hash) => [hash, Buffer.from(hash)]));
  const objects = {
    put: (content: Uint8Array) => {
      stored.set('d'.repeat(64), Buffer.from(content));
      return Promise.resolve('d'.repeat(64));
    },
    get: (hash: string) => Promise.resolve(stored.get(hash) ?? Buffer.alloc(0)),
  };
  const answered = (bytes: Uint8Array) => void log.push(decodeAnswer(bytes) ?? 'no answer');
  const recording =
    request.recorded === undefined
      ? []
      : [
          { name: 'day_message.csv', object: MESSAGES },
          { name: 'day_orderbook.csv', object: BOOK },
        ];
  const message = {
    data: data ?? encode({ job: 7, request, strategy: STRATEGY, recording }),
    deliveryCount,
    ack: () => void log.push('acknowledged'),
    working: () => void log.push('renewed'),
  };
  const failing = { left: failures };
  const store = {
    jobs: { take: () => Promise.resolve(message) },
    connection: { publish: (_: string, bytes: Uint8Array) => answered(bytes) },
    client: {
      publish: (_: string, bytes: Uint8Array) => {
        failing.left -= 1;
        if (failing.left >= 0) return Promise.reject(new Error('no answer in time'));
        answered(bytes);
        return Promise.resolve();
      },
    },
    objects,
  };
  const state = { isClosed: false };
  const pool: RunPool = {
    get isClosed() {
      return state.isClosed;
    },
    capacity: '',
    run: run ?? (() => Promise.resolve({ result: RESULT })),
    close: () => void (state.isClosed = true),
    end: () => Promise.resolve(),
  };
  const service = new LabService({
    queue: 'lab',
    lab: '0123456789ab',
    silenceMs: 30_000,
    worker: 'host:1',
    store: store as unknown as LabServiceOptions['store'],
    storeroom: new Storeroom(folder, objects),
    pool,
    onRun: () => {},
    onFailure: (error) => void log.push(error.message),
  });
  const working = service.take().then((carryOut) => carryOut?.());
  return { log, stored, service, working };
}

const about = { worker: 'host:1', job: 7 };

test('a result is stored, then the job is acknowledged; a server that fails is asked again', async () => {
  const { log, working } = await work({ failures: 2 });
  await working;
  expect(log).toEqual([
    { ...about, type: 'taken' },
    { ...about, type: 'done', outcome: { result: RESULT } },
    'acknowledged',
  ]);
});

test('a long result is an object', async () => {
  const long = { ...RESULT, path: Array.from({ length: 100_000 }, (_, index) => index) };
  const { log, stored, working } = await work({ run: () => Promise.resolve({ result: long }) });
  await working;
  const object = 'd'.repeat(64);
  expect(log.slice(1)).toEqual([{ ...about, type: 'stored', object }, 'acknowledged']);
  expect(decodeAnswer(stored.get(object) ?? Buffer.alloc(0))).toEqual({
    ...about,
    type: 'done',
    outcome: { result: long },
  });
});

test('a run finds its strategy and its recording on the disk, and its failure names the lab’s files', async () => {
  const recorded = { path: '/lab/days/day_message.csv', symbol: 'AAPL' };
  const seen: string[] = [];
  const { log, working } = await work({
    request: { ...REQUEST, recorded },
    run: (request) => {
      const { packed = '', recorded: local } = request;
      const path = local?.path ?? '';
      seen.push(
        ...[packed, path, path.replace('message', 'orderbook')].map((file) => readFileSync(file, 'utf8')),
      );
      return Promise.resolve({ failed: { request, reason: `${path} line 3: no price` } });
    },
  });
  await working;
  expect(seen).toEqual([STRATEGY, MESSAGES, BOOK]);
  expect(log).toContainEqual({
    ...about,
    type: 'done',
    outcome: { reason: '/lab/days/day_message.csv line 3: no price' },
  });
});

test('a job that cannot be carried out here goes back, and so does one of a worker that stops', async () => {
  const failing = await work({ run: () => Promise.reject(new Error('no space left')) });
  await failing.working;
  expect(failing.log.slice(1)).toEqual([
    { ...about, type: 'returned', reason: 'no space left', isStopping: false },
    'acknowledged',
  ]);
  let end: ((outcome: Outcome) => void) | undefined;
  const stopping = await work({ run: () => new Promise((resolve) => (end = resolve)) });
  await expect.poll(() => end).toBeDefined();
  stopping.service.stop();
  end?.({ failed: { request: REQUEST, reason: 'it ended without a result' } });
  await stopping.working;
  expect(stopping.log.slice(1)).toEqual([
    { ...about, type: 'returned', reason: 'it was stopped', isStopping: true },
    'acknowledged',
  ]);
});

test('a run that this machine could not finish goes back; one that the strategy ended is an outcome', async () => {
  const reason = 'its process was killed 3 times';
  const killed = await work({
    run: (request) => Promise.resolve({ failed: { request, reason, isMachine: true } }),
  });
  await killed.working;
  expect(killed.log[1]).toEqual({ ...about, type: 'returned', reason, isStopping: false });
  const hung = await work({
    run: (request) => Promise.resolve({ failed: { request, reason: 'it hung', isHung: true } }),
  });
  await hung.working;
  expect(hung.log[1]).toEqual({ ...about, type: 'done', outcome: { reason: 'it hung', isHung: true } });
});

test('a long reason is cut to the length that the lab accepts', async () => {
  const reason = 'x'.repeat(2 * ERROR_LENGTH_MAX);
  const { log, working } = await work({
    run: (request) => Promise.resolve({ failed: { request, reason } }),
  });
  await working;
  expect(log[1]).toEqual({ ...about, type: 'done', outcome: { reason: 'x'.repeat(ERROR_LENGTH_MAX) } });
});

test('after a return the worker takes no job for a while, longer each time, and begins none that it has', async () => {
  const { log, service, working } = await work({ run: () => Promise.reject(new Error('no space left')) });
  const [second, third] = await Promise.all([service.take(), service.take()]);
  const beganMs = performance.now();
  await working;
  expect(await service.take()).toBeNull();
  await second?.();
  await third?.();
  expect(performance.now() - beganMs).toBeGreaterThan(290);
  expect(log.filter((entry) => entry === 'acknowledged')).toHaveLength(3);
  service.stop();
  expect(await service.take()).toBeNull();
});

test('a job that has ended too many workers is not run again; what is no job is removed', async () => {
  const abandoned = await work({ deliveryCount: DELIVERIES_MAX + 1 });
  await abandoned.working;
  expect(abandoned.log).toEqual([{ ...about, type: 'abandoned' }, 'acknowledged']);
  const strange = await work({ data: Buffer.from('hello') });
  await strange.working;
  expect(strange.log).toEqual(['acknowledged']);
});
