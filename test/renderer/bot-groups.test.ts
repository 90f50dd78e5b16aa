import { expect, test } from 'vitest';
import type { ProcessState } from '../../src/contract/pit-state.ts';
import { groupsOf } from '../../src/renderer/bots/bot-groups.ts';
import { countProblems, LINES_MAX, mergedLog } from '../../src/renderer/log/merged-log.ts';

const system = (['exchange', 'relay'] as const).map((name): ProcessState => ({
  name,
  kind: name,
  phase: 'running',
  restarts: 0,
  log: [],
}));
const bot = (name: string, strategy = name, log: readonly string[] = []): ProcessState => ({
  name,
  kind: 'bot',
  phase: 'running',
  restarts: 0,
  strategy,
  log,
});
const shown = (processes: readonly ProcessState[], words = '') =>
  groupsOf(processes, words).map(({ title, processes: own }) => [title, ...own.map(({ name }) => name)]);

test('the system comes first, and a few bots are one group', () => {
  expect(shown([...system, bot('maker'), bot('ada', '/b/grid.ts')])).toEqual([
    ['System', 'exchange', 'relay'],
    ['Bots', 'maker', 'ada'],
  ]);
});

test('three bots of one strategy are a group beside others', () => {
  const makers = ['m-1', 'm-2', 'm-3'].map((name) => bot(name, 'maker'));
  expect(shown([bot('taker'), ...makers])).toEqual([
    ['Other bots', 'taker'],
    ['maker', 'm-1', 'm-2', 'm-3'],
  ]);
  expect(shown(makers)).toEqual([['Bots', 'm-1', 'm-2', 'm-3']]);
});

test('the filter finds names and strategies', () => {
  const processes = [...system, bot('ada', '/b/grid.ts'), bot('maker')];
  expect(shown(processes, ' GRID ')).toEqual([['Bots', 'ada']]);
  expect(shown(processes, 'nothing')).toEqual([]);
});

const EVERY_LINE = { problemsOnly: false, search: '', process: '' };

test('the logs of all processes are one list by time, and an error keeps its lines', () => {
  const ada = bot('ada', 'ada', [
    '2026-11-29T12:00:01.000Z info begins',
    '2026-11-29T12:00:03.000Z error broken',
    '  7 | throw',
  ]);
  const eve = bot('eve', 'eve', ['2026-11-29T12:00:02.000Z warn late', '2026-11-29T12:00:03.500Z info on']);
  const lines = mergedLog([ada, eve], EVERY_LINE);
  expect(lines.map(({ name, text }) => `${name} ${text.replace(/^\S+Z /, '')}`)).toEqual([
    'ada info begins',
    'eve warn late',
    'ada error broken',
    'ada   7 | throw',
    'eve info on',
  ]);
  expect(mergedLog([ada, eve], { ...EVERY_LINE, problemsOnly: true })).toHaveLength(3);
  expect(mergedLog([ada, eve], { ...EVERY_LINE, process: 'eve' })).toHaveLength(2);
  expect(countProblems([ada, eve])).toBe(2);
});

test('the list is bounded, and keeps the newest', () => {
  const log = Array.from({ length: 100 }, (_, index) => `2026-11-29T12:00:00.${100 + index}Z info ${index}`);
  const lines = mergedLog(
    Array.from({ length: 9 }, (_, index) => bot(`b${index}`, 'maker', log)),
    EVERY_LINE,
  );
  expect(lines).toHaveLength(LINES_MAX);
  expect(lines.at(-1)?.text).toMatch(/99$/);
});
