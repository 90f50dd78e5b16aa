/** `--assert`: statements that hold or not, and those that are refused. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseAssertion } from '../../src/lab/assertion.ts';
import type { Row } from '../../src/lab/comparison.ts';
import { METRICS } from '../../src/lab/metrics.ts';
import { variantsOf } from '../../src/lab/variants.ts';

const STRATEGIES = fileURLToPath(new URL('../../strategies', import.meta.url));
const variants = variantsOf(['maker', 'taker'], [], [], STRATEGIES);
const metric = METRICS.find(({ key }) => key === 'pnl')!;
const at = (mean: number) => ({ mean, low: mean, high: mean });
const rows: readonly Row[] = [{ metric, estimates: [at(1), at(2)], differences: [null] }];

test.each(['b.pnl > a.pnl', 'a.pnl == 1', 'a.pnl != 2', 'b.pnl >= 2', '1.5 < b.pnl', 'a.pnl <= 1'])(
  '%s holds',
  (text) => {
    expect(parseAssertion(text, variants).check(rows).holds).toBe(true);
  },
);

test('an assertion that does not hold says which, with the figures', () => {
  const line = (text: string, shown = rows) => parseAssertion(text, variants).check(shown).line;
  expect(line('a.pnl > b.pnl')).toBe("The assertion 'a.pnl > b.pnl' does not hold: a.pnl is 1, b.pnl is 2.");
  expect(line('a.pnl == 1')).toBe("The assertion 'a.pnl == 1' holds: a.pnl is 1.");
  const residue = [{ metric, estimates: [at(0.7 + 0.1 + 0.3)], differences: [] }];
  expect(line('0 > a.pnl', residue)).toBe("The assertion '0 > a.pnl' does not hold: a.pnl is 1.1.");
  expect(line('a.fills > 0')).toContain('a.fills is NaN');
});

test.each([
  [() => parseAssertion('b.pnl', variants), "--assert 'b.pnl' must be such as"],
  [() => parseAssertion('a.pnl.x > 0', variants), "'a.pnl.x' is neither a number nor a figure such as b.pnl"],
  [() => parseAssertion('a.pnl > 1e999', variants), "'1e999' is neither a number nor a figure"],
  [() => parseAssertion('a.pnl >> 0', variants), "--assert 'a.pnl >> 0' must be such as"],
  [() => parseAssertion('c.pnl > 0', variants), 'there is no c; there is a, b'],
  [() => parseAssertion('a.pln > 0', variants), "there is no figure 'pln'; there are pnl, "],
])('what is wrong is one sentence that names it: %s', (parse, words) => {
  expect(parse).toThrow(words);
});
