/** The lab of the app: one worker, whose runs this process starts and ends. */
import { beforeEach, expect, test } from 'vitest';
import {
  LAB_RUN_V8_OPTIONS,
  type LabReport,
  type LabRequest,
  type LabResult,
} from '../../src/contract/lab.ts';
import { labArgs, LabRunner } from '../../src/pit/lab-runner.ts';
import { FakeMachine } from './fake-machine.ts';

const REQUEST: LabRequest = {
  a: { strategy: '/bots/mine.ts:Mine', params: { levels: 3, note: 'a b' } },
  b: { strategy: 'taker', params: {} },
  rooms: ['calm', 'crash'],
  seeds: 20,
  minutes: 10,
  sweep: null,
};
const REPORT: LabReport = {
  sentences: ['b is better.'],
  variants: [{ letter: 'a', label: 'mine.ts' }],
  rows: [],
  seeds: [],
  saved: [{ name: 'a-worst', variant: 0, place: 'worst', seed: 3 }],
  sweep: [],
  problems: [],
};
const RESULT: LabResult = {
  sentences: [],
  rooms: [{ name: '', report: REPORT, reason: null }],
  command: 'npm run lab',
  isCut: false,
};

let machine: FakeMachine;
let runner: LabRunner;
let changes: number;

beforeEach(() => {
  machine = new FakeMachine();
  changes = 0;
  runner = new LabRunner({
    launcher: machine.launcher,
    scripts: { lab: '/lab.js', run: '/lab-run.js' },
    strategiesDir: '/strategies',
    onChange: () => (changes += 1),
  });
});

const start = () => runner.start(REQUEST, { dataDir: '/data/lab', name: 'one' });
const worker = () => machine.process('lab');

test('the request becomes the command line of npm run lab', () => {
  expect(labArgs(REQUEST)).toEqual([
    '/bots/mine.ts:Mine',
    'taker',
    '--param=a.levels=3',
    '--param=a.note=a b',
    '--rooms=calm,crash',
    '--seeds=20',
    '--minutes=10',
  ]);
  const sweep = { param: 'levels', values: '2..6/2' };
  expect(labArgs({ ...REQUEST, b: null, rooms: [], sweep })).toContain('--sweep=levels=2..6/2');
});

test('it is running until the worker has posted its result', () => {
  expect(runner.state).toEqual({ phase: 'idle' });
  expect(start()).toEqual({ ok: true });
  expect(worker().launch).toMatchObject({
    script: '/lab.js',
    args: expect.arrayContaining(['--data-dir=/data/lab', '--name=one', '--strategies-dir=/strategies']),
  });
  worker().announce({ event: 'progress', runsDone: 0, runsTotal: 40 });
  expect(runner.state).toMatchObject({ phase: 'running', runsTotal: 40, secondsLeft: null });
  worker().announce({ event: 'progress', runsDone: 4, runsTotal: 40, secondsLeft: 90 });
  expect(runner.state).toMatchObject({ runsDone: 4, secondsLeft: 90, isStopping: false });
  worker().report({ type: 'report', result: RESULT });
  worker().exit(0);
  expect(runner.state).toEqual({
    phase: 'done',
    request: REQUEST,
    result: RESULT,
    opening: null,
    openingProblem: null,
  });
  expect(changes).toBeGreaterThan(3);
});

test('one lab runs at a time', () => {
  start();
  expect(start()).toMatchObject({ ok: false, reason: expect.stringContaining('A lab is running') });
  worker().exit(1);
  expect(start()).toEqual({ ok: true });
});

test('each run has a process with a bound on its memory; messages pass both ways', () => {
  start();
  worker().report({ type: 'start_run', run: 7 });
  const run = machine.process('lab run 7');
  expect(run.launch).toMatchObject({ script: '/lab-run.js', v8Options: LAB_RUN_V8_OPTIONS });
  worker().report({ type: 'run_request', run: 7, request: { seed: 1 } });
  expect(run.posted).toEqual([{ seed: 1 }]);
  run.report({ second: 10 });
  expect(worker().posted).toEqual([{ type: 'run_message', run: 7, message: { second: 10 } }]);
  worker().report({ type: 'end_run', run: 7 });
  expect(run.wasKilled).toBe(true);
  expect(worker().posted.at(-1)).toEqual({ type: 'run_ended', run: 7 });
});

test('a run that the system cannot launch ends with the reason', () => {
  start();
  worker().report({ type: 'start_run', run: 7 });
  machine.process('lab run 7').failLaunch('spawn node EAGAIN');
  expect(worker().posted).toEqual([{ type: 'run_ended', run: 7, launchError: 'spawn node EAGAIN' }]);
});

test('cancelled, the worker is asked to stop and its report still counts', () => {
  start();
  expect(runner.cancel()).toEqual({ ok: true });
  expect(runner.state).toMatchObject({ phase: 'running', isStopping: true });
  expect(worker().posted).toEqual([{ type: 'stop' }]);
  worker().report({ type: 'report', result: { ...RESULT, isCut: true } });
  worker().exit(0);
  expect(runner.state).toMatchObject({ phase: 'done', result: { isCut: true } });
  expect(runner.cancel()).toEqual({ ok: false, reason: 'No lab is running.' });
});

test('a result without a report, a refusal and a crash are failures with their reason', () => {
  start();
  const rooms = [{ name: '', report: null, reason: 'mine.ts:2:3: Expected ")"' }];
  worker().report({ type: 'report', result: { ...RESULT, rooms } });
  worker().exit(2);
  expect(runner.state).toMatchObject({ phase: 'failed', reason: 'mine.ts:2:3: Expected ")"' });
  start();
  worker().failSetup('--sweep: no');
  expect(runner.state).toMatchObject({ phase: 'failed', request: REQUEST, reason: '--sweep: no' });
  start();
  worker().exit(null, 'SIGSEGV');
  expect(runner.state).toMatchObject({ phase: 'failed', reason: expect.stringContaining('SIGSEGV') });
});

test('the runs end with their worker, and everything ends with the app', () => {
  start();
  worker().report({ type: 'start_run', run: 1 });
  const late = machine.process('lab run 1');
  worker().exit(1);
  expect(late.wasKilled).toBe(true);
  start();
  worker().report({ type: 'start_run', run: 1 });
  late.report({ second: 10 }); // of the lab before, whose run had the same number
  expect(worker().posted).toEqual([]);
  worker().report({ type: 'start_run', run: 2 });
  runner.close();
  expect(worker().wasKilled).toBe(true);
  expect(machine.process('lab run 2').wasKilled).toBe(true);
});

test('a message of another form changes nothing', () => {
  start();
  const before = runner.state;
  const evil = { ...REPORT, saved: [{ name: '../../x', variant: 0, place: 'worst', seed: 1 }] };
  for (const message of [
    null,
    'report',
    { type: 'report', result: {} },
    { type: 'report', result: { ...RESULT, rooms: [{ name: '', report: evil, reason: null }] } },
    { type: 'start_run', run: 'x' },
  ])
    worker().report(message);
  expect(runner.state).toEqual(before);
  expect(machine.launched).toHaveLength(1);
});
