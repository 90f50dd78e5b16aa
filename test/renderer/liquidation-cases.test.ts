import { describe, expect, test } from 'vitest';
import type { Liquidation } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { fundChange, fundShare, liquidationCases } from '../../src/renderer/liquidations/cases.ts';
import { stepFigures } from '../../src/renderer/liquidations/step-text.ts';

let seq = 0;
function step(stage: Liquidation['stage'], change: Partial<Liquidation> = {}): Liquidation {
  seq += 1;
  const facts = {
    account: 'ann',
    symbol: 'BTC-USD',
    side: 'buy',
    quantity: 0.5,
    bankruptcyPrice: 99,
  } as const;
  return { type: 'liquidation', seq, time: seq, stage, ...facts, ...change };
}

describe('liquidations', () => {
  test('are assembled by account and symbol, newest first', () => {
    const cases = liquidationCases([
      step('filled', { account: 'cut-off' }),
      step('started'),
      step('started', { account: 'bob' }),
      step('completed'),
      step('started'),
      step('completed', { account: 'bob' }),
    ]);
    expect(cases.map(({ account, steps, isCompleted }) => [account, steps.length, isCompleted])).toEqual([
      ['ann', 1, false],
      ['bob', 2, true],
      ['ann', 2, true],
      ['cut-off', 1, false],
    ]);
  });

  test('the fund gains when a fill is better than the bankruptcy price, and pays when it is worse', () => {
    expect(fundShare(step('filled', { price: 99.25, quantity: 1 }), 99)).toBe(0.25);
    expect(fundShare(step('filled', { price: 98.75, quantity: 1 }), 99)).toBe(-0.25);
    expect(fundShare(step('filled', { price: 98.75, quantity: 1, side: 'sell' }), 99)).toBe(0.25);
  });

  test('what a step took over is measured from its price', () => {
    const steps = [
      step('taken_over', { price: 100, quantity: 0.25 }),
      step('filled', { price: 101, quantity: 0.25 }),
      step('insurance_fund', { insuranceFundChange: 0.25 }),
      step('completed', { quantity: 0.25 }),
    ];
    const texts = steps.map((one) => stepFigures(one, steps, DEFAULT_INSTRUMENT).join(' '));
    expect(texts).toEqual([
      '0.250 at 100.0',
      '0.250 at 101.0: (101.0 − 100.0) × 0.250 = +0.25',
      '+0.25',
      '0.250 kept, healed',
    ]);
  });

  test('the step of the fund is the sum of its fills', () => {
    const steps = [
      step('taken_over', { price: 99 }),
      step('filled', { price: 101, quantity: 0.25 }),
      step('filled', { price: 95, quantity: 0.25 }),
      step('insurance_fund', { insuranceFundChange: -0.5 }),
      step('insurance_fund', { insuranceFundChange: -2, quantity: 0 }),
      step('completed', { quantity: 0 }),
    ];
    const texts = steps.map((one) => stepFigures(one, steps, DEFAULT_INSTRUMENT).join(' '));
    expect(texts[1]).toBe('0.250 at 101.0: (101.0 − 99.0) × 0.250 = +0.50');
    expect(texts[3]).toBe('+0.50 −1.00 = −0.50');
    expect(texts[4]).toBe('−2.00: pays the account’s debt');
    expect(texts[5]).toBe('flat');
    const [only] = liquidationCases(steps);
    expect(only === undefined ? 0 : fundChange(only)).toBe(-2.5);
  });
});
