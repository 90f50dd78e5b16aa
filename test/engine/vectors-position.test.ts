/**
 * Public fill sequences, with position, average price and profit after some of the fills (nautilus_trader's
 * test_position.py). Money is kept here in units of 1e-8, the precision of the vectors, and everything is equal to the
 * unit: position, realized PnL with and without fees, unrealized PnL and their total. The average price, a double in the
 * vectors, is compared as what the position cost: average × quantity, to the unit.
 */
import { describe, expect, test } from 'vitest';
import type { Side } from '../../src/contract/index.ts';
import { positionOf, reportPosition } from '../../src/engine/index.ts';
import { TestPit } from '../support/pit.ts';
import { vectors } from '../support/vectors.ts';

type Fill = readonly [side: Side, quantity: number, price: number];

interface Check {
  /** Fills done. */
  readonly after: number;
  /** Positive: long. */
  readonly quantity: number;
  readonly averageEntryPrice?: number;
  readonly realizedAfterFees?: number;
  readonly realizedPnl?: number;
  readonly markPrice?: number;
  readonly unrealizedPnl?: number;
  /** Realized with fees, and unrealized. */
  readonly totalPnl?: number;
}

interface Sequence {
  readonly id: string;
  readonly fills: readonly Fill[];
  readonly feeRate: number;
  readonly checks: readonly Check[];
}

const MONEY_DECIMALS = 8;
const DEPOSIT = 1_000_000;
const KNOWN_PARTS = new Set([
  'after',
  'quantity',
  'averageEntryPrice',
  'realizedAfterFees',
  'realizedPnl',
  'markPrice',
  'unrealizedPnl',
  'totalPnl',
]);

const sequences: readonly Sequence[] = vectors('positions.json');

describe('public fill sequences', () => {
  test('are complete, and every expectation is compared', () => {
    expect(sequences).toHaveLength(7);
    const parts = sequences.flatMap(({ checks }) => checks.flatMap((check) => Object.keys(check)));
    expect(parts.filter((part) => !KNOWN_PARTS.has(part))).toEqual([]);
  });

  test.each(sequences)('$id', ({ fills, feeRate: rate, checks }) => {
    const pit = newPit(rate, fills[0]?.[2] ?? 1);
    let done = 0;
    for (const check of checks) {
      for (const one of fills.slice(done, check.after)) fill(pit, one);
      done = check.after;
      if (check.markPrice !== undefined) moveMark(pit, check.markPrice);
      expect(reportOf(pit)).toMatchObject(expectedOf(check));
    }
    expect(done).toBe(fills.length);
  });
});

function newPit(rate: number, referencePrice: number): TestPit {
  const fees = { makerFeeRate: rate, takerFeeRate: rate };
  return new TestPit(
    [{ ...fees, tickSize: 0.00001, lotSize: 0.01, referencePrice }],
    DEPOSIT,
    MONEY_DECIMALS,
  );
}

/** A trade of `me`, as the taker. */
function fill(pit: TestPit, [side, quantity, price]: Fill): void {
  pit.place('other', side === 'buy' ? 'sell' : 'buy', quantity, price);
  pit.place('me', side, quantity, price);
}

/** A trade of others in an empty book sets the mark price. */
function moveMark(pit: TestPit, price: number): void {
  pit.place('x', 'sell', 1, price);
  pit.place('y', 'buy', 1, price);
}

function reportOf(pit: TestPit) {
  const report = reportPosition(positionOf(pit.account('me'), pit.market()));
  const realizedInclFees = report.realizedPnl - report.feesPaid;
  return {
    quantity: pit.position('me').quantity,
    cost: report.costBasis,
    realized: report.realizedPnl,
    realizedInclFees,
    unrealized: report.unrealizedPnl,
    total: realizedInclFees + report.unrealizedPnl,
  };
}

/** The figures of the check, in money units. */
function expectedOf(check: Check) {
  const amounts = {
    cost: check.averageEntryPrice === undefined ? undefined : check.averageEntryPrice * check.quantity,
    realized: check.realizedPnl,
    realizedInclFees: check.realizedAfterFees,
    unrealized: check.unrealizedPnl,
    total: check.totalPnl,
  };
  const given = Object.entries(amounts).filter(([, amount]) => amount !== undefined);
  return {
    quantity: check.quantity,
    ...Object.fromEntries(given.map(([name, amount]) => [name, moneyUnits(amount ?? 0)])),
  };
}

function moneyUnits(amount: number): number {
  return Math.round(amount * 10 ** MONEY_DECIMALS);
}
