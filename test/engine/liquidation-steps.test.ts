/** L7: liquidation in steps. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../src/contract/instrument.ts';
import { stepOf } from '../../src/engine/liquidation-step.ts';
import { maintenanceOf } from '../../src/engine/margin.ts';
import { equityOf, positionOf } from '../../src/engine/ledger.ts';
import { Random } from '../simulator/random.ts';
import { only, TestPit, type EngineEvent } from '../support/pit.ts';

const STEPS: Partial<Instrument> = {
  tickSize: 0.01,
  liquidation: 'steps',
  marginTiers: [{ upTo: null, maxLeverage: 5, maintenanceRate: 0.1 }],
};

/** Each step as [stage, lots, price in ticks, change of the fund in money]; what a step lacks is left out. */
function steps(events: readonly EngineEvent[]) {
  return only(events, 'liquidation').map(({ stage, quantity, price, insuranceFundChange }) => [
    stage,
    quantity,
    ...(price === null ? [] : [price]),
    ...(insuranceFundChange === null ? [] : [insuranceFundChange / 1e6]),
  ]);
}

/** `me` has 2,000 and is long 100 at 100: its maintenance margin is 1,000, reached at 88.88. */
function held(instrument: Partial<Instrument> = {}, side: 'buy' | 'sell' = 'buy'): TestPit {
  const pit = new TestPit([{ ...STEPS, ...instrument }], 10_000_000, 6, 1_000);
  pit.open('me', 2_000);
  pit.place('maker', side === 'buy' ? 'sell' : 'buy', 100, 100);
  pit.place('me', side, 100, 100);
  return pit;
}

/** Set the mark by a trade of two others. */
function trade(pit: TestPit, price: number) {
  pit.place('x', 'buy', 1, price);
  return pit.place('y', 'sell', 1, price);
}

