/** M13: bounds on the prices of an order, against every price of the instrument. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Money, OrderId, PriceTicks, QuantityLots } from '../../src/contract/index.ts';
import { positionOf } from '../../src/engine/index.ts';
import { bearsAllPrices, bearsIncoming, boundedLimitOf } from '../../src/engine/order-limits.ts';
import { NO_RECORD, Order } from '../../src/engine/order.ts';
import { sharedTerms } from '../../src/engine/records/index.ts';
import { rulesOf, RULES_VERSION } from '../../src/engine/rules.ts';
import { TestPit } from '../support/pit.ts';

/** 64 times the reference price. */
const PRICE_MAX = 640;

const anyOrder = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  price: fc.option(fc.integer({ min: 1, max: PRICE_MAX }), { freq: 4 }),
  mark: fc.integer({ min: 1, max: PRICE_MAX }),
  open: fc.integer({ min: 1, max: 20 }),
  held: fc.integer({ min: -30, max: 30 }),
  balance: fc.integer({ min: -100, max: 4_000 }),
  reduceOnly: fc.boolean(),
  takerFeeRate: fc.constantFrom(0, 0.0005, 0.05),
  version: fc.integer({ min: 2, max: RULES_VERSION }),
  limits: fc.option(
    fc.record({ lower: fc.integer({ min: 1, max: 200 }), upper: fc.integer({ min: 200, max: 600 }) }),
  ),
});
type AnyOrder = typeof anyOrder extends fc.Arbitrary<infer Value> ? Value : never;

function orderOf(given: AnyOrder): Order {
  const { side, price, mark, open, held, balance, reduceOnly, takerFeeRate, limits } = given;
  const pit = new TestPit([{ referencePrice: PRICE_MAX / 64, takerFeeRate }]);
  const [account, market] = [pit.open('me'), pit.market()];
  const position = positionOf(account, market);
  Object.assign(position, { lots: held, costBasis: held * 10 * market.spec.tickLotMoney });
  account.cross.balance = (balance * 1e6) as Money;
  Object.assign(market, { markPrice: mark, limits });
  const rest = { timeInForce: 'ioc', postOnly: false, selfTradePrevention: 'cancel_resting' } as const;
  const terms = sharedTerms({ side, orderType: price === null ? 'market' : 'limit', reduceOnly, ...rest });
  const order = new Order(pit.state.orderRecords, NO_RECORD, 1 as OrderId, 'one', position, terms);
  return Object.assign(order, { price: price as PriceTicks | null, open: open as QuantityLots });
}

test('the worst price of an order stands for all, and it trades up to the last price that is borne and within the limits', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyOrder, (given) => {
      const [rules, order] = [rulesOf(given.version), orderOf(given)];
      const { side, price } = order;
      const isBuy = side === 'buy';
      const worst = price ?? (isBuy ? PRICE_MAX : 1);
      const allowed = Array.from({ length: PRICE_MAX }, (_, index) => index + 1).filter((at) =>
        isBuy ? at <= worst : at >= worst,
      );
      const borne = allowed.filter((at) => bearsIncoming(rules, order, at));
      const isAll = borne.length === allowed.length;
      expect(bearsAllPrices(rules, order)).toBe(isAll);
      const bounded = boundedLimitOf(rules, order);
      const { lower, upper } = given.limits ?? { lower: 1, upper: PRICE_MAX };
      expect(allowed.filter((at) => (isBuy ? at <= bounded : at >= bounded))).toEqual(
        borne.filter((at) => (isBuy ? at <= upper : at >= lower)),
      );
      seen.add(isAll ? 'all' : borne.length === 0 ? 'none' : 'some');
    }),
    { numRuns: 400, seed: 5 },
  );
  expect([...seen].sort()).toEqual(['all', 'none', 'some']);
});
