import { expect, test } from 'vitest';
import { formatFatalLine, formatLogLine, LOG_LEVELS, parseLogLine } from '../../src/contract/log-line.ts';

const AT = '2026-11-22T09:30:00.000Z';

test.each(LOG_LEVELS)('an entry of level %s is read back unchanged', (level) => {
  const entry = { at: AT, level, text: 'error: a text, with a colon' };
  expect(parseLogLine(formatLogLine(entry.at, entry.level, entry.text))).toEqual(entry);
});

test('a fatal line carries no time', () => {
  expect(parseLogLine(formatFatalLine('no such file'))).toEqual({
    at: null,
    level: 'error',
    text: 'no such file',
  });
});

test.each(['', '  12 | const x = ;', 'an error: no entry', '2026-11-22 warn a date without its time'])(
  '%j belongs to the entry above it',
  (line) => expect(parseLogLine(line)).toBeNull(),
);
