/** The engine against the independent auditor, under seeded random trading. */
import { describe, expect, test } from 'vitest';
import { compileInstrument, DEFAULT_INSTRUMENT } from '../../src/contract/index.ts';
import { CANCEL_CAUSES, REJECT_CODES } from '../../src/contract/orders.ts';
import { PHASE_CAUSES } from '../../src/contract/phases.ts';
import { apply, createState, type Facts } from '../../src/engine/index.ts';
import { Auditor } from '../simulator/auditor.ts';
import { compare } from '../simulator/compare.ts';
import type { Place, PlainCommand } from '../simulator/exchange-state.ts';
import { loadMutant, MUTANTS, type Mutation } from '../simulator/mutants.ts';
import { ORDERS_MAX, TRAILING_MAX } from '../simulator/refusals.ts';
import { MONEY_DECIMALS, PLAIN } from '../simulator/settings.ts';
import {
  COURSES,
  describeFailure,
  exchangeOf,
  replay,
  runSeeds,
  TIMED_COURSES,
  type Failure,
} from '../simulator/simulator.ts';

const ENGINE = exchangeOf({ apply, createState });
/** `npm run simulate -- --seeds 1000` runs more. */
const SEEDS = 400;
/** Of instruments with the rules that go by time, by an index or by phases. */
const TIMED_SEEDS = { first: 61, count: 75 };
const COMMANDS = 150;
const MUTANT_SEEDS = 500;

/** Codes of the gateway, one that no component sends, and one with a separate test below. */
const ELSEWHERE = new Set<string>([
  'RECOVERING',
  'BAD_JSON',
  'BAD_MESSAGE',
  'NOT_LOGGED_IN',
  'BAD_TOKEN',
  'TOO_MANY_ACCOUNTS',
  'RATE_LIMITED',
  'UNKNOWN_SYMBOL',
  'IN_LIQUIDATION',
  'TOO_MANY_ORDERS',
  'NOT_ALLOWED',
]);

const STAGES: readonly Facts.Liquidation['stage'][] = [
  'started',
  'orders_canceled',
  'taken_over',
  'filled',
  'insurance_fund',
  'auto_deleveraged',
  'completed',
];

/** Outcomes that the seeds must reach. */
const REACHED = [
  'account_opened',
  'order_accepted',
  'order_amended',
  'order_triggered',
  'cancel_all_done',
  'margin_set',
  'fill',
  'trade',
  'order_update',
  'book_update',
  'mark_price',
  'position_update',
  'index_set',
  'index_price',
  'phase_set',
  'auction_update',
  'funding',
  'funding_rate',
  ...PHASE_CAUSES.filter((cause) => cause !== 'session_start').map((cause) => `market_state:${cause}`),
  ...COURSES,
  ...TIMED_COURSES,
  ...CANCEL_CAUSES.map((cause) => `order_canceled:${cause}`),
  ...STAGES.map((stage) => `liquidation:${stage}`),
  ...REJECT_CODES.filter((code) => !ELSEWHERE.has(code)).map((code) => `order_rejected:${code}`),
];

test(`${SEEDS} seeds of random trading match the rules and reach every outcome`, { timeout: 600_000 }, () => {
  const plain = runSeeds({ first: 1, count: SEEDS, commands: COMMANDS, kind: 'plain' });
  const timed = runSeeds({ ...TIMED_SEEDS, commands: COMMANDS, kind: 'timed' });
  for (const { failure } of [plain, timed]) expect(failure === null ? '' : describeFailure(failure)).toBe('');
  expect(REACHED.filter((what) => !plain.seen.has(what) && !timed.seen.has(what))).toEqual([]);
});

test('an order that the limits have left behind goes even where the fund cannot pay for a trade with it', () => {
  expect(runSeeds({ first: 988, count: 1, commands: COMMANDS, kind: 'timed' }).failure).toBeNull();
});

/** Its stop opens a short position at 60. The same fall ruins a long one, which is closed against it at 94. */
test('the fund pays a debt that remains after auto-deleveraging', () => {
  const spec = compileInstrument(PLAIN, 0, MONEY_DECIMALS);
  const setting = { instruments: [], specs: [spec], insuranceFund: 500 * 1e6 };
  const [auditor, exchange] = [new Auditor(setting.specs, setting.insuranceFund), ENGINE(setting)];
  const script: readonly PlainCommand[] = [
    ...[60, 160, 1e5, 1e5].map((deposit, index): PlainCommand => ({
      type: 'open_account',
      account: `account-${index}`,
      deposit: deposit * 1e6,
    })),
    limit(2, 'sell', 11, 50),
    limit(3, 'buy', 11, 50),
    limit(3, 'sell', 11, 100),
    limit(2, 'buy', 1, 100),
    limit(0, 'buy', 10, 100),
    { ...limit(1, 'sell', 10, 100), orderType: 'stop_market', price: null, stopPrice: 90 },
    limit(2, 'buy', 11, 60),
    limit(3, 'sell', 1, 60),
  ];
  const events = script.flatMap((command, time) => {
    const prediction = auditor.predict(command, time);
    expect(compare(exchange.apply(command, time), prediction)).toBeNull();
    return prediction.events;
  });
  expect(events).toContainEqual(
    expect.objectContaining({ stage: 'auto_deleveraged', counterparty: 1, quantity: 10, price: 94 }),
  );
  expect(events).toContainEqual(
    expect.objectContaining({ stage: 'insurance_fund', account: 1, insuranceFundChange: -180 * 1e6 }),
  );
});

