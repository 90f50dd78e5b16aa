import { expect, test } from 'vitest';
import { edgeLabels } from '../../src/renderer/chart/edge-labels.ts';

test('hidden prices are named at their edge, the nearest first', () => {
  const marks = [
    ['bankruptcy', 90],
    ['liquidation', 95],
    ['entry', 101],
    ['mark', 108],
  ].map(([name, price]) => ({ name: String(name), price: Number(price), color: '#fff' }));
  // Prices from 100 to 106 are visible, on 60 pixels.
  const labels = edgeLabels(marks, 60, (price) => (106 - price) * 10);
  expect(labels.map(({ name, edge, place }) => [name, edge, place])).toEqual([
    ['mark', 'top', 0],
    ['liquidation', 'bottom', 0],
    ['bankruptcy', 'bottom', 1],
  ]);
});
