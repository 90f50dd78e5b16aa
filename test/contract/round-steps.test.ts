import { expect, test } from 'vitest';
import { roundStepAbove } from '../../src/contract/round-steps.ts';

test.each([
  [0.0011, 0.002],
  [0.3, 0.5],
  [1, 1],
  [1.0000001, 2],
  [2, 2],
  [4.9, 5],
  [5.1, 10],
  [1_000, 1_000],
  // 3 × 10 times 0.1 is a little above 3, and so are such steps.
  [0.1 + 0.1 + 0.3, 0.5],
  [50 * (1 + 1e-12), 50],
])('the round step at or above %d is %d', (value, step) => {
  expect(roundStepAbove(value)).toBeCloseTo(step, 12);
});
