/**
 * Rule R5 on isolated margin: public figures, and the closed form against a search over all prices.
 * The venues charge maintenance margin on different amounts: Gate and OKX take the value at the price and add the taker
 * fee to the rate, Bybit takes what the position cost (`marginValue: 'entry'`).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liquidationPrice } from '../../src/engine/liquidation-price.ts';
import { exposureAt, maintenanceMargin, maintenanceOf } from '../../src/engine/margin.ts';
import { equityOf, positionOf, unrealizedAt } from '../../src/engine/ledger.ts';
import type { Side } from '../../src/contract/index.ts';
import type { Position } from '../../src/engine/state.ts';
import { TestPit } from '../support/pit.ts';
import { vectors } from '../support/vectors.ts';

interface Case {
  readonly venue: 'gate' | 'okx' | 'bybit';
  readonly side: Side;
  readonly leverage: number;
  readonly entryPrice: number;
  readonly quantity: number;
  readonly maintenanceRate: number;
  readonly takerFeeRate?: number;
  readonly liquidationPrice: number;
}

const TICK = 0.0001;

const cases: readonly Case[] = vectors('liquidation-prices.json');

interface Opened {
  readonly entry: number;
  readonly tickSize: number;
  readonly quantity: number;
  readonly isShort: boolean;
  readonly margin: number;
  readonly maintenanceRate: number;
  readonly marginValue: 'mark' | 'entry';
}

/** One isolated position, opened at its entry price. */
function open({ entry, quantity, isShort, margin, maintenanceRate, ...instrument }: Opened): TestPit {
  const marginTiers = [{ upTo: null, maxLeverage: 50, maintenanceRate }];
  const pit = new TestPit([{ ...instrument, referencePrice: entry, marginTiers }], 1e6);
  pit.setMargin('me', margin);
  pit.place('maker', isShort ? 'buy' : 'sell', quantity, entry);
  pit.place('me', isShort ? 'sell' : 'buy', quantity, entry);
  return pit;
}

describe('R5 liquidation prices of Gate, OKX and Bybit', () => {
  test('are complete', () => {
    expect(
      cases
        .map(({ venue }) => venue)
        .toSorted()
        .join(' '),
    ).toBe([...Array<string>(8).fill('bybit'), ...Array<string>(6).fill('gate'), 'okx', 'okx'].join(' '));
  });

  test.each(cases)('$venue, $side, $leverage× $quantity @$entryPrice: $liquidationPrice', (given) => {
    const {
      venue,
      side,
      leverage,
      entryPrice: entry,
      quantity,
      maintenanceRate,
      takerFeeRate = 0,
      liquidationPrice: expected,
    } = given;
    const pit = open({
      entry,
      quantity,
      isShort: side === 'sell',
      tickSize: TICK,
      margin: Math.round((entry * quantity * 1e6) / leverage) / 1e6,
      maintenanceRate: maintenanceRate + takerFeeRate,
      marginValue: venue === 'bybit' ? 'entry' : 'mark',
    });
    const price = pit.position('me').liquidationPrice ?? NaN;
    expect(Math.abs(price - expected)).toBeLessThan(TICK + 1e-6);
  });
});

test('R5 1 long @20,000 at 50×, maintenance 0.5 % of the entry value: 19,700', () => {
  const terms = { quantity: 1, isShort: false, tickSize: 1, maintenanceRate: 0.005 } as const;
  const pit = open({ ...terms, entry: 20_000, margin: 400, marginValue: 'entry' });
  expect(pit.position('me').liquidationPrice).toBe(19_700);
});

test('R5 bankruptcy price of 1 long @10,000 at 50×: 9,800', () => {
  const terms = { quantity: 1, isShort: false, tickSize: 1, maintenanceRate: 0.005 } as const;
  const pit = open({ ...terms, entry: 10_000, margin: 200, marginValue: 'mark' });
  expect(pit.position('me').bankruptcyPrice).toBe(9_800);
});

/** By bisection over all prices. */
function searched(position: Position): number | null {
  const { market, margin, lots } = position;
  const { spec, markPrice } = market;
  const equity = equityOf(margin) - unrealizedAt(position, markPrice);
  const others = maintenanceOf(margin) - maintenanceMargin(spec, exposureAt(position, markPrice));
  const max = Math.floor(2 ** 51 / (Math.abs(lots) * spec.tickLotMoney));
  let [low, high] = [1, max + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const own = maintenanceMargin(spec, exposureAt(position, middle));
    const isBelow = equity + unrealizedAt(position, middle) <= others + own;
    if (isBelow === lots < 0) high = middle;
    else low = middle + 1;
  }
  if (lots > 0) return low === 1 ? null : low - 1;
  return low > max ? null : low;
}

describe('R5 the liquidation price is the one that a search over all prices finds', () => {
  // With the small one, a unit of money is several ticks, so that rounding moves the price.
  test.each([1, 0.001])('with a tick and a lot of %d', (unit) => {
    const tiers = [
      { upTo: 5_000 * unit ** 2, maxLeverage: 50, maintenanceRate: 0.004 },
      { upTo: 20_000 * unit ** 2, maxLeverage: 20, maintenanceRate: 0.03 },
      { upTo: 40_000 * unit ** 2, maxLeverage: 1, maintenanceRate: 0.95 },
      { upTo: null, maxLeverage: 1, maintenanceRate: 0.9999999 },
    ];
    const anyPosition = fc.record({
      lots: fc.oneof(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -5, max: 5 })),
      entry: fc.integer({ min: 1, max: 400 }),
      mark: fc.integer({ min: 1, max: 400 }),
      balance: fc.integer({ min: -1_000, max: 100_000 }),
      marginValue: fc.constantFrom('mark' as const, 'entry' as const),
      other: fc.integer({ min: -50, max: 50 }),
    });
    fc.assert(
      fc.property(anyPosition, ({ lots, entry, mark, balance, marginValue, other }) => {
        fc.pre(lots !== 0);
        const terms = { tickSize: unit, lotSize: unit, referencePrice: 100 * unit };
        const pit = new TestPit([
          { ...terms, marginTiers: tiers, marginValue },
          { ...terms, symbol: 'Y' },
        ]);
        const [account, market] = [pit.open('me'), pit.market()];
        const position = positionOf(account, market);
        const { tickLotMoney } = market.spec;
        Object.assign(position, { lots, costBasis: lots * entry * tickLotMoney });
        const costBasis = other * 100 * tickLotMoney;
        Object.assign(positionOf(account, pit.market('Y')), { lots: other, costBasis });
        account.cross.balance = (balance * tickLotMoney) as never;
        market.markPrice = mark as never;
        expect(liquidationPrice(position)).toBe(searched(position));
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });
});
