/** Sources of index prices, by a clock of their own. */
import { expect, test } from 'vitest';
import { modelPrice } from '../../../src/workers/index-feed/model-price.ts';
import { priceAt } from '../../../src/workers/index-feed/polled-price.ts';
import { filePrices, parsePrices } from '../../../src/workers/index-feed/price-file.ts';
import type { Source } from '../../../src/workers/index-feed/source.ts';

/** The messages of a source during `ms`, as `[time, price]`. */
function played(source: Source, ms: number) {
  const sent: [number, number][] = [];
  let [now, hasEnded] = [0, false];
  let next: { at: number; task: () => void } | undefined;
  const listener = {
    price: (price: number) => void sent.push([now, price]),
    warn: () => {},
    end: () => void (hasEnded = true),
  };
  source(listener, (waitMs, task) => {
    next = { at: now + waitMs, task };
    return () => (next = undefined);
  });
  while (next !== undefined && next.at <= ms) {
    const { at, task } = next;
    next = undefined;
    now = at;
    task();
  }
  return { sent, hasEnded };
}

test('a file is played at its pace, from either format', () => {
  const csv = 'time,price\n10,100\n10.5,101\r\n12,99.5\n';
  const lines =
    '{"time":"2026-11-23T09:30:00Z","price":100}\n{"time":"2026-11-23T09:30:00.500Z","price":"101"}\n';
  expect(played(filePrices(parsePrices(csv), 1), 10_000)).toEqual({
    sent: [
      [0, 100],
      [500, 101],
      [2_000, 99.5],
    ],
    hasEnded: true,
  });
  expect(played(filePrices(parsePrices(lines), 2), 10_000).sent).toEqual([
    [0, 100],
    [250, 101],
  ]);
});

test.each([
  ['', 'it has no prices'],
  ['1,100\n2,-1', 'line 2 is not a time and a price: 2,-1'],
  ['1,100\nsoon,1', 'line 2 is not a time and a price'],
  ['2,100\n1,100', 'line 2 is earlier than the line before it'],
  ['{"time":1', 'line 1 is not JSON'],
])('a file of %j is refused', (text, reason) => {
  expect(() => parsePrices(text)).toThrow(reason);
});

test('a price is found in JSON by its path', () => {
  expect(priceAt({ data: [{ price: '50000.5' }] }, 'data.0.price')).toBe(50_000.5);
  expect(priceAt(7, '')).toBe(7);
  expect(() => priceAt({ price: null }, 'price')).toThrow('there is no price at price, but null');
  expect(() => priceAt([], 'last.price')).toThrow('there is no price at last.price, but nothing');
});

test('the model begins at its price and is the same for the same seed', () => {
  const prices = (seed: number) => played(modelPrice(50_000, seed, 500), 60_000).sent;
  expect(prices(7)[0]).toEqual([0, 50_000]);
  expect(prices(7)).toHaveLength(121);
  expect(prices(7)).toEqual(prices(7));
  expect(prices(7)).not.toEqual(prices(8));
});
