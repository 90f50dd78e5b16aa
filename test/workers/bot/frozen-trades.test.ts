import { expect, test } from 'vitest';
import type { Trade } from '../../../src/contract/events.ts';
import { frozenTrades } from '../../../src/workers/bot/frozen-trades.ts';

test('every trade is frozen, those since the last call too', () => {
  const trades = [1, 2, 3].map((tradeId) => ({ tradeId }) as Trade);
  expect(frozenTrades(trades)).toBe(trades);
  trades.push({ tradeId: 4 } as Trade, { tradeId: 5 } as Trade);
  frozenTrades(trades);
  expect(trades.every(Object.isFrozen)).toBe(true);
});
