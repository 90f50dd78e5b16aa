/** Events survive packing, JSON and unpacking unchanged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFrame, type MarketEvent } from '../../src/contract/events.ts';
import { packEvents, unpackEvents } from '../../src/renderer/feed/packed-events.ts';

const figure = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
);
const price = fc.option(figure);
const name = fc.oneof(fc.constantFrom('ann', 'bob', 'X', '0', ''), fc.string());
const stamp = { seq: fc.integer({ min: 1 }), time: fc.nat() };

const trades = {
  ...stamp,
  type: fc.constant('trade' as const),
  symbol: name,
  tradeId: fc.nat(),
  price: figure,
  quantity: figure,
  aggressor: fc.constantFrom('buy' as const, 'sell' as const),
  buyAccount: name,
  sellAccount: name,
  buyOrderId: fc.nat(),
  sellOrderId: fc.nat(),
  liquidation: fc.boolean(),
};
/** With both fees, with neither, and with one. */
const trade = fc.oneof(
  fc.record(trades),
  fc.record({ ...trades, buyFee: figure, sellFee: figure }),
  fc.record({ ...trades, sellFee: figure }),
);
const figures = {
  ...stamp,
  type: fc.constant('position_update' as const),
  account: name,
  symbol: name,
  quantity: figure,
  averageEntryPrice: price,
  markPrice: figure,
  realizedPnl: figure,
  unrealizedPnl: figure,
  feesPaid: figure,
  balance: figure,
  equity: figure,
  initialMargin: figure,
  maintenanceMargin: figure,
  liquidationPrice: price,
  bankruptcyPrice: price,
};
const backing = {
  marginMode: fc.constantFrom('cross' as const, 'isolated' as const),
  isolatedMargin: price,
};
/** With both margin fields, with neither, and with one. */
const position = fc.oneof(
  fc.record(figures),
  fc.record({ ...figures, ...backing }),
  fc.record({ ...figures, marginMode: backing.marginMode }),
  fc.record({ ...figures, isolatedMargin: backing.isolatedMargin }),
);
const mark = fc.record({ ...stamp, type: fc.constant('mark_price' as const), symbol: name, price: figure });
const event: fc.Arbitrary<MarketEvent> = fc.oneof(trade, position, mark);

test('of any events', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 40 }), (events) => {
      // As on the wire: JSON has a single zero.
      const read = parseFrame(JSON.stringify(events)) as readonly MarketEvent[];
      expect(unpackEvents(JSON.parse(JSON.stringify(packEvents(read))))).toStrictEqual(read);
    }),
  );
});

test('each name is sent once, and no field name at all', () => {
  const [sample] = fc.sample(fc.record(trades), 1);
  if (sample === undefined) throw new Error('no trade was made');
  const named = { ...sample, symbol: 'SYM', buyAccount: 'ann', sellAccount: 'bob' };
  const text = JSON.stringify(packEvents([named, named, named]));
  expect(text.split('"ann"')).toHaveLength(2);
  expect(text).not.toContain('tradeId');
});
