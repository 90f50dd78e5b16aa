import { beforeEach, expect, test } from 'vitest';
import { leaveOutRepeats, TEXTS_MAX } from '../../../src/workers/bot/repeats.ts';

const CLOSED = 'MARKET_NOT_OPEN';

let nowMs: number;
let lines: string[];
let warn: (subject: string, text: string) => void;
beforeEach(() => {
  nowMs = 1_000;
  lines = [];
  warn = leaveOutRepeats(
    (text) => void lines.push(text),
    () => nowMs,
  );
});

test('a text is a line at once, and its repetitions within a minute are a number in the next line', () => {
  for (let order = 0; order < 600; order += 1) {
    warn(CLOSED, 'closed');
    expect(lines).toEqual(['closed']);
    nowMs += 100;
  }
  warn(CLOSED, 'closed');
  nowMs += 60_000;
  warn(CLOSED, 'closed');
  expect(lines).toEqual(['closed', 'closed (599 more left out)', 'closed']);
});

test('different texts of a subject are lines up to a number, because each may be another mistake', () => {
  const texts = Array.from({ length: TEXTS_MAX + 5 }, (_, number) => `price ${number} is off the grid`);
  for (const text of [...texts, ...texts]) warn('INVALID_PRICE', text);
  expect(lines).toEqual(texts.slice(0, TEXTS_MAX));
  nowMs += 60_000;
  warn('INVALID_PRICE', 'other');
  expect(lines.at(-1)).toBe(`other (${2 * texts.length - TEXTS_MAX} more left out)`);
});

test('subjects do not hide each other', () => {
  for (let round = 0; round < 2; round += 1)
    for (const subject of ['A', 'B']) warn(subject, `${subject}: no`);
  nowMs += 59_999;
  warn('A', 'A: no');
  nowMs += 1;
  warn('B', 'B: no');
  expect(lines).toEqual(['A: no', 'B: no', 'B: no (1 more left out)']);
});
