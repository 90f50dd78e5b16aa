/** Tools → Lab in the main process: what it refuses, what it keeps and what it opens. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabRequest } from '../../src/contract/lab.ts';
import { LabDesk, labRefusal } from '../../src/main/lab-desk.ts';
import { pathsFrom } from '../../src/pit/paths.ts';
import { FakeMachine } from '../pit/fake-machine.ts';

const REQUEST: LabRequest = {
  a: { strategy: 'maker', params: {} },
  b: null,
  rooms: [],
  seeds: 6,
  minutes: 1,
  sweep: null,
};

let folder: string;
let machine: FakeMachine;
let desk: LabDesk;
let opened: string[];
let remembered: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-lab-desk-'));
  machine = new FakeMachine();
  opened = [];
  remembered = [];
  const open = (path: string) => Promise.resolve(opened.push(path));
  desk = new LabDesk({
    launcher: machine.launcher,
    paths: pathsFrom('/app/out/main'),
    folder,
    rooms: ['calm', 'crash'],
    opener: { open: (path) => open(path).then(() => ({ ok: true })) },
    openPath: (path) => open(path).then(() => ''),
    onChange: () => {},
    onStrategy: (strategy) => remembered.push(strategy),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each<readonly [Partial<LabRequest>, string]>([
  [{ rooms: ['nowhere'] }, "There is no room 'nowhere'."],
  [{ rooms: ['calm', 'calm'] }, 'A room is named twice.'],
  [{ seeds: 5 }, 'The seeds must be a whole number from 6 to 400; got 5.'],
  [{ seeds: 6.5 }, 'The seeds must be a whole number from 6 to 400; got 6.5.'],
  [{ seeds: Number.NaN }, 'The seeds must be a whole number from 6 to 400; got NaN.'],
  [{ minutes: 0 }, 'The minutes must be a whole number from 1 to 240; got 0.'],
  [{ b: { strategy: '/no/such.ts', params: {} } }, 'The strategy file /no/such.ts does not exist.'],
  [{ a: { strategy: '../maker', params: {} } }, 'neither a built-in strategy'],
  [{ a: { strategy: 'crowd', params: {} } }, 'The crowd is in every lab'],
  [
    { b: { strategy: 'taker', params: {} }, sweep: { param: 'levels', values: '1,2' } },
    'A sweep is over the parameters of one strategy.',
  ],
])('%j is refused and nothing starts', (change, reason) => {
  const request = { ...REQUEST, ...change };
  expect(labRefusal(request, ['calm', 'crash'], () => false)).toContain(reason);
  expect(desk.calls.startLab(request)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  expect(machine.launched).toEqual([]);
});

test('the saved runs and the page of the newest report open, and nothing else', async () => {
  expect(await desk.calls.openLabRun({ room: '', run: 'a-worst' })).toMatchObject({ ok: false });
  expect(desk.calls.startLab({ ...REQUEST, rooms: ['calm'] })).toEqual({ ok: true });
  const name = nameOfReport();
  const saved = [{ name: 'a-worst', variant: 0, place: 'worst', seed: 3 }];
  const report = { sentences: [], variants: [], rows: [], seeds: [], saved, sweep: [], problems: [] };
  const rooms = [{ name: 'calm', report, reason: null }];
  machine
    .process('lab')
    .report({ type: 'report', result: { sentences: [], rooms, command: '', isCut: false } });
  machine.process('lab').exit(0);
  for (const run of ['b-best', '../a-worst', ''])
    expect(await desk.calls.openLabRun({ room: 'calm', run })).toMatchObject({ ok: false });
  for (const room of ['', '..', 'crash', '__proto__']) {
    expect(await desk.calls.openLabRun({ room, run: 'a-worst' })).toMatchObject({ ok: false });
    expect(await desk.calls.openLabReport(room)).toMatchObject({ ok: false });
  }
  expect(opened).toEqual([]);
  expect(await desk.calls.openLabRun({ room: 'calm', run: 'a-worst' })).toEqual({ ok: true });
  expect(await desk.calls.openLabReport('calm')).toEqual({ ok: true });
  const of = (file: string) => join(folder, name, 'calm', file);
  expect(opened).toEqual([of('a-worst.botpit'), of('report.html')]);
});

test('old reports are deleted, other folders stay; a file is remembered', () => {
  const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T09-30-00`;
  for (let number = 1; number <= 25; number += 1) mkdirSync(join(folder, day(number)));
  mkdirSync(join(folder, 'mine'));
  const file = join(folder, 'bot.ts');
  writeFileSync(file, '');
  expect(desk.calls.startLab({ ...REQUEST, b: { strategy: `${file}:Bot`, params: {} } })).toEqual({
    ok: true,
  });
  // As the worker does when it has a report.
  mkdirSync(join(folder, nameOfReport()));
  const left = readdirSync(folder).toSorted();
  expect(left.filter((name) => name.startsWith('20'))).toHaveLength(20);
  expect(left).toEqual(expect.arrayContaining([day(7), day(25), nameOfReport(), 'mine', 'bot.ts']));
  expect(remembered).toEqual([`${file}:Bot`]);
});

function nameOfReport(): string {
  const { args } = machine.process('lab').launch;
  return args.find((word) => word.startsWith('--name='))?.slice('--name='.length) ?? '';
}
