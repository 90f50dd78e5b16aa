import { expect, test } from 'vitest';
import { coveredFigures } from '../../src/renderer/chart/covered-figures.ts';

const FIGURES = [0, 30, 60, 90, 120, 150];

test.each([
  ['no labels', [], []],
  ['a label on a figure', [60], [60]],
  ['a label that touches a figure', [73], [60]],
  ['a label between figures', [75], []],
  ['two labels that move apart', [59, 61], [60]],
  ['three labels that move apart', [74, 75, 76], [60, 90]],
  ['labels far from each other', [30, 120], [30, 120]],
])('%s', (_, labels, hidden) => {
  const covered = coveredFigures(FIGURES, labels);
  expect(FIGURES.filter((__, index) => covered[index])).toEqual(hidden);
});
