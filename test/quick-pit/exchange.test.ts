/** The positions of accounts that nothing follows, which are converted only when they are read. */
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

/** Positions after some trades of two accounts, all read at the end. */
function positions(isFollowed: boolean) {
  let now = 0;
  const exchange = new QuickExchange({
    instruments: [DEFAULT_INSTRUMENT],
    rulesVersion: undefined,
    moneyDecimals: undefined,
    epoch: 'epoch',
    now: () => now,
    isWholeStream: false,
    record: undefined,
  });
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
