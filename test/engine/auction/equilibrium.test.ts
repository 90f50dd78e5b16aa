/** Rule H4: the price of a call auction, against the examples that venues publish and against a search of every price. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equilibrium } from '../../../src/engine/auction/equilibrium.ts';
import { vectors } from '../../support/vectors.ts';

type Levels = readonly (readonly [price: number, total: number])[];

interface Example {
  readonly name: string;
  readonly source: string;
  readonly bids: Levels;
  readonly asks: Levels;
  readonly reference?: number;
  readonly price: number;
  readonly quantity: number;
  readonly imbalance: number;
}

const EXAMPLES = vectors('call-auctions.json') as readonly Example[];

function found(bids: Levels, asks: Levels, reference: number) {
  const levels = (side: Levels) => side.map(([price, total]) => ({ price, total }));
  return equilibrium(levels(bids), levels(asks), reference);
}

/** Every price, looked at in turn. */
function searched(bids: Levels, asks: Levels, reference: number) {
  const sum = (levels: Levels) => levels.reduce((total, [, lots]) => total + lots, 0);
  const candidates = Array.from({ length: 60 }, (_, price) => {
    const demand = sum(bids.filter(([limit]) => limit >= price));
    const supply = sum(asks.filter(([limit]) => limit <= price));
    return { price, lots: Math.min(demand, supply), imbalance: demand - supply };
  });
  const [best] = candidates
    .filter(({ lots }) => lots > 0)
    .sort(
      (a, b) =>
        b.lots - a.lots ||
        Math.abs(a.imbalance) - Math.abs(b.imbalance) ||
        Math.abs(a.price - reference) - Math.abs(b.price - reference),
    );
  return best ?? null;
}

describe('H4 the price of a call auction', () => {
  test.each(EXAMPLES)('H4 $name ($source)', ({ bids, asks, reference, price, quantity, imbalance }) => {
    const references = reference === undefined ? [1, price, 100_000] : [reference];
    for (const each of references) {
      expect(found(bids, asks, each)).toEqual({ price, lots: quantity, imbalance });
    }
  });

  test('H4 a book that is not crossed has no price', () => {
    expect(found([[99, 5]], [[100, 5]], 100)).toBeNull();
    expect(found([[99, 5]], [], 100)).toBeNull();
    expect(found([], [[100, 5]], 100)).toBeNull();
  });

  test('H4 a price between two orders, where the reference is', () => {
    expect(found([[110, 5]], [[90, 5]], 103)).toEqual({ price: 103, lots: 5, imbalance: 0 });
    expect(found([[110, 5]], [[90, 5]], 80)?.price).toBe(90);
    expect(found([[110, 5]], [[90, 5]], 120)?.price).toBe(110);
  });

  test('H4 is what a search of every price finds', () => {
    const prices = fc.integer({ min: 1, max: 50 });
    const side = fc.dictionary(prices.map(String), fc.integer({ min: 1, max: 9 }), { maxKeys: 12 });
    const levels = (given: Readonly<Record<string, number>>, sign: 1 | -1): Levels =>
      Object.entries(given)
        .map(([price, lots]) => [Number(price), lots] as const)
        .sort(([a], [b]) => sign * (a - b));
    let crossed = 0;
    fc.assert(
      fc.property(side, side, prices, (buys, sells, reference) => {
        const [bids, asks] = [levels(buys, -1), levels(sells, 1)];
        const price = found(bids, asks, reference);
        if (price !== null) crossed += 1;
        expect(price).toEqual(searched(bids, asks, reference));
      }),
      { numRuns: 2_000, seed: 5 },
    );
    expect(crossed).toBeGreaterThan(1_000);
  });
});
