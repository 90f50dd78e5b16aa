/**
 * Public fill sequences, with position, average price and profit after some of the fills (nautilus_trader's
 * test_position.py). Money is kept here in units of 1e-8, the precision of the vectors, and everything is equal to the
 * unit: position, realized PnL with and without fees, unrealized PnL and their total. The average price, a double in the
 * vectors, is compared as what the position cost: average × quantity, to the unit.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { positionOf, reportPosition } from '../../src/engine/index.ts';
import { TestPit } from '../support/pit.ts';
import { publicData } from '../support/public-data.ts';

type Fill = readonly [side: 'B' | 'S', quantity: number, price: number];

interface Check {
  /** Fills done. */
  readonly after: number;
  /** Positive: long. */
  readonly qty: number;
  readonly avg_open?: number;
  readonly realized_incl_fees?: number;
  readonly realized_price_pnl?: number;
  readonly mark?: number;
  readonly unrealized?: number;
  /** Realized with fees, and unrealized. */
  readonly total?: number;
}

interface Sequence {
  readonly id: string;
  readonly fills: readonly Fill[];
  readonly commission_rate: number;
  readonly checks: readonly Check[];
}

const MONEY_DECIMALS = 8;
const DEPOSIT = 1_000_000;
const KNOWN_PARTS = new Set([
  'after',
  'qty',
  'avg_open',
  'realized_incl_fees',
  'realized_price_pnl',
  'mark',
  'unrealized',
  'total',
]);

const path = publicData('vectors/position_pnl.json', 'the public fill sequences');
const sequences: readonly Sequence[] = path === undefined ? [] : JSON.parse(readFileSync(path, 'utf8'));

describe.skipIf(path === undefined)('public fill sequences', () => {
  test('are all there, with no expectation that is not compared', () => {
    expect(sequences).toHaveLength(7);
    const parts = sequences.flatMap(({ checks }) => checks.flatMap((check) => Object.keys(check)));
    expect(parts.filter((part) => !KNOWN_PARTS.has(part))).toEqual([]);
  });

  test.each(sequences)('$id', ({ fills, commission_rate: rate, checks }) => {
    const pit = newPit(rate, fills[0]?.[2] ?? 1);
    let done = 0;
    for (const check of checks) {
      for (const one of fills.slice(done, check.after)) fill(pit, one);
      done = check.after;
      if (check.mark !== undefined) moveMark(pit, check.mark);
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
function fill(pit: TestPit, [letter, quantity, price]: Fill): void {
  const side = letter === 'B' ? 'buy' : 'sell';
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

/** What the check gives, in money units. */
function expectedOf(check: Check) {
  const amounts = {
    cost: check.avg_open === undefined ? undefined : check.avg_open * check.qty,
    realized: check.realized_price_pnl,
    realizedInclFees: check.realized_incl_fees,
    unrealized: check.unrealized,
    total: check.total,
  };
  const given = Object.entries(amounts).filter(([, amount]) => amount !== undefined);
  return {
    quantity: check.qty,
    ...Object.fromEntries(given.map(([name, amount]) => [name, moneyUnits(amount ?? 0)])),
  };
}

function moneyUnits(amount: number): number {
  return Math.round(amount * 10 ** MONEY_DECIMALS);
}
