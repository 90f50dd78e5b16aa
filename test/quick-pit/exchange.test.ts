/** Deposits, and the positions of accounts that nothing follows, which are converted only when they are read. */
import { expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import type { PlaceOrder } from '../../src/contract/orders.ts';
import { QuickExchange } from '../../src/quick-pit/exchange.ts';

const FIELDS = [
  'symbol',
  'account',
  'quantity',
  'averageEntryPrice',
  'markPrice',
  'realizedPnl',
  'unrealizedPnl',
  'feesPaid',
  'fundingPaid',
  'balance',
  'equity',
  'marginMode',
  'isolatedMargin',
  'initialMargin',
  'maintenanceMargin',
  'liquidationPrice',
  'bankruptcyPrice',
  'time',
] as const;

function exchangeAt(now: () => number): QuickExchange {
  return new QuickExchange({
    instruments: [DEFAULT_INSTRUMENT],
    rulesVersion: undefined,
    moneyDecimals: undefined,
    epoch: 'epoch',
    now,
    isWholeStream: false,
    record: undefined,
  });
}

/** Positions after some trades of two accounts, all read at the end. */
function positions(isFollowed: boolean) {
  let now = 0;
  const exchange = exchangeAt(() => now);
  const accounts = ['ann', 'bob'].map((name) => exchange.open(name, 100_000, isFollowed));
  for (let n = 0; n < 6; n += 1) {
    for (const [index, account] of accounts.entries()) {
      now += 1_000;
      const order: PlaceOrder = {
        type: 'place_order',
        clientOrderId: `o${n}`,
        symbol: DEFAULT_INSTRUMENT.symbol,
        side: (n + index) % 2 === 0 ? 'buy' : 'sell',
        orderType: 'limit',
        quantity: 0.001 * (n + 1),
        price: DEFAULT_INSTRUMENT.referencePrice + n,
      };
      exchange.request(account, order);
    }
  }
  return exchange
    .takeEvents()
    .all.filter((event) => event.type === 'position_update')
    .map((event) => FIELDS.map((name) => event[name]));
}

test('a position that is read late is as it was when it was published', () => {
  const late = positions(false);
  expect(late.length).toBeGreaterThan(6);
  expect(late).toEqual(positions(true));
});

test('a deposit is exact: no account opens with a part of a money unit', () => {
  const exchange = exchangeAt(() => 0);
  // 1.001 * 10 ** 6 is 1000999.9999999999.
  exchange.open('ann', 1.001);
  expect(exchange.state.accounts.map(({ cross }) => cross.balance)).toEqual([1_001_000]);
  expect(() => exchange.open('bob', 0.000_000_1)).toThrow(
    /^deposit: 1e-7 is not a multiple of the money unit/,
  );
});
