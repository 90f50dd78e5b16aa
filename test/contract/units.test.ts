import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileInstrument, DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import {
  decimalGrid,
  fromUnits,
  gridOf,
  rateOfDown,
  rateOfUp,
  toUnits,
  type RateE7,
} from '../../src/contract/units.ts';

describe('grids', () => {
  test.each([
    [0.5, { mantissa: 5, decimals: 1 }],
    [0.001, { mantissa: 1, decimals: 3 }],
    [1e-8, { mantissa: 1, decimals: 8 }],
    [2.5e-7, { mantissa: 25, decimals: 8 }],
    [25, { mantissa: 25, decimals: 0 }],
  ])('%d', (step, grid) => {
    expect(gridOf(step)).toEqual(grid);
  });

  test.each([0, -1, NaN, Infinity, 1e21])('%d is not a step', (step) => {
    expect(() => gridOf(step)).toThrow(RangeError);
  });

  test('every value on the grid survives the round trip', () => {
    const step = fc.constantFrom(0.5, 0.001, 0.01, 1e-8, 0.00001, 2.5, 1);
    fc.assert(
      fc.property(step, fc.integer({ min: 0, max: 10 ** 14 }), (size, units) => {
        const grid = gridOf(size);
        fc.pre(Number.isSafeInteger(units * grid.mantissa));
        const decimal = fromUnits(grid, units);
        expect(toUnits(grid, decimal)).toBe(units);
        expect(Number(JSON.parse(JSON.stringify(decimal)))).toBe(decimal);
      }),
    );
  });

  test.each([
    [0.5, 50_000.25],
    [0.001, 0.0005],
    [0.01, 0.015],
    [0.5, Infinity],
    [0.5, NaN],
    [0.5, 1e300],
  ])('on steps of %d, %d is not rounded but refused', (step, value) => {
    expect(toUnits(gridOf(step), value)).toBeNull();
  });

  test('money with 16 digits is exact', () => {
    const grid = decimalGrid(8);
    expect(toUnits(grid, 33_554_578.1626045)).toBe(3_355_457_816_260_450);
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 50, max: 2 ** 52 }), (units) => {
        expect(toUnits(grid, fromUnits(grid, units))).toBe(units);
      }),
    );
    // Above 2^52 two neighbours can be one double; either is right.
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 52, max: Number.MAX_SAFE_INTEGER }), (units) => {
        const found = toUnits(grid, fromUnits(grid, units));
        expect(found).not.toBeNull();
        expect(fromUnits(grid, found as number)).toBe(fromUnits(grid, units));
      }),
    );
  });

  test('sums with a small floating-point error are accepted', () => {
    expect(toUnits(gridOf(0.1), 0.1 + 0.2)).toBe(3);
  });
});

test('rates of amounts are exact in both directions', () => {
  // Of the smaller amounts, some products are below 2^53.
  const amount = fc.oneof(fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(2 ** 31), fc.nat(1_000));
  const rate = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(amount, rate, (value, e7) => {
      const exact = BigInt(value) * BigInt(e7);
      const scale = 10_000_000n;
      expect(rateOfDown(value, e7 as RateE7)).toBe(Number(exact / scale));
      expect(rateOfUp(value, e7 as RateE7)).toBe(Number((exact + scale - 1n) / scale));
    }),
  );
});

describe('instruments that cannot be counted in whole units are refused', () => {
  test.each([
    [{ tickSize: 0.0001, lotSize: 0.001 }, 'raise moneyDecimals'],
    [{ referencePrice: 50_000.25 }, 'referencePrice 50000.25 is not a multiple of 0.5'],
    [{ referencePrice: 1e-10 }, 'referencePrice 1e-10 is not a multiple of 0.5'],
    [{ makerFeeRate: 0.00000005 }, 'makerFeeRate'],
    [{ makerFeeRate: -0.01, takerFeeRate: 0.005 }, 'gives away more than takerFeeRate 0.005 takes'],
    [{ lotSize: 1_000_000 }, 'one lot at 64 times the reference price is more than can be counted'],
    [{ marginTiers: [{ upTo: 100, maxLeverage: 10, maintenanceRate: 0.01 }] }, 'the last tier'],
    [{ marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.1 }] }, 'not below the initial rate'],
    [
      {
        marginTiers: [
          { upTo: 100, maxLeverage: 10, maintenanceRate: 0.01 },
          { upTo: 50, maxLeverage: 10, maintenanceRate: 0.01 },
          { upTo: null, maxLeverage: 10, maintenanceRate: 0.01 },
        ],
      },
      'marginTiers.1.upTo 50 is not above',
    ],
  ])('%j', (change, message) => {
    expect(() => compileInstrument({ ...DEFAULT_INSTRUMENT, ...change }, 0, 6)).toThrow(message);
  });
});
