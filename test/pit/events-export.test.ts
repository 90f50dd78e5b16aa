import { beforeEach, expect, test } from 'vitest';
import { writeEventsFile } from '../../src/pit/events-export.ts';
import { FakeMachine } from './fake-machine.ts';

let machine: FakeMachine;
let ending: AbortController;
let shares: number[];
let written: Promise<void>;

beforeEach(() => {
  machine = new FakeMachine();
  ending = new AbortController();
  shares = [];
  written = writeEventsFile({
    launcher: machine.launcher,
    script: '/export-events.js',
    session: '/sessions/monday',
    file: '/home/events.jsonl',
    format: 'events',
    signal: ending.signal,
    onProgress: (share) => void shares.push(share),
  });
});
const child = () => machine.process('export');

test('a worker writes the file and reports its progress', async () => {
  expect(child().launch).toMatchObject({
    script: '/export-events.js',
    args: ['/sessions/monday', '/home/events.jsonl', '--format=events'],
  });
  child().spawn();
  child().announce({ event: 'progress', share: 0.5 });
  child().print('{"event":"progress","share":"half"}');
  child().exit(0);
  await written;
  expect(shares).toEqual([0, 0.5]);
});

test('the reason of a failure is reported', async () => {
  child().spawn();
  child().failSetup('/sessions/monday has no journal.');
  await expect(written).rejects.toThrow('/sessions/monday has no journal.');
});

test('an export can be cancelled, even before it runs', async () => {
  ending.abort();
  child().spawn();
  expect(child().posted).toEqual([{ type: 'stop' }]);
  child().exit(0);
  await expect(written).rejects.toThrow('The export was cancelled.');
});
