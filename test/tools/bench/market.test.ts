/** Pits of the built-in strategies in virtual time. */
import { describe, expect, test } from 'vitest';
import { describeMarket, NAMES, runMarket } from '../../../tools/bench/market/index.ts';

const DEFAULTS = ['maker', 'taker', 'random'];

describe.each([
  ['the three that Start opens', { bots: DEFAULTS, seed: 1, minutes: 20 }, { moves: 1, losers: 3 }],
  ['all eight', { bots: NAMES, seed: 1, minutes: 20 }, { moves: 3, losers: 6 }],
  ['two makers', { bots: ['maker', ...DEFAULTS], seed: 2, minutes: 10 }, { moves: 1, losers: 3 }],
] as const)('%s', (_, options, bounds) => {
  const figures = runMarket(options);
  const equities = Object.values(figures.equityPercent);

  test('quote both sides after the first moment', () => {
    expect(figures.oneSided * options.minutes * 60).toBeLessThanOrEqual(1);
  });

  test('trade, at spreads of a few basis points', () => {
    expect(figures.trades).toBeGreaterThan(200 * options.minutes);
    expect(figures.spreads[Math.floor(figures.spreads.length / 2)]).toBeGreaterThan(1);
    expect(figures.spreads[Math.floor(figures.spreads.length * 0.95)]).toBeLessThan(20);
  });

  test('keep the price moving within bounds', () => {
    const movedPercent = 100 * (figures.high / figures.low - 1);
    expect(movedPercent).toBeGreaterThan(0.05);
    expect(movedPercent).toBeLessThan(bounds.moves);
  });

  test('are not ruined, and no money appears from nowhere', () => {
    expect(Math.min(...equities)).toBeGreaterThan(100 - bounds.losers);
    // Fees are paid: together they have less than they began with.
    expect(equities.reduce((sum, one) => sum + one, 0)).toBeLessThan(100 * equities.length);
    expect(figures.equityPercent['maker']).toBeGreaterThan(99.5);
  });
});

test('the same seed is the same market; it is described in four lines', () => {
  const options = { bots: DEFAULTS, seed: 3, minutes: 1 };
  const figures = runMarket(options);
  expect(runMarket(options)).toEqual(figures);
  expect(runMarket({ ...options, seed: 4 })).not.toEqual(figures);
  expect(describeMarket(figures, options)).toHaveLength(4);
});

test('all eight trade beside the crowd, which keeps both sides quoted', () => {
  const figures = runMarket({ bots: NAMES, seed: 1, minutes: 6, crowd: 40 });
  expect(NAMES.filter((name) => (figures.tradesOf[name] ?? 0) === 0)).toEqual([]);
  expect(figures.oneSided * 360).toBeLessThanOrEqual(1);
  const { low = 0, high = 0 } = figures.fair ?? {};
  expect(figures.low).toBeGreaterThan(low * 0.998);
  expect(figures.high).toBeLessThan(high * 1.002);
});

test('an unknown strategy is refused', () => {
  expect(() => runMarket({ bots: ['nobody'], seed: 1, minutes: 1 })).toThrow(
    'there is no built-in strategy nobody',
  );
});
