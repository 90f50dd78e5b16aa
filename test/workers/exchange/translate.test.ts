/** A command has the terms of its own request, whatever the request before it had. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlaceOrder } from '../../../src/contract/orders.ts';
import type { AccountIndex } from '../../../src/contract/units.ts';
import { toCommand } from '../../../src/workers/exchange/translate.ts';
import { TestPit } from '../../support/pit.ts';

const MARKET = { symbol: 'Y', tickSize: 0.5, lotSize: 0.001, referencePrice: 50_000 };
const { state } = new TestPit([MARKET]);

/** Steps of a grid, as the decimal of a request. */
const steps = (count: fc.Arbitrary<number>, size: number) => count.map((n) => n * size);
const optional = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined });
const requests: fc.Arbitrary<PlaceOrder> = fc.record({
  type: fc.constant('place_order'),
  clientOrderId: fc.string({ minLength: 1, maxLength: 5 }),
  symbol: fc.constantFrom('Y', 'Y', 'Y', 'none'),
  side: fc.constantFrom('buy', 'sell'),
  orderType: fc.constantFrom('limit', 'market', 'stop_limit', 'stop_market'),
  quantity: fc.oneof(steps(fc.nat(9), 1), fc.constant(0.0005)),
  price: optional(steps(fc.nat(9), 0.5)),
  stopPrice: optional(steps(fc.nat(9), 0.5)),
  trailingOffset: optional(fc.constantFrom(0.5, 1)),
  oco: optional(fc.constantFrom('a', 'b')),
  timeInForce: optional(fc.constantFrom('gtc', 'ioc', 'fok')),
  postOnly: optional(fc.boolean()),
  reduceOnly: optional(fc.boolean()),
  selfTradePrevention: optional(fc.constantFrom('cancel_both', 'decrement')),
});

test('an order after others is translated as it is alone', () => {
  let translated = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), requests), { maxLength: 20 }), (all) => {
      for (const [account, request] of all) {
        const { trailingOffset, oco, price, stopPrice } = request;
        const command = toCommand(state, account as AccountIndex, request);
        if (!('type' in command)) continue;
        translated += 1;
        const ticks = (value: number | undefined) => (value === undefined ? null : value / 0.5);
        expect({ ...command }).toStrictEqual({
          type: 'place_order',
          account,
          instrument: 0,
          clientOrderId: request.clientOrderId,
          side: request.side,
          orderType: request.orderType,
          quantity: Math.round(request.quantity / 0.001),
          price: ticks(price),
          stopPrice: ticks(stopPrice),
          timeInForce: request.timeInForce ?? 'gtc',
          postOnly: request.postOnly ?? false,
          reduceOnly: request.reduceOnly ?? false,
          selfTradePrevention: request.selfTradePrevention ?? 'cancel_resting',
          ...(trailingOffset !== undefined && { trailingOffset: ticks(trailingOffset) }),
          ...(oco !== undefined && { oco }),
        });
      }
    }),
  );
  expect(translated).toBeGreaterThan(50);
});