describe('L7 a liquidation takes over only what heals the account', () => {
  test('a third of the position, when equity has just fallen below maintenance margin', () => {
    const pit = held();
    pit.place('maker', 'buy', 50, 88.5);
    // E = 888, M = 888.8: 3 × (888.8 + 8.888 × (100 − n)) ≤ 5 × 888 first holds for n = 34.
    // Of the 302.192 freed three fifths are 181.3152: 34 lots at 5.33 below the mark cost 181.22.
    const events = trade(pit, 88.88);
    expect(steps(events)).toEqual([
      ['started', 100],
      ['taken_over', 34, 8_355],
      ['filled', 34, 8_850],
      ['insurance_fund', 34, 168.3],
      ['completed', 66],
    ]);
    expect(pit.position('me')).toMatchObject({ quantity: 66, realized: 34 * -16.45 });
    expect(pit.money(pit.state.insuranceFund)).toBe(1_168.3);
  });

  test('a short position alike', () => {
    const pit = held({}, 'sell');
    pit.place('maker', 'sell', 50, 109.5);
    // E = 1,090, M = 1,091; three fifths of the 370.94 freed are 222.564: 6.54 a lot.
    pit.place('x', 'sell', 1, 109.1);
    expect(steps(pit.place('y', 'buy', 1, 109.1))).toEqual([
      ['started', 100],
      ['taken_over', 34, 11_564],
      ['filled', 34, 10_950],
      ['insurance_fund', 34, 208.76],
      ['completed', 66],
    ]);
  });

  test('the deeper the breach, the more', () => {
    const pit = held();
    pit.place('maker', 'buy', 100, 85.8);
    // E = 600, M = 860: 3 × (860 + 8.6 × (100 − n)) ≤ 3,000 first holds for n = 84.
    expect(steps(trade(pit, 86))[1]).toEqual(['taken_over', 84, 8_084]);
  });

  test('equity below three fifths of maintenance margin: the position whole, at its bankruptcy price', () => {
    const pit = held();
    pit.place('maker', 'buy', 100, 85);
    // E = 500, M = 850.
    expect(steps(trade(pit, 85))[1]).toEqual(['taken_over', 100, 8_000]);
    expect(pit.position('me')).toMatchObject({ quantity: 0, balance: 0 });
  });

  test('a book that does not take the step at its price: the position whole, as without the option', () => {
    const pit = held();
    pit.place('maker', 'buy', 33, 83.55);
    pit.place('maker', 'buy', 100, 83.54);
    const whole = held({ liquidation: 'whole' });
    whole.place('maker', 'buy', 33, 83.55);
    whole.place('maker', 'buy', 100, 83.54);
    const events = trade(pit, 88.88);
    expect(steps(events)).toEqual(steps(trade(whole, 88.88)));
    expect(steps(events)[1]).toEqual(['taken_over', 100, 8_000]);
  });

  test('exactly as many bids as the step needs, at its price', () => {
    const pit = held();
    pit.place('maker', 'buy', 34, 83.55);
    expect(steps(trade(pit, 88.88)).slice(0, 3)).toEqual([
      ['started', 100],
      ['taken_over', 34, 8_355],
      ['filled', 34, 8_355],
    ]);
  });

  test('an order of the account that cannot pay for it does not count as liquidity', () => {
    const pit = held();
    pit.open('poor', 400);
    pit.place('poor', 'buy', 20, 84);
    pit.place('maker', 'buy', 14, 84);
    trade(pit, 84.5);
    expect(pit.position('me').quantity).toBe(0);
  });

  test('a fill that moves the mark may cause the next step', () => {
    const pit = held();
    pit.place('maker', 'buy', 34, 86);
    pit.place('maker', 'sell', 1, 90);
    pit.place('maker', 'buy', 200, 84);
    const taken = steps(trade(pit, 88.88)).filter(([stage]) => stage === 'taken_over');
    expect(taken.length).toBeGreaterThan(1);
    expect(taken.every(([, lots]) => Number(lots) < 100)).toBe(true);
    expect(pit.position('me').quantity).toBeGreaterThan(0);
  });

  test('tier by tier: what remains needs the margin of its lower tiers', () => {
    const marginTiers = [
      { upTo: 5_000, maxLeverage: 10, maintenanceRate: 0.02 },
      { upTo: null, maxLeverage: 5, maintenanceRate: 0.1 },
    ];
    const pit = held({ marginTiers });
    pit.place('maker', 'buy', 100, 84);
    // At 84: M = 100 + 340 = 440, E = 400; 3 × (440 + M(n)) ≤ 2,000 leaves M(n) ≤ 226.66: 74 lots need 221.6.
    const [, taken] = steps(trade(pit, 84));
    expect(taken?.slice(0, 2)).toEqual(['taken_over', 26]);
    expect(pit.position('me').quantity).toBe(74);
  });

  test('margin on entry value: what remains needs the margin of its cost', () => {
    const pit = held({ marginValue: 'entry' });
    pit.place('maker', 'buy', 100, 89.5);
    // M = 1,000, E = 990; 3 × (1,000 + 10 × (100 − n)) ≤ 4,950 first holds for n = 35.
    expect(steps(trade(pit, 89.9))[1]?.slice(0, 2)).toEqual(['taken_over', 35]);
  });

  test('of several positions the one with the largest maintenance margin, as far as it heals them all', () => {
    const pit = new TestPit([STEPS, { ...STEPS, symbol: 'Y' }], 10_000_000, 6, 1_000);
    pit.open('me', 3_000);
    for (const [symbol, lots] of [
      ['X', 50],
      ['Y', 100],
    ] as const) {
      pit.place('maker', 'sell', lots, 100, { symbol });
      pit.place('me', 'buy', lots, 100, { symbol });
      pit.place('maker', 'buy', 200, 88, { symbol });
    }
    pit.place('y', 'sell', 1, 88, { symbol: 'X' });
    pit.place('x', 'buy', 1, 88, { symbol: 'Y' });
    // E = 3,000 − 600 − 1,200, M = 440 + 880; 3 × (1,320 + 440 + 8.8 × (100 − n)) ≤ 6,000 first holds for n = 73.
    const events = pit.place('y', 'sell', 1, 88, { symbol: 'Y' });
    const taken = only(events, 'liquidation').filter(({ stage }) => stage === 'taken_over');
    expect(taken).toMatchObject([{ instrument: 1, quantity: 73, price: 8_272 }]);
    expect(pit.position('me', 'X').quantity).toBe(50);
  });

  test('an isolated position alone', () => {
    const pit = new TestPit([STEPS], 10_000_000, 6, 1_000);
    pit.open('me', 50_000);
    pit.setMargin('me', 2_000);
    pit.place('maker', 'sell', 100, 100);
    pit.place('me', 'buy', 100, 100);
    pit.place('maker', 'buy', 50, 88.5);
    expect(steps(trade(pit, 88.88))[1]).toEqual(['taken_over', 34, 8_355]);
    expect(pit.position('me').isolatedMargin).toBe(2_000 - 34 * 16.45);
  });
});