test(`an account may have ${ORDERS_MAX} live orders`, () => {
  const { specs, order } = farOrders();
  const [auditor, exchange] = [new Auditor(specs, 0), ENGINE({ instruments: [], specs, insuranceFund: 0 })];
  const both = (command: PlainCommand) => compare(exchange.apply(command, 1), auditor.predict(command, 1));
  expect(both({ type: 'open_account', account: 'a', deposit: 1e13 })).toBeNull();
  expect(both(order(1))).toBeNull();
  // The auditor is too slow for ten thousand commands: it gets copies of the first order.
  const [first] = auditor.state.orders;
  if (first === undefined) throw new Error('the first order does not rest');
  for (let id = 2; id <= ORDERS_MAX; id += 1) {
    exchange.apply(order(id), 1);
    auditor.state.orders.push({ ...first, id, clientOrderId: `o${id}`, rank: id });
  }
  auditor.state.lastOrderId = ORDERS_MAX;
  auditor.state.lastRank = ORDERS_MAX;
  const refused = auditor.predict(order(ORDERS_MAX + 1), 1);
  expect(refused.events).toMatchObject([{ code: 'TOO_MANY_ORDERS' }]);
  expect(compare(exchange.apply(order(ORDERS_MAX + 1), 1), refused)).toBeNull();
  expect(both({ type: 'cancel_order', account: 0, order: { clientOrderId: 'o7' } })).toBeNull();
  expect(both(order(ORDERS_MAX + 1))).toBeNull();
});

test(`an account may have ${TRAILING_MAX} trailing stops in an instrument`, () => {
  const { specs, order } = farOrders();
  const [auditor, exchange] = [new Auditor(specs, 0), ENGINE({ instruments: [], specs, insuranceFund: 0 })];
  const both = (command: PlainCommand) => {
    const prediction = auditor.predict(command, 1);
    expect(compare(exchange.apply(command, 1), prediction)).toBeNull();
    return prediction.events;
  };
  const stop = { orderType: 'stop_market', price: null, trailingOffset: 10 } as const;
  both({ type: 'open_account', account: 'a', deposit: 1e13 });
  for (let number = 1; number <= TRAILING_MAX; number += 1) both({ ...order(number), ...stop });
  expect(both({ ...order(100), ...stop })).toMatchObject([{ code: 'TOO_MANY_ORDERS' }]);
  both({ type: 'cancel_order', account: 0, order: { clientOrderId: 'o7' } });
  expect(both({ ...order(100), ...stop })).toMatchObject([{ type: 'order_accepted' }]);
});

function farOrders() {
  const spec = compileInstrument(DEFAULT_INSTRUMENT, 0, MONEY_DECIMALS);
  const order = (number: number): Place => ({
    ...limit(0, 'buy', 1, spec.referencePrice - 10),
    clientOrderId: `o${number}`,
  });
  return { specs: [spec], order };
}

function limit(account: number, side: Place['side'], quantity: number, price: number): Place {
  return {
    type: 'place_order',
    account,
    clientOrderId: `${side} at ${price}`,
    instrument: 0,
    side,
    orderType: 'limit',
    quantity,
    price,
    stopPrice: null,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_resting',
  };
}

// `npm run make -- mutants` already replaces the engine of this file by a mutant.
describe.skipIf(process.env['BOTPIT_MUTANT'] !== undefined)('the auditor detects that', () => {
  test.each(Object.entries(MUTANTS))('%s', { timeout: 300_000 }, async (_, mutation) => {
    const mutant = exchangeOf(await loadMutant(mutation));
    const failure = firstOwnFailure(mutant, mutation);
    expect(replay(failure.setting, failure.script, mutant)?.kind).toBe(failure.mismatch.kind);
    expect(failure.script.length).toBeLessThan(40);
    expect(describeFailure(failure)).toContain(`seed ${failure.seed}: `);
  });
});

/** The first failure whose script the real engine passes. */
function firstOwnFailure(mutant: typeof ENGINE, { firstSeed = 1, kind = 'plain' }: Mutation): Failure {
  for (let seed = firstSeed; seed < firstSeed + MUTANT_SEEDS; seed += 1) {
    const { failure } = runSeeds({ first: seed, count: 1, commands: COMMANDS, kind }, mutant);
    if (failure !== null && replay(failure.setting, failure.script, ENGINE) === null) return failure;
  }
  throw new Error(`${MUTANT_SEEDS} seeds do not notice the mutant`);
}
