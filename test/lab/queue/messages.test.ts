/** What travels between a lab and its workers. */
import { expect, test } from 'vitest';
import {
  decodeAnswer,
  decodeAnswered,
  decodeJob,
  decodeOffer,
  difference,
  encode,
  type Job,
  type LabProgram,
} from '../../../src/lab/queue/messages.ts';
import { printable, printableLines } from '../../../src/lab/printable.ts';
import type { RunRequest } from '../../../src/lab/run.ts';

const HASH = 'a'.repeat(64);
const PROGRAM: LabProgram = { botpit: '1.2.3', rulesVersion: 5, node: 22, build: HASH };
const REQUEST = { path: '/a.ts', seed: 3, className: undefined } as RunRequest;
const JOB: Job = {
  job: 1,
  request: REQUEST,
  strategy: HASH,
  recording: [{ name: 'AAPL_message_50.csv', object: HASH }],
};

test('offers, jobs and answers arrive as they were sent', () => {
  const offer = { type: 'offer', lab: '0123456789ab', program: PROGRAM, silenceMs: 30_000 } as const;
  expect(decodeOffer(encode(offer))).toEqual(offer);
  const published = { type: 'published', lab: '0123456789ab' } as const;
  expect(decodeOffer(encode(published))).toEqual(published);
  expect(decodeJob(encode(JOB))).toEqual(JOB);
  const answer = {
    type: 'done',
    worker: 'host:1',
    job: 1,
    outcome: { reason: 'it does not compile' },
  } as const;
  expect(decodeAnswer(encode(answer))).toEqual(answer);
});

test.each([
  ['no JSON', Buffer.from('{')],
  ['another type', Buffer.from('{"type":"order"}')],
  ['a job without a strategy', Buffer.from(JSON.stringify({ ...JOB, strategy: 'x' }))],
  ['an unknown field', Buffer.from(JSON.stringify({ ...JOB, more: true }))],
])('%s is no message', (_, data) => {
  expect([decodeOffer(data), decodeJob(data), decodeAnswer(data)]).toEqual([undefined, undefined, undefined]);
});

test('an invalid answer still names its worker and its job', () => {
  const answer = Buffer.from('{"type":"done","worker":"host:1","job":7,"outcome":{},"more":true}');
  expect(decodeAnswer(answer)).toBeUndefined();
  expect(decodeAnswered(answer)).toEqual({ worker: 'host:1', job: 7 });
  for (const text of ['hello', '7', '{"worker":"host:1"}', '{"worker":"host:1","job":0}'])
    expect(decodeAnswered(Buffer.from(text))).toBeUndefined();
});

test.each(['host\u001B[2J:1', 'host\n:1', 'host\u202E:1'])('%j is no name of a worker', (worker) => {
  expect(decodeAnswer(encode({ type: 'working', worker }))).toBeUndefined();
  expect(decodeAnswer(encode({ type: 'working', worker: printable(worker) }))).toBeDefined();
});

test('a reason keeps its lines, and nothing that moves a cursor', () => {
  expect(printableLines('mine.ts:2:\n\tx\u001B[2J\r\u0007y\u2028z')).toBe('mine.ts:2:\n\tx [2J y z');
});

test.each(['../x.csv', '/etc/passwd', '..', '.', 'a/b', String.raw`a\b`, ''])(
  'a job cannot name the file %j, which leads out of the worker’s folder',
  (name) => {
    expect(decodeJob(encode({ ...JOB, recording: [{ name, object: HASH }] }))).toBeUndefined();
  },
);

test('a worker works only for labs of the same program', () => {
  expect(difference(PROGRAM, { ...PROGRAM })).toBeNull();
  const others: readonly Partial<LabProgram>[] = [
    { botpit: '1.2.4' },
    { rulesVersion: 6 },
    { node: 24 },
    { build: 'b'.repeat(64) },
    { build: `${'a'.repeat(63)}b` },
  ];
  for (const other of others) expect(difference(PROGRAM, { ...PROGRAM, ...other })).not.toBeNull();
  expect(difference(PROGRAM, { ...PROGRAM, node: 24 })).toBe(
    'results could differ: this worker runs Botpit 1.2.3 (rules 5, build aaaaaaaa) on Node 22, the lab Botpit 1.2.3 (rules 5, build aaaaaaaa) on Node 24; run the same on both',
  );
});
