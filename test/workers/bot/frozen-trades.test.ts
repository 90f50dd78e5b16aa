import { expect, test } from 'vitest';
import type { Trade } from '../../../src/contract/events.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { FrozenTrades } from '../../../src/workers/bot/frozen-trades.ts';

const trade = (tradeId: number) => ({ type: 'trade', tradeId, symbol: 'X' }) as unknown as Trade;
const trades = (...ids: number[]) => ids.map(trade);

test('every trade is frozen, those since the last call too', () => {
  const replica = new Replica();
  const frozen = new FrozenTrades(replica);
  replica.follow(trades(1, 2, 3), false);
  expect(frozen.all).toBe(replica.trades);
  replica.follow(trades(4, 5), false);
  expect(frozen.all).toHaveLength(5);
  expect(replica.trades.every(Object.isFrozen)).toBe(true);
});

test('trades before one that another trader froze are frozen too', () => {
  const replica = new Replica();
  const frozen = new FrozenTrades(replica);
  replica.follow([...trades(1, 2), Object.freeze(trade(3))], false);
  expect(frozen.all.every(Object.isFrozen)).toBe(true);
});

test('past trades between known ones are frozen', () => {
  const replica = new Replica();
  const frozen = new FrozenTrades(replica);
  replica.follow(trades(2, 5), false);
  expect(frozen.all).toHaveLength(2);
  frozen.addPast(trades(1, 3, 4));
  expect(frozen.all.map(({ tradeId }) => tradeId)).toEqual([1, 2, 3, 4, 5]);
  expect(frozen.all.every(Object.isFrozen)).toBe(true);
});
