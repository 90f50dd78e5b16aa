import { beforeEach, expect, test } from 'vitest';
import { HouseLog, QUOTED_LINES_MAX } from '../../src/headless/house-log.ts';
import { createLogger } from '../../src/runtime/log.ts';

const AT = '2026-11-22T09:30:00.000Z';

let shown: string[];
let house: HouseLog;
beforeEach(() => {
  shown = [];
  house = new HouseLog(createLogger('info', (line) => void shown.push(line.slice(25).trimEnd())));
});

test('shows warnings and errors with the lines that they quote, and nothing else', () => {
  for (const line of [
    `${AT} info logged in as ada, balance 100000`,
    'a second line of it',
    `${AT} warn INVALID_PRICE: place: price must be above 0.`,
    `${AT} error nextOrder failed: /ada.ts:3:5: Error: no luck`,
    '  3 | throw new Error("no luck")',
    '    |     ^',
    `${AT} error paused, its orders are cancelled: 3 errors within a second`,
    `${AT} info the strategy was saved, and is reloaded`,
    'hello',
  ]) {
    house.write('ada', line);
  }
  expect(shown).toEqual([
    'warn ada: INVALID_PRICE: place: price must be above 0.',
    'error ada: nextOrder failed: /ada.ts:3:5: Error: no luck',
    'error ada:   3 | throw new Error("no luck")',
    'error ada:     |     ^',
    'error ada: paused, its orders are cancelled: 3 errors within a second',
  ]);
});

test('a file that does not load is quoted, beside the output of other bots', () => {
  house.write('bob', `${AT} info connected`);
  house.write('ada', 'error: /ada.ts:2:26: Unexpected "}"');
  house.write('bob', 'more of it');
  house.write('ada', '  2 |   nextOrder() { return [ }');
  expect(shown).toEqual([
    'error ada: /ada.ts:2:26: Unexpected "}"',
    'error ada:   2 |   nextOrder() { return [ }',
  ]);
});

test('an entry has an end, whatever a strategy writes after it', () => {
  house.write('ada', `${AT} error one`);
  for (let line = 0; line < 1_000; line += 1) house.write('ada', String(line));
  house.write('ada', `${AT} error two`);
  expect(shown).toHaveLength(2 + QUOTED_LINES_MAX);
  expect(shown.at(-1)).toBe('error ada: two');
});

test('with --show-logs, every line of every bot', () => {
  const all = new HouseLog(
    createLogger('info', (line) => void shown.push(line.slice(25).trimEnd())),
    true,
  );
  for (const line of ['printed early', `${AT} info logged in as ada`, 'printed', `${AT} debug detail`])
    all.write('ada', line);
  expect(shown).toEqual(['info ada: printed early', 'info ada: logged in as ada', 'info ada: printed']);
});
