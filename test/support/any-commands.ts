/** Any sequence of commands, for properties: fast-check draws it, a TestPit applies it. */
import fc from 'fast-check';
import type { Instrument } from '../../src/contract/instrument.ts';
import { TestPit, type EngineEvent } from './pit.ts';

const NAMES = ['ann', 'bob', 'cat', 'dan'] as const;
const name = fc.constantFrom(...NAMES);
const price = fc.integer({ min: 93, max: 107 });
const quantity = fc.integer({ min: 1, max: 12 });

type Step = (pit: TestPit) => readonly EngineEvent[];

const place: fc.Arbitrary<Step> = fc
  .record({
    name,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity,
    price: fc.option(price, { freq: 5 }),
    symbol: fc.constantFrom('X', 'Y'),
    stopPrice: fc.option(price, { freq: 6 }),
    timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'ioc' as const, 'fok' as const),
    reduceOnly: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    postOnly: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    selfTradePrevention: fc.constantFrom(
      'cancel_resting' as const,
      'cancel_incoming' as const,
      'cancel_both' as const,
      'decrement' as const,
    ),
  })
  .map(({ name, side, quantity, price, stopPrice, postOnly, ...terms }) => (pit) => {
    const isStop = stopPrice !== null;
    const stop = isStop
      ? ({ orderType: price === null ? 'stop_market' : 'stop_limit', stopPrice } as const)
      : {};
    const isPost = postOnly && !isStop && price !== null && terms.timeInForce === 'gtc';
    return pit.place(name, side, quantity, price, { ...terms, ...stop, postOnly: isPost });
  });

/** Cancel or amend the owner's nth live order. */
const change: fc.Arbitrary<Step> = fc
  .record({
    name,
    nth: fc.nat(5),
    price: fc.option(price),
    quantity: fc.option(quantity),
    isCancel: fc.boolean(),
  })
  .map(({ name, nth, price, quantity, isCancel }) => (pit) => {
    const order = [...pit.account(name).orders.values()][nth];
    const id = order?.clientOrderId ?? 'none';
    if (isCancel) return pit.cancel(name, id);
    return pit.amend(name, id, {
      ...(price === null ? {} : { price }),
      ...(quantity === null ? {} : { quantity }),
    });
  });

const others: fc.Arbitrary<Step> = fc.oneof(
  name.map(
    (owner): Step =>
      (pit) =>
        pit.apply({ type: 'cancel_all', account: pit.account(owner).index, instrument: null, cause: 'user' }),
  ),
  fc.constant<Step>((pit) => pit.apply({ type: 'revalue' })),
);

/** Mostly rejected, because of a position or an order, unless it changes an isolated balance. */
const setMargin: fc.Arbitrary<Step> = fc
  .record({
    name,
    symbol: fc.constantFrom('X', 'Y'),
    margin: fc.option(fc.integer({ min: 0, max: 130 }), { freq: 4 }),
  })
  .map(
    ({ name: owner, symbol, margin }): Step =>
      (pit) =>
        pit.setMargin(owner, margin, symbol),
  );

/** A gtc limit order, a stop or a trailing stop, usually a pair with its owner's nth live order. */
const pair: fc.Arbitrary<Step> = fc
  .record({
    name,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity,
    price,
    kind: fc.constantFrom('limit' as const, 'stop' as const, 'trailing' as const),
    nth: fc.nat(4),
    reduceOnly: fc.boolean(),
  })
  .map(({ name, side, quantity, price, kind, nth, reduceOnly }) => (pit) => {
    const oco = pit.account(name).orders.values()[nth]?.clientOrderId;
    const terms = { reduceOnly, ...(oco !== undefined && { oco }) };
    if (kind === 'limit') return pit.place(name, side, quantity, price, terms);
    const stop = kind === 'stop' ? { stopPrice: price } : { trailingOffset: 1 + (price % 4) };
    return pit.place(name, side, quantity, null, { ...terms, ...stop, orderType: 'stop_market' });
  });

/** Move the owner's nth live order, if it is a stop that waits. */
const moveStop: fc.Arbitrary<Step> = fc
  .record({ name, nth: fc.nat(5), stopPrice: price })
  .map(({ name, nth, stopPrice }) => (pit) => {
    const id = pit.account(name).orders.values()[nth]?.clientOrderId ?? 'none';
    return pit.amend(name, id, { stopPrice });
  });

const phase: fc.Arbitrary<Step> = fc
  .constantFrom('auction' as const, 'resume' as const)
  .map((action) => (pit) => pit.setPhase(action));

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 16, arbitrary: place },
  { weight: 6, arbitrary: change },
  { weight: 1, arbitrary: setMargin },
  { weight: 2, arbitrary: others },
);

const stepWithPairs: fc.Arbitrary<Step> = fc.oneof(
  { weight: 16, arbitrary: step },
  { weight: 12, arbitrary: pair },
  { weight: 2, arbitrary: moveStop },
  { weight: 1, arbitrary: phase },
);

/** With pairs of orders, trailing stops and auctions. */
export const stepsWithPairs = fc.array(stepWithPairs, { minLength: 20, maxLength: 150, size: 'max' });

/** Long enough that positions build up and fall. */
export const steps = fc.array(step, { minLength: 20, maxLength: 150, size: 'max' });

/** The instruments of `newPit` as `exchange_status` publishes them. */
export const PUBLISHED_INSTRUMENTS: readonly Instrument[] = ['X', 'Y'].map((symbol) => ({
  symbol,
  tickSize: 1,
  lotSize: symbol === 'Y' ? 0.5 : 1,
  referencePrice: 100,
  makerFeeRate: -0.0001,
  takerFeeRate: 0.0005,
  marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.08 }],
}));

/** Small deposits and a wide maintenance margin, so that liquidations happen and find counterparties. */
export function newPit(
  { isEmpty = false, publishesOrders = false, deposit = 120 } = {},
  rules: Partial<Instrument> = {},
): TestPit {
  const marginTiers = [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.08 }];
  const fees = { makerFeeRate: -0.0001, takerFeeRate: 0.0005, marginTiers, ...rules };
  const instruments = [fees, { ...fees, symbol: 'Y', lotSize: 0.5, liquidation: 'steps' as const }];
  const pit = new TestPit(instruments, deposit, undefined, undefined, publishesOrders);
  if (!isEmpty) for (const owner of NAMES) pit.open(owner);
  return pit;
}
