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

/** A lab in the room calm, of which one run was saved. @returns the path of a file of its report */
function finishLab(): (file: string) => string {
  expect(desk.calls.startLab({ ...REQUEST, rooms: ['calm'] })).toEqual({ ok: true });
  const of = (file: string) => join(folder, nameOfReport(), 'calm', file);
  mkdirSync(of(''), { recursive: true });
  writeFileSync(of('a-worst.botpit'), '');
  const saved = [{ name: 'a-worst', variant: 0, place: 'worst', seed: 3 }];
  const variants = ['a', 'b'].map((letter) => ({ letter, label: letter }));
  const seeds = [3, 4].map((seed) => ({ seed, pnl: [1, 2] }));
  const report = { sentences: [], variants, rows: [], seeds, saved, sweep: [], problems: [] };
  const rooms = [{ name: 'calm', report, reason: null }];
  machine
    .process('lab')
    .report({ type: 'report', result: { sentences: [], rooms, command: '', isCut: false } });
  machine.process('lab').exit(0);
  return of;
}

test('the saved runs and the page of the newest report open, and nothing else', async () => {
  const saved = { room: 'calm', letter: 'a', seed: 3 };
  expect(await desk.calls.openLabRun(saved)).toMatchObject({ ok: false });
  const of = finishLab();
  for (const run of [
    { letter: 'c', seed: 3 },
    { letter: '../a', seed: 3 },
    { letter: 'a', seed: 5 },
  ])
    expect(await desk.calls.openLabRun({ ...saved, ...run })).toEqual({
      ok: false,
      reason: `The newest report has no run of '${run.letter}' with seed ${run.seed}.`,
    });
  for (const room of ['', '..', 'crash', '__proto__']) {
    expect(await desk.calls.openLabRun({ ...saved, room })).toMatchObject({ ok: false });
    expect(await desk.calls.openLabReport(room)).toMatchObject({ ok: false });
  }
  expect(opened).toEqual([]);
  expect(await desk.calls.openLabRun(saved)).toEqual({ ok: true });
  expect(await desk.calls.openLabReport('calm')).toEqual({ ok: true });
  expect(opened).toEqual([of('a-worst.botpit'), of('report.html')]);
  expect(machine.launches('lab')).toBe(1);
});

test('any other run of the report runs again and opens; from then on it is there', async () => {
  const of = finishLab();
  const run = { room: 'calm', letter: 'b', seed: 4 };
  const answer = desk.calls.openLabRun(run);
  const { args } = machine.process('lab').launch;
  expect(args).toEqual(
    expect.arrayContaining(['--open=calm/b:4', `--data-dir=${folder}`, `--name=${nameOfReport()}`]),
  );
  expect(desk.state).toMatchObject({ phase: 'done', opening: { ...run, share: 0 } });
  machine.process('lab').announce({ event: 'repeat', share: 0.5 });
  expect(desk.state).toMatchObject({ opening: { share: 0.5 } });
  expect(desk.calls.startLab(REQUEST)).toEqual({
    ok: false,
    reason: 'The lab repeats a run: wait until it is done, or cancel it.',
  });
  writeFileSync(of('b-seed-4.botpit'), '');
  machine.process('lab').exit(0);
  expect(await answer).toEqual({ ok: true });
  expect(desk.state).toMatchObject({ phase: 'done', opening: null });
  expect(await desk.calls.openLabRun(run)).toEqual({ ok: true });
  expect(opened).toEqual([of('b-seed-4.botpit'), of('b-seed-4.botpit')]);
  expect(machine.launches('lab')).toBe(2);
});

test('a run that cannot be repeated or was cancelled does not open, and the result stays', async () => {
  finishLab();
  const run = { room: 'calm', letter: 'a', seed: 4 };
  const moved = desk.calls.openLabRun(run);
  machine.process('lab').failSetup('Seed 4 of a cannot be repeated: its strategy file is no longer there.');
  expect(await moved).toEqual({
    ok: false,
    reason: 'Seed 4 of a cannot be repeated: its strategy file is no longer there.',
  });
  // A window that was closed meanwhile finds the reason there.
  expect(desk.state).toMatchObject({
    openingProblem: {
      ...run,
      reason: 'Seed 4 of a cannot be repeated: its strategy file is no longer there.',
    },
  });
  const cancelled = desk.calls.openLabRun(run);
  expect(desk.state).toMatchObject({ openingProblem: null });
  expect(desk.calls.cancelLab()).toEqual({ ok: true });
  expect(machine.process('lab').posted).toEqual([{ type: 'stop' }]);
  machine.process('lab').exit(0);
  expect(await cancelled).toEqual({ ok: false, reason: 'Seed 4 of a was cancelled.' });
  expect(desk.state).toMatchObject({ phase: 'done', opening: null });
  expect(opened).toEqual([]);
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
