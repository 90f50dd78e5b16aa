import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowPlaces } from '../../src/renderer/ui/row-places.ts';

test('a price keeps its row, and a new one takes that of one that left', () => {
  const places = new RowPlaces<number>();
  expect(places.of([10, 11, 12])).toEqual([0, 1, 2]);
  expect(places.of([11, 12, 13])).toEqual([1, 2, 0]);
  expect(places.of([12])).toEqual([2]);
  expect(new Set(places.of([12, 20, 21]))).toEqual(new Set([0, 1, 2]));
});

test('no two prices share a row, and there are never more rows than prices were in sight at once', () => {
  const sights = fc.array(fc.uniqueArray(fc.nat(30), { maxLength: 12 }), { maxLength: 30 });
  fc.assert(
    fc.property(sights, (list) => {
      const places = new RowPlaces<number>();
      let most = 0;
      let before = new Map<number, number>();
      for (const prices of list) {
        most = Math.max(most, prices.length);
        const found = places.of(prices);
        expect(new Set(found).size).toBe(prices.length);
        for (const place of found) expect(place).toBeLessThan(most);
        const now = new Map(prices.map((price, index) => [price, found[index] ?? -1]));
        for (const [price, place] of before) expect(now.get(price) ?? place).toBe(place);
        before = now;
      }
    }),
  );
});
