/** docs/rules.md names a test for every rule, and every named test exists. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Rules of each letter, in the document's order. */
const COUNTS = { M: 15, A: 5, R: 5, L: 7, P: 5, F: 7, H: 11 };
const RULES = Object.entries(COUNTS).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, n) => `${letter}${n + 1}`),
);

/** Titles of tests and of groups of tests. */
const titles = readdirSync(`${ROOT}test/engine`, { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => [
    ...readFileSync(`${ROOT}test/engine/${name}`, 'utf8').matchAll(
      /(?:test|describe)(?:\.skipIf\([^)]*\))?\(\s*'(.+?)'/g,
    ),
  ])
  .map(([, title]) => title ?? '');

const [text = ''] = readFileSync(`${ROOT}docs/rules.md`, 'utf8').split('## Mutants');

/** Rows of the tables: rule, text, tests. */
const rows = text
  .split('\n\n')
  .filter((block) => /^\|\s*\| rule \|/.test(block))
  .flatMap((block) => block.split('\n'))
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, , rule]) => rule !== 'rule' && !(rule ?? '').startsWith('-'))
  .map(([, id = '', , tests = '']) => ({ id, tests: tests.split('; ') }));

test('every rule has its row', () => {
  expect(rows.map(({ id }) => id).filter((id) => id !== '')).toEqual(RULES);
});

test.each(rows)('$id is shown by $tests', ({ tests }) => {
  for (const name of tests) {
    const beginning = name.replace(/…$/, '');
    expect(beginning).not.toBe('');
    expect(titles.filter((title) => title.startsWith(beginning))).not.toEqual([]);
  }
});