describe('L7 in any market', () => {
  const tiers = fc
    .uniqueArray(fc.integer({ min: 1, max: 30_000 }), { maxLength: 3 })
    .map((edges) => [...edges.toSorted((a, b) => a - b), null]);
  const market = fc.record({
    edges: tiers,
    rates: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 4, maxLength: 4 }),
    marginValue: fc.constantFrom('mark' as const, 'entry' as const),
    lots: fc.integer({ min: 1, max: 200 }),
    other: fc.integer({ min: 0, max: 100 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    mark: fc.integer({ min: 1, max: 300 }),
    share: fc.integer({ min: -100, max: 999 }),
  });
  type Drawn = typeof market extends fc.Arbitrary<infer Value> ? Value : never;

  /** `me` holds positions in both markets; `share` thousandths of its maintenance margin are its equity. */
  function breached({ edges, rates, marginValue, lots, other, side, mark, share }: Drawn) {
    const sorted = rates.toSorted((a, b) => a - b);
    const marginTiers = edges.map((upTo, index) => ({
      upTo,
      maxLeverage: 1,
      maintenanceRate: (sorted[index] ?? 1) / 1_000,
    }));
    const instrument = { ...STEPS, tickSize: 1, marginTiers, marginValue };
    const pit = new TestPit([instrument, { ...instrument, symbol: 'Y' }], 1e7, 0, 0);
    const opposite = side === 'buy' ? 'sell' : 'buy';
    for (const [symbol, quantity] of [
      ['X', lots],
      ['Y', other],
    ] as const) {
      if (quantity === 0) continue;
      pit.place('maker', opposite, quantity, 100, { symbol });
      pit.place('me', side, quantity, 100, { symbol });
    }
    // Plenty rests at and behind the mark, so that the book takes any step.
    pit.place('maker', side, 1_000, mark);
    const position = positionOf(pit.account('me'), pit.market());
    pit.market().markPrice = mark as never;
    const equity = Math.floor((maintenanceOf(position.margin) * share) / 1_000);
    position.margin.balance = (position.margin.balance + equity - equityOf(position.margin)) as never;
    return { pit, position, equity };
  }

  /** M without some lots, in BigInt, from the rules alone. */
  function maintenance(
    { edges, rates, marginValue, other, mark }: Drawn,
    left: number,
    cost: number,
  ): bigint {
    const sorted = rates.toSorted((a, b) => a - b);
    const ofValue = (value: bigint) => {
      let [margin, floor] = [0n, 0n];
      for (const [index, edge] of edges.entries()) {
        const top = edge === null || value < BigInt(edge) ? value : BigInt(edge);
        if (top > floor) margin += ((top - floor) * BigInt(sorted[index] ?? 0) + 999n) / 1_000n;
        if (edge === null) break;
        floor = BigInt(edge);
      }
      return margin;
    };
    const own = marginValue === 'entry' ? BigInt(cost) : BigInt(left * mark);
    return ofValue(own) + ofValue(BigInt(other * 100));
  }

  test('the fewest lots, the price, and what they leave, against a count from the rules', () => {
    let [taken, kept] = [0, 0];
    fc.assert(
      fc.property(market, (drawn) => {
        const { lots, side, mark } = drawn;
        const { pit, position, equity } = breached(drawn);
        const step = stepOf(pit.state, position);
        const E = BigInt(equity);
        const cost = (n: number) => 100 * lots - Math.trunc((100 * lots * n) / lots);
        const without = (n: number) => maintenance(drawn, lots - n, cost(n));
        const M = without(0);
        expect(M).toBe(BigInt(maintenanceOf(position.margin)));
        let n = 1;
        while (n < lots && 3n * (M + without(n)) > 5n * E) n += 1;
        const ticks = (3n * (M - without(n))) / BigInt(5 * n);
        const price = side === 'buy' ? Math.max(1, mark - Number(ticks)) : mark + Number(ticks);
        const isWhole = equity <= 0 || 5n * E < 3n * M;
        const expected = { side: side === 'buy' ? 'sell' : 'buy', lots: n, price };
        expect(step).toEqual(isWhole ? null : expected);
        if (isWhole) return;
        taken += 1;
        const after = E - BigInt(n) * BigInt(Math.abs(price - mark));
        expect(after >= 0n).toBe(true);
        // At least as well covered as before; and with lots left, a fifth above maintenance margin.
        expect(after * M >= E * without(n)).toBe(true);
        if (n === lots) return;
        kept += 1;
        expect(5n * after >= 6n * without(n)).toBe(true);
      }),
      { numRuns: 800, seed: 20_261_201 },
    );
    expect(taken).toBeGreaterThan(120);
    expect(kept).toBeGreaterThan(60);
  });

  /** A maker requotes around a price that walks; every round a newcomer takes the largest position that it can. */
  function walk(seed: number, liquidation: 'whole' | 'steps') {
    const random = new Random(seed);
    const marginTiers = [
      { upTo: 600, maxLeverage: 20, maintenanceRate: 0.025 },
      { upTo: null, maxLeverage: 10, maintenanceRate: 0.05 },
    ];
    const pit = new TestPit([{ tickSize: 0.1, liquidation, marginTiers }], 100, 6, 1_000);
    pit.open('maker', 10_000_000);
    const events: EngineEvent[] = [];
    let fair = 1_000;
    for (let round = 0; round < 40; round += 1) {
      fair = Math.max(500, fair + random.between(-12, 12));
      pit.apply({ type: 'cancel_all', account: pit.account('maker').index, instrument: null, cause: 'user' });
      for (let level = 1; level <= 4; level += 1) {
        events.push(...pit.place('maker', 'buy', random.between(1, 9), (fair - 2 * level) / 10));
        events.push(...pit.place('maker', 'sell', random.between(1, 9), (fair + 2 * level) / 10));
      }
      events.push(...pit.place(`trader-${round}`, random.pick(['buy', 'sell'] as const), 12, null));
    }
    return { pit, all: only(events, 'liquidation') };
  }

  test('a step costs the fund nothing, is filled whole, and closes nothing against anybody', () => {
    let [count, wholes] = [0, 0];
    for (let seed = 1; seed <= 30; seed += 1) {
      const { all } = walk(seed, 'steps');
      for (const [index, { stage, price, bankruptcyPrice, quantity }] of all.entries()) {
        if (stage === 'taken_over' && price === bankruptcyPrice) wholes += 1;
        if (stage !== 'taken_over' || price === bankruptcyPrice) continue;
        count += 1;
        const length = all
          .slice(index + 1)
          .findIndex((step) => !['filled', 'insurance_fund'].includes(step.stage));
        const course = all.slice(index + 1, index + 1 + length);
        const filled = course.filter((step) => step.stage === 'filled');
        expect(filled.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(quantity);
        expect(course.every(({ insuranceFundChange }) => (insuranceFundChange ?? 0) >= 0)).toBe(true);
        expect(all[index + 1 + length]?.stage).not.toBe('auto_deleveraged');
      }
    }
    expect(count).toBeGreaterThan(40);
    expect(wholes).toBeGreaterThan(40);
  });

  test('accounts lose less to liquidations than when positions are taken over whole', () => {
    const fundAfter = (liquidation: 'whole' | 'steps') => {
      let sum = 0;
      for (let seed = 1; seed <= 30; seed += 1)
        sum += Number(walk(seed, liquidation).pit.state.insuranceFund);
      return sum;
    };
    expect(fundAfter('steps')).toBeLessThan(fundAfter('whole'));
  });
});
