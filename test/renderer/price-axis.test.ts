import { expect, test } from 'vitest';
import { linearAxis, LOGARITHM_MIN, logarithmicAxis } from '../../src/renderer/chart/price-axis.ts';

const HEIGHT = 1_000;

/** As lightweight-charts places a price on its logarithmic scale, with the largest offset that it uses. */
const libraryY = (price: number, top: number, bottom: number) => {
  const log = (value: number) => Math.log10(value + 0.0001);
  return ((log(price) - log(top)) / (log(bottom) - log(top))) * HEIGHT;
};

test.each([
  [51_000, 49_000],
  [LOGARITHM_MIN * 1.5, LOGARITHM_MIN],
  [100_000, LOGARITHM_MIN],
])('from %d to %d a logarithmic axis agrees with the library', (top, bottom) => {
  const axis = logarithmicAxis({ height: HEIGHT, top, bottom });
  for (let step = 0; step <= 20; step += 1) {
    const price = bottom + ((top - bottom) * step) / 20;
    expect(Math.abs(axis.yOf(price) - libraryY(price, top, bottom))).toBeLessThan(0.1);
    expect(axis.priceOf(axis.yOf(price))).toBeCloseTo(price, 6);
  }
});

test('a linear axis has its prices in proportion to pixels', () => {
  const axis = linearAxis({ height: HEIGHT, top: 200, bottom: 100 });
  expect([150, 100, 50].map((price) => axis.yOf(price))).toEqual([500, 1_000, 1_500]);
  expect(axis.priceOf(250)).toBe(175);
});

test('on a logarithmic axis equal ratios have equal heights, beyond its ends too', () => {
  const axis = logarithmicAxis({ height: HEIGHT, top: 400, bottom: 100 });
  const places = [800, 400, 200, 100, 50].map((price) => axis.yOf(price));
  for (const [index, y] of [-500, 0, 500, 1_000, 1_500].entries()) expect(places[index]).toBeCloseTo(y, 9);
});
