import { beforeEach, describe, expect, test } from 'vitest';
import type { Trade } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { directionOf } from '../../src/renderer/feed/use-direction.ts';
import { BookChanges, levelKey } from '../../src/renderer/ladder/book-changes.ts';
import { largestQuantity, percentOf } from '../../src/renderer/ladder/ladder-rows.ts';
import { shortName, splitName } from '../../src/renderer/format/names.ts';
import { tapeTrades, tradeText } from '../../src/renderer/tape/tape-rows.ts';

function trade(tradeId: number, changes: Partial<Trade> = {}): Trade {
  return {
    type: 'trade',
    seq: tradeId,
    time: tradeId,
    symbol: 'BTC-USD',
    tradeId,
    price: 50_000,
    quantity: 0.25,
    aggressor: 'buy',
    buyAccount: 'taker',
    sellAccount: 'maker',
    buyOrderId: 1,
    sellOrderId: 2,
    liquidation: false,
    ...changes,
  };
}

describe('ladder', () => {
  describe('changes of its levels', () => {
    const calm = Array.from({ length: 10 }, () => 1);
    const levels = (quantities: readonly number[], best = 100) =>
      quantities.map((quantity, index) => ({ key: levelKey('bid', best - index), quantity }));
    let changes: BookChanges;
    beforeEach(() => {
      changes = new BookChanges();
      changes.compare(levels(calm), 0);
    });

    test('flash, except newly visible ones', () => {
      expect(changes.compare(levels(calm, 95), 1_000)).toEqual({ isBusy: false, flashes: new Map() });
      const { flashes } = changes.compare(levels(calm.with(3, 2), 95), 2_000);
      expect([...flashes]).toEqual([[levelKey('bid', 92), true]]);
    });

    test('do not flash again during a flash', () => {
      const at = (quantity: number, now: number) =>
        changes.compare(levels(calm.with(3, quantity)), now).flashes.get(levelKey('bid', 97));
      expect([at(2, 1_000), at(3, 1_100), at(4, 1_240), at(5, 1_400)]).toEqual([true, false, false, true]);
      expect(at(5, 2_000)).toBeUndefined();
    });

    test('do not flash when too many come at once', () => {
      const many = changes.compare(levels(calm.map((_, index) => (index < 7 ? 5 : 1))), 1_000);
      expect(many.isBusy).toBe(true);
      expect([...many.flashes.values()]).toEqual(Array.from({ length: 7 }, () => false));
    });

    test('a bid and an ask of one price, in an auction, are two levels', () => {
      expect(levelKey('bid', 7)).not.toBe(levelKey('ask', 7));
      expect(new Set([levelKey('ask', 6), levelKey('bid', 7), levelKey('ask', 7)]).size).toBe(3);
    });
  });

  test('draws both sides to one scale', () => {
    const rows = [
      { bid: 0, ask: 2 },
      { bid: 5, ask: 0 },
    ];
    expect([largestQuantity(rows), largestQuantity([])]).toEqual([5, 0]);
    expect([percentOf(3, 5), percentOf(0, 0)]).toEqual([60, 0]);
  });
});

describe('tape', () => {
  test('has the trades of one instrument, newest first', () => {
    const trades = [trade(1), trade(2, { symbol: 'AAPL' }), trade(3)];
    expect(tapeTrades(trades, 'BTC-USD').map(({ tradeId }) => tradeId)).toEqual([3, 1]);
  });

  test('names both parties of a trade', () => {
    expect(tradeText(trade(1), DEFAULT_INSTRUMENT)).toBe('taker bought 0.250 at 50\u2009000.0 from maker');
    expect(tradeText(trade(1, { aggressor: 'sell', liquidation: true }), DEFAULT_INSTRUMENT)).toBe(
      'maker sold 0.250 at 50\u2009000.0 to taker (liquidation)',
    );
  });
});

test.each([
  ['taker-12', 'taker', '-12'],
  ['mean-reversion', 'mean-reversion', ''],
  ['the-account-of-somebody', 'the-account-of-some', 'body'],
  ['bot7', 'bot', '7'],
  ['grid-2024', 'grid-2', '024'],
  ['abc', 'abc', ''],
])('%s is cut after %s', (name, start, end) => {
  expect(splitName(name)).toEqual([start, end]);
});

test.each([
  ['crowd.news-2', 'news-2'],
  ['crowd.second.news-2', 'second.news-2'],
  ['crowd.maker', 'crowd.maker'],
  ['ada', 'ada'],
])('%s is short %s beside an account maker', (account, short) => {
  expect(shortName(account, new Map([['maker', {}]]))).toBe(short);
});

describe('direction of the last price', () => {
  const prices = (...values: readonly number[]) => values.map((price, index) => trade(index, { price }));

  test.each([
    ['none before the second price', prices(5, 5), 'none'],
    ['up', prices(4, 5), 'up'],
    ['down', prices(6, 5), 'down'],
    ['that of the last change', prices(4, 5, 5, 5), 'up'],
    ['of one instrument only', [...prices(4, 5), trade(9, { symbol: 'AAPL', price: 1 })], 'up'],
  ])('%s', (_, trades, direction) => {
    expect(directionOf(trades, 'BTC-USD')).toBe(direction);
  });
});
