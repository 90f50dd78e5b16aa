/** R4: the equity from which on an order is accepted, to the unit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compileInstrument,
  fromUnits,
  type Money,
  type PriceTicks,
  type QuantityLots,
} from '../../src/contract/index.ts';
import { accountAt, marketAt, positionOf, type EngineState, type Order } from '../../src/engine/index.ts';
import { fillable } from '../../src/engine/fillable.ts';
import { closableLots, equityOf, openOrdersOf, unreservedLots } from '../../src/engine/ledger.ts';
import { refuseMargin } from '../../src/engine/margin-check.ts';
import { fullValueOf, requirementOf } from '../../src/engine/margin.ts';
import { newOrder } from '../../src/engine/new-order.ts';
import { crosses } from '../../src/engine/order-limits.ts';
import { isContinuous } from '../../src/engine/phases.ts';
import { rulesOf, RULES_VERSION, type Rules } from '../../src/engine/rules.ts';
import type { MarginAccount } from '../../src/engine/state.ts';
import { newPit, stepsWithPairs } from '../support/any-commands.ts';
import { only, PLAIN, TestPit } from '../support/pit.ts';

const PLENTY = 2 ** 45;

const terms = fc.record({
  marginValue: fc.constantFrom('mark' as const, 'entry' as const),
  makerFeeRate: fc.constantFrom(-0.0001, 0.02),
  takerFeeRate: fc.constantFrom(0.0005, 0.1),
});
const price = fc.integer({ min: 80, max: 120 }) as fc.Arbitrary<PriceTicks>;
const order = fc.record({
  account: fc.nat(3),
  instrument: fc.nat(1),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 60 }) as fc.Arbitrary<QuantityLots>,
  price: fc.option(price, { freq: 8 }),
  stopPrice: fc.option(price, { freq: 1 }),
  timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const),
});
type AnyOrder = typeof order extends fc.Arbitrary<infer Value> ? Value : never;

test('R4 an order is refused exactly when the equity does not cover it, and the refusal states both', () => {
  const seen = new Set<string>();
  const orders = fc.array(order, { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(
      terms,
      stepsWithPairs,
      fc.integer({ min: 1, max: RULES_VERSION }),
      orders,
      (rule, steps, version, all) => {
        const pit = newPit({}, rule);
        for (const step of steps) step(pit);
        const state: EngineState = { ...pit.state, rules: rulesOf(version) };
        for (const given of all) {
          const incoming = orderOf(state, given);
          setEquity(incoming, PLENTY);
          const most = requiredWith(state.rules, incoming);
          for (const equity of [most, most - 1]) {
            setEquity(incoming, equity);
            // An order that bears fewer prices (M13) trades less.
            const required = requiredWith(state.rules, incoming);
            const isCovered = required <= equity || isExcused(state.rules, incoming);
            const [needs, has] = [required, equity].map((units) => fromUnits(state.moneyGrid, units));
            const expected = isCovered ? null : `needs ${needs} margin with this order, has ${has}.`;
            expect(refusedWeight(state, incoming)).toBe(expected);
            seen.add(`version ${version} ${tradesNow(state.rules, incoming)} ${isCovered}`);
          }
        }
      },
    ),
    { numRuns: 30, seed: 1 },
  );
  expect(seen.size).toBe(RULES_VERSION * 4);
});

function orderOf(state: EngineState, { account, instrument, ...given }: AnyOrder): Order {
  const position = positionOf(accountAt(state, account), marketAt(state, instrument));
  const others = { clientOrderId: 'new', postOnly: false, reduceOnly: false } as const;
  const orderType = given.price === null ? 'market' : 'limit';
  return newOrder(
    state,
    position,
    { ...given, ...others, orderType, selfTradePrevention: 'cancel_resting' },
    null,
  );
}

function setEquity({ position: { margin } }: Order, equity: number): void {
  margin.balance = (margin.balance + equity - equityOf(margin)) as Money;
}

/** Why R4 refuses the order. Null: it does not; M13 may. */
function refusedWeight(state: EngineState, incoming: Order): string | null {
  const reason = refuseMargin(state, incoming)?.reason ?? '';
  return reason.startsWith('needs') ? reason : null;
}

/** The requirement with the order: its trades at their prices, and the rest at its own price. */
function requiredWith(rules: Rules, incoming: Order): number {
  const { open, market, lossTicks, isWaiting } = incoming;
  const { lots, value, loss } = tradesNow(rules, incoming)
    ? fillable(rules, incoming)
    : { lots: 0, value: 0, loss: 0 };
  const ownPrice = incoming.price ?? (isWaiting ? incoming.stopPrice : null);
  const rest = ownPrice === null ? 0 : open - lots;
  const { tickLotMoney } = market.spec;
  return requirementOf(rules, incoming.position.margin, incoming, {
    lots: lots + rest,
    value: value + rest * (ownPrice ?? 0) * tickLotMoney,
    loss: loss + rest * lossTicks * tickLotMoney,
  });
}

function tradesNow(rules: Rules, incoming: Order): boolean {
  const { isWaiting, price: limit, market } = incoming;
  if (isWaiting || limit === null) return !isWaiting;
  return rules.weighsAtOrderPrice && isContinuous(market) && crosses(incoming);
}

function isExcused({ weighsAgain }: Rules, incoming: Order): boolean {
  const { position, side, open, isWaiting, price: limit, timeInForce } = incoming;
  const standing = openOrdersOf(position, side).lots + open;
  if (!weighsAgain) return standing <= closableLots(position, side);
  const mayRest = isWaiting || (limit !== null && timeInForce === 'gtc');
  return mayRest ? standing <= unreservedLots(position, side) : open <= closableLots(position, side);
}

