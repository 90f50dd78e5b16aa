/** Consequences of a command: in which markets they are sought. */
import { expect, test, vi } from 'vitest';
import { only, TestPit } from '../support/pit.ts';

const SYMBOLS = ['ONE', 'OTHER'] as const;

function twoMarkets(publishesOrders: boolean): TestPit {
  return new TestPit(
    SYMBOLS.map((symbol) => ({ symbol })),
    1_000_000,
    6,
    0,
    publishesOrders,
  );
}

test.each([true, false])(
  'a command makes the engine look at its own market only, when single orders are published: %s',
  (publishesOrders) => {
    const pit = twoMarkets(publishesOrders);
    pit.place('a', 'buy', 2, 99, { id: 'bid', symbol: 'OTHER' });
    const looks = SYMBOLS.map((symbol) => vi.spyOn(pit.market(symbol).book, 'readChanges'));
    const looked = (act: () => void) => {
      for (const look of looks) look.mockClear();
      act();
      return looks.map((look) => look.mock.calls.length);
    };
    expect(looked(() => pit.place('a', 'buy', 2, 99, { symbol: 'ONE' }))).toEqual([1, 0]);
    expect(looked(() => pit.place('b', 'sell', 1, 99, { symbol: 'ONE' }))).toEqual([1, 0]);
    const stop = { orderType: 'stop_market', stopPrice: 90, symbol: 'ONE' } as const;
    expect(looked(() => pit.place('a', 'sell', 1, null, stop))).toEqual([1, 0]);
    expect(looked(() => pit.amend('a', 'bid', { quantity: 1 }))).toEqual([0, 1]);
    expect(looked(() => pit.cancel('a', 'bid'))).toEqual([0, 1]);
    expect(looked(() => pit.cancel('a', 'bid'))).toEqual([0, 0]);
    expect(looked(() => pit.setPhase('halt', 'OTHER'))).toEqual([0, 1]);
  },
);

test('H3 a market that becomes continuous without a trade takes the mark price from its quotes', () => {
  const pit = new TestPit();
  pit.place('a', 'buy', 1, 100);
  pit.place('b', 'sell', 1, 100);
  pit.place('a', 'sell', 1, null, { id: 'stop', orderType: 'stop_market', stopPrice: 98 });
  pit.setPhase('auction');
  pit.place('c', 'buy', 2, 95);
  pit.place('b', 'sell', 1, 97);
  expect(pit.mark()).toBe(100);
  const events = pit.setPhase('resume');
  expect(only(events, 'order_triggered').map(({ clientOrderId }) => clientOrderId)).toEqual(['stop']);
  expect(only(events, 'mark_price').map(({ price }) => price)).toEqual([95]);
});
