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
    `${AT} info the strategy was saved, and is loaded anew`,
    'hello',
  ]) {
    house.take('ada', line);
  }
  expect(shown).toEqual([
    'warn ada: INVALID_PRICE: place: price must be above 0.',
    'error ada: nextOrder failed: /ada.ts:3:5: Error: no luck',
    'error ada:   3 | throw new Error("no luck")',
    'error ada:     |     ^',
    'error ada: paused, its orders are cancelled: 3 errors within a second',
  ]);
});

test('a file that does not load is quoted, beside what other bots say', () => {
  house.take('bob', `${AT} info connected`);
  house.take('ada', 'error: /ada.ts:2:26: Unexpected "}"');
  house.take('bob', 'more of it');
  house.take('ada', '  2 |   nextOrder() { return [ }');
  expect(shown).toEqual([
    'error ada: /ada.ts:2:26: Unexpected "}"',
    'error ada:   2 |   nextOrder() { return [ }',
  ]);
});

test('an entry has an end, whatever a strategy writes after it', () => {
  house.take('ada', `${AT} error one`);
  for (let line = 0; line < 1_000; line += 1) house.take('ada', String(line));
  house.take('ada', `${AT} error two`);
  expect(shown).toHaveLength(2 + QUOTED_LINES_MAX);
  expect(shown.at(-1)).toBe('error ada: two');
});