/** Often 0. */
function upTo<Figure extends number>(most: number): fc.Arbitrary<Figure> {
  return fc.oneof(fc.constant(0), fc.nat(most)) as fc.Arbitrary<Figure>;
}

test('R4 an equity that pays for positions and orders at their full value covers the worst case', () => {
  const sums = fc.record({
    lots: upTo<QuantityLots>(100),
    value: upTo<Money>(10_000),
    loss: upTo<Money>(10_000),
  });
  const sides = { buy: sums, sell: sums };
  const reserved = upTo<QuantityLots>(30);
  const held = fc.record({
    lots: fc.integer({ min: -50, max: 50 }) as fc.Arbitrary<QuantityLots>,
    cost: fc.nat(5_000),
    openOrders: fc.record(sides),
    reduceOnlyLots: fc.record({ buy: reserved, sell: reserved }),
    markPrice: fc.integer({ min: 1, max: 100 }) as fc.Arbitrary<PriceTicks>,
  });
  // Nothing is lent, and fees are the highest, so the requirement is as near to the full value as it can be.
  const full = { marginTiers: [{ upTo: null, maxLeverage: 1, maintenanceRate: 0.5 }], takerFeeRate: 0.1 };
  const version = fc.integer({ min: 1, max: RULES_VERSION });
  const side = fc.constantFrom('buy' as const, 'sell' as const);
  fc.assert(
    fc.property(terms, version, fc.array(held, { minLength: 1, maxLength: 2 }), side, sums, (...given) => {
      const [{ marginValue }, version, all, side, added] = given;
      const spec = compileInstrument({ ...PLAIN, ...full, marginValue }, 0, 0);
      const positions = all.map(({ cost, markPrice, ...position }) => ({
        ...position,
        costBasis: Math.sign(position.lots) * cost,
        market: { spec, markPrice },
      }));
      const margin = { positions } as never as MarginAccount;
      const incoming = { position: positions[0], market: positions[0]?.market, side } as never as Order;
      const required = (order: Order | null) =>
        requirementOf(rulesOf(version), margin, order, order && added);
      for (const order of [incoming, null])
        expect(fullValueOf(margin, order, order && added)).toBeGreaterThanOrEqual(required(order));
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test.each([
  { bid: 1, equity: 198, needs: 199.1 },
  { bid: 1_000, equity: 1_099, needs: 1_100 },
])('R4 a market sell to a bid of $bid needs $needs while the mark is 100', ({ bid, equity, needs }) => {
  const pit = new TestPit([
    { takerFeeRate: 0.1, marginTiers: [{ upTo: null, maxLeverage: 1, maintenanceRate: 0.5 }] },
  ]);
  pit.open('seller', equity);
  pit.place('bidder', 'buy', 1, bid);
  expect(pit.market().markPrice).toBe(100);
  const [refused] = only(pit.place('seller', 'sell', 1, null), 'order_rejected');
  expect(refused?.reason).toBe(`needs ${needs} margin with this order, has ${equity}.`);
});

/** Nothing is lent, and fees are the highest, so an order needs as much margin as it can. */
const UNLEVERED = {
  takerFeeRate: 0.1,
  marginTiers: [{ upTo: null, maxLeverage: 1, maintenanceRate: 0.5 }],
};

test('R4 a market buy is weighed at the far asks that it reaches behind a near one', () => {
  const pit = new TestPit([UNLEVERED]);
  pit.open('buyer', 1_300_000);
  pit.place('near', 'sell', 1, 100);
  pit.place('far', 'sell', 99, 6_400);
  expect(pit.market().markPrice).toBe(100);
  const [refused] = only(pit.place('buyer', 'buy', 100, null), 'order_rejected');
  // 100 × 100 at the mark price, 99 × 6,300 of loss twice, and the fee on 633,700.
  expect(refused?.reason).toBe('needs 1320770 margin with this order, has 1300000.');
});

test('R4 a sell stop above the mark price is weighed at its stop price', () => {
  const pit = new TestPit([UNLEVERED]);
  pit.open('seller', 1_099);
  const stop = { orderType: 'stop_market', stopPrice: 1_000 } as const;
  const [refused] = only(pit.place('seller', 'sell', 1, null, stop), 'order_rejected');
  expect(refused?.reason).toBe('needs 1100 margin with this order, has 1099.');
});

test('R4 a market order that trades a part of its lots may need more margin than all of them would', () => {
  const tier = { upTo: null, maxLeverage: 1, maintenanceRate: 0.01 };
  const pit = new TestPit([{ marginValue: 'entry', marginTiers: [tier] }]);
  pit.open('ann', 2_150);
  const trade = (buyer: string, seller: string, quantity: number, price: number) => {
    pit.place(seller, 'sell', quantity, price);
    pit.place(buyer, 'buy', quantity, price);
  };
  trade('ann', 'bob', 10, 100);
  trade('cat', 'bob', 1, 200);
  // A loss of 5 × 195 at a mark price of 200, which the position excuses. Then the mark price falls to 5.
  pit.place('ann', 'sell', 5, 5);
  pit.place('cat', 'buy', 1, 4);
  expect([pit.mark(), pit.position('ann').equity]).toEqual([5, 1_200]);
  // It trades 1 of 11 lots, so 4 lots of the position remain, which cost 400. All lots would close the position.
  const [refused] = only(pit.place('ann', 'sell', 11, null), 'order_rejected');
  expect(refused?.reason).toBe('needs 1376 margin with this order, has 1200.');
});
