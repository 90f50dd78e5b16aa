/** The figures, and a short look at the crowd with them; the whole table is `npm run realism`. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROWS, isIn } from '../../../tools/realism/bands.ts';
import { figuresOf } from '../../../tools/realism/figures.ts';
import { lobsterFiles, readLobster } from '../../../tools/realism/lobster.ts';
import { pageOf } from '../../../tools/realism/page.ts';
import { REFERENCE } from '../../../tools/realism/reference.ts';
import { shapesOf } from '../../../tools/realism/shapes.ts';
import { simulate } from '../../../tools/realism/simulated.ts';
import {
  autocorrelation,
  kurtosis,
  median,
  slope,
  weightedQuantile,
} from '../../../tools/realism/statistics.ts';
import { medianOf, rowsOut, tableOf } from '../../../tools/realism/table.ts';
import { publicData } from '../../support/public-data.ts';

describe('statistics', () => {
  test('of small examples, by hand', () => {
    expect(kurtosis([-1, 1, -1, 1])).toBe(1);
    expect(autocorrelation([1, -1, 1, -1], 1)).toBe(-1);
    expect(median([3, 1, 2])).toBe(2);
    expect(
      weightedQuantile(
        [
          [1, 9],
          [5, 1],
        ],
        0.5,
      ),
    ).toBe(1);
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBe(2);
  });
});

/** Figures that hold for the median of a few seeds of a few minutes. */
const LOOSE = new Set([
  'kurtosis1s',
  'returns1s',
  'signs1',
  'spreadOverDeviation',
  'spread95Over5',
  'sizeVariation',
  'levelVariation',
  'commonestQuantity',
]);

test('three seeds of five minutes of the crowd look like a market', () => {
  const tapes = [101, 102, 103].map((seed) => simulate({ seed, minutes: 5, accounts: 40, bots: [] }));
  const figures = medianOf(tapes.map(figuresOf));
  expect(figures.oneSided).toBe(0);
  expect(figures.ordersPerSecond).toBeGreaterThan(0.5);
  const wrong = ROWS.filter(({ key }) => LOOSE.has(key)).filter((row) => {
    const slack = { low: row.low * 0.7 - 0.05, high: row.high * 1.5 + 0.05 };
    return !isIn(slack, figures[row.key]);
  });
  expect(wrong.map(({ key }) => `${key} ${figures[key]}`)).toEqual([]);
  const page = pageOf('a test', figures, shapesOf(tapes[0] ?? raise()), []);
  expect(page).toContain('<svg');
  expect(page).not.toMatch(/https?:|<script/);
});

test('the same seed gives the same tape, to the byte', () => {
  const bytes = (seed: number) => JSON.stringify(simulate({ seed, minutes: 1, accounts: 40, bots: [] }));
  expect(bytes(5)).toBe(bytes(5));
  expect(bytes(6)).not.toBe(bytes(5));
});

const folder = publicData('lobster', 'the figures of the recorded AAPL session');

test.skipIf(folder === undefined)(
  'the recorded session has the figures that the table says, and passes',
  () => {
    const tape = readLobster(folder ?? '', lobsterFiles(readdirSync(folder ?? '')));
    const figures = figuresOf(tape);
    expect(rowsOut(figures)).toEqual([]);
    for (const { key, reference } of ROWS) expect(Math.abs(figures[key] / reference - 1)).toBeLessThan(0.1);
    expect(shapesOf(tape)).toEqual(REFERENCE);
    expect(tableOf(figures)).toHaveLength(1 + ROWS.length + 5);
  },
);

function raise(): never {
  throw new Error('there is no tape');
}
