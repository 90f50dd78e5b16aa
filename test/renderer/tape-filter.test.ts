import { describe, expect, test } from 'vitest';
import type { Trade } from '../../src/contract/events.ts';
import {
  filterTrades,
  isFiltering,
  largeQuantity,
  NO_FILTER,
  typedQuantity,
} from '../../src/renderer/tape/tape-filter.ts';

const trade = (tradeId: number, quantity: number, buyAccount = 'ann', sellAccount = 'bob'): Trade => ({
  type: 'trade',
  seq: tradeId,
  time: tradeId,
  symbol: 'BTC-USD',
  tradeId,
  price: 1,
  quantity,
  aggressor: 'buy',
  buyAccount,
  sellAccount,
  buyOrderId: 1,
  sellOrderId: 2,
  liquidation: false,
});

describe('filter of the tape', () => {
  const trades = [trade(1, 1), trade(2, 5, 'Maker-1', 'bob'), trade(3, 9, 'cy', 'maker-2')];
  const ids = (filter: Parameters<typeof filterTrades>[1]) =>
    filterTrades(trades, filter).map(({ tradeId }) => tradeId);

  test('matches both parties and the size', () => {
    expect(ids({ account: ' MAKER', minQuantity: 0 })).toEqual([2, 3]);
    expect(ids({ account: 'maker', minQuantity: 9 })).toEqual([3]);
    expect(ids({ account: '', minQuantity: 5 })).toEqual([2, 3]);
    expect(ids(NO_FILTER)).toEqual([1, 2, 3]);
    expect([NO_FILTER, { account: ' ', minQuantity: 0 }].map(isFiltering)).toEqual([false, false]);
  });

  test.each([
    ['', 7],
    ['0.5', 0.5],
    ['0,5', 0.5],
    ['much', 7],
    ['-1', 7],
  ])('%j is read as %d', (text, quantity) => {
    expect(typedQuantity(text, 7)).toBe(quantity);
  });

  test('the largest twentieth is large', () => {
    const many = Array.from({ length: 100 }, (_, index) => trade(index, index));
    expect(largeQuantity(many)).toBe(95);
    expect(largeQuantity([])).toBe(Number.POSITIVE_INFINITY);
  });
});
