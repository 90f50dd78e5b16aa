import { expect, test } from 'vitest';
import { COMMANDS, fitsPhase, type Command } from '../../src/contract/commands.ts';
import { fuzzyMatch, piecesOf } from '../../src/renderer/commands/fuzzy.ts';
import { actionOf, isPages, keyMap, keysOf } from '../../src/renderer/commands/keys.ts';
import { findEntries, isAvailable } from '../../src/renderer/commands/palette-entries.ts';

const LISTED: readonly Command[] = COMMANDS;
const NO_MODIFIER = { ctrlKey: false, metaKey: false, altKey: false, typing: false };

test('no two commands share an id or a key', () => {
  const unique = (values: readonly unknown[]) => new Set(values).size === values.length;
  expect(unique(LISTED.map(({ id }) => id))).toBe(true);
  expect(unique(LISTED.flatMap(({ key }) => key ?? []))).toBe(true);
  expect(unique(LISTED.flatMap(({ accelerator }) => accelerator ?? []))).toBe(true);
});

test.each(LISTED.filter((command) => isPages(command) && command.accelerator !== undefined))(
  'the page runs $id by its key, in a text field too',
  ({ id, accelerator = '' }) => {
    const words = accelerator.split('+');
    const key = words.at(-1) === 'Return' ? 'Enter' : (words.at(-1) ?? '');
    const press = { ...NO_MODIFIER, key, ctrlKey: true, shiftKey: words.includes('Shift'), typing: true };
    expect(actionOf(press)).toBe(id);
    expect(actionOf({ ...press, shiftKey: !press.shiftKey })).not.toBe(id);
  },
);

test('F1 opens the palette, and the map of keys names every key', () => {
  expect(actionOf({ ...NO_MODIFIER, key: 'F1', typing: true })).toBe('palette');
  const shown = new Set(keyMap('Ctrl').map(([keys]) => keys));
  const wanted = LISTED.flatMap((command) => keysOf(command, 'Ctrl') ?? []);
  expect(wanted.filter((keys) => !shown.has(keys))).toEqual([]);
  expect(keyMap('Ctrl', false).map(([, meaning]) => meaning)).not.toContain('Start the pit');
});

test('a browser has the commands of the page only', () => {
  const browser = { hasPit: false, playback: null, state: null };
  const available = LISTED.filter((command) => isAvailable(command, browser));
  expect(available.every(({ by, needs }) => by === 'page' && needs === undefined)).toBe(true);
  expect(available.map(({ id }) => id)).toContain('board');
});

test('a command fits the phases that it names', () => {
  const start = LISTED.find(({ id }) => id === 'start');
  const phases = ['stopped', 'starting', 'running', 'stopping', undefined] as const;
  expect(phases.map((phase) => start !== undefined && fitsPhase(start, phase))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  ['stb', 'Pit: Stop All Bots', [5, 6, 14]],
  ['sab', 'Pit: Stop All Bots', [5, 10, 14]],
  ['REP', 'File: Report…', [6, 7, 8]],
  ['stop maker', 'Bot: Stop maker', [5, 6, 7, 8, 10, 11, 12, 13, 14]],
  ['', 'File: Report…', []],
])('%j finds letters of %j', (query, text, letters) => {
  expect(fuzzyMatch(query, text)?.letters).toEqual(letters);
});

test('the marked letters of a text are pieces of it', () => {
  const pieces = piecesOf('Stop all', [0, 5, 6]);
  expect(pieces.map(({ words, isMarked }) => (isMarked ? `[${words}]` : words))).toEqual([
    '[S]',
    'top ',
    '[al]',
    'l',
  ]);
});

test.each(LISTED)('the title of $id finds it', ({ title }) => {
  const entries = LISTED.map((command) => ({ id: command.id, text: command.title, run: () => {} }));
  expect(findEntries(entries, title, [])[0]?.entry.text).toBe(title);
  expect(fuzzyMatch(title, `Chart: ${title}`)).not.toBeNull();
});

test('letters in another order find nothing', () => {
  expect(fuzzyMatch('pots', 'Pit: Stop')).toBeNull();
  expect(fuzzyMatch('xy', '')).toBeNull();
});

test('whole words come before scattered letters; without a query the last used comes first', () => {
  const entry = (text: string) => ({ id: text, text, run: () => {} });
  const entries = ['Pit: Start', 'Chart: Candles of 1s', 'View: Log', 'File: Report…'].map(entry);
  expect(findEntries(entries, 'start', [])[0]?.entry.id).toBe('Pit: Start');
  expect(findEntries(entries, 'log', [])[0]?.entry.id).toBe('View: Log');
  expect(findEntries(entries, '', ['View: Log']).map(({ entry: { id } }) => id)[0]).toBe('View: Log');
});
