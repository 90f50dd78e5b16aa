/** For any commands, every invariant holds after every command (TestPit checks them), and the engine is deterministic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newPit, steps, stepsWithPairs } from '../support/any-commands.ts';
import { only, type EngineEvent, type TestPit } from '../support/pit.ts';
import { queueOf } from '../support/queue.ts';
import {
  checkInvariants,
  checkTouched,
  positionOf,
  positionsOf,
  reportPosition,
} from '../../src/engine/index.ts';
import { Sequencer } from '../../src/workers/exchange/sequencer.ts';
import { marginAccountsOf, noteHolding } from '../../src/engine/ledger.ts';
import { keep } from '../../src/engine/lifecycle.ts';
import { NO_RECORD, Order } from '../../src/engine/order.ts';
import { sharedTerms, type SharedTerms } from '../../src/engine/records/index.ts';
import { putInBook } from '../../src/engine/resting-orders.ts';
import type { Position } from '../../src/engine/state.ts';
import type { OrderId } from '../../src/contract/index.ts';

/** M13 and A4: no account trades itself into a debt. The fund pays for takeovers and for the rest after auto-deleveraging. */
function expectNoDebt(pit: TestPit, events: readonly EngineEvent[]): void {
  const steps = only(events, 'liquidation');
  const stages = new Set(steps.map(({ stage }) => stage));
  const margins = pit.state.accounts.flatMap(marginAccountsOf);
  const debts = margins.filter(
    ({ positions, balance }) => balance < 0 && positions.every(({ lots }) => lots === 0),
  );
  expect(debts.length > 0 && !stages.has('auto_deleveraged')).toBe(false);
  const helped = new Set(steps.filter(({ stage }) => stage === 'taken_over').map(({ account }) => account));
  for (const { counterparty } of steps) if (counterparty !== null) helped.add(counterparty);
  const paid = steps.filter(({ stage }) => stage === 'insurance_fund').map(({ account }) => account);
  expect(paid.filter((account) => !helped.has(account))).toEqual([]);
}

function setIndex(pit: TestPit, price: number): readonly EngineEvent[] {
  return pit.apply({ type: 'set_index', account: 0 as never, instrument: 0 as never, price: price as never });
}

describe('any sequence of commands', () => {
  test.each(['mark', 'entry'] as const)(
    'of an account without money never rests, trades or owes anything (margin on %s)',
    (marginValue) => {
      let refused = 0;
      let traded = 0;
      fc.assert(
        fc.property(fc.oneof(steps, stepsWithPairs), (sequence) => {
          const pit = newPit({ isEmpty: true, deposit: 1_000 }, { marginValue });
          const poor = pit.open('ann', 0);
          for (const step of sequence) {
            const events = step(pit);
            const own = events.filter((event) => 'account' in event && event.account === poor.index);
            for (const event of only(own, 'order_rejected'))
              if (event.code === 'INSUFFICIENT_MARGIN') refused += 1;
            traded += only(events, 'trade').length;
            expect(only(own, 'fill').length + only(own, 'liquidation').length + poor.orders.size).toBe(0);
            expect(marginAccountsOf(poor).map(({ balance }) => balance)).toEqual(
              marginAccountsOf(poor).map(() => 0),
            );
          }
        }),
        { numRuns: 100, seed: 20_261_130 },
      );
      expect(refused).toBeGreaterThan(500);
      expect(traded).toBeGreaterThan(100);
    },
  );

  test('keeps every invariant, never trades an account with itself, never leaves a debt', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, (sequence) => {
        const pit = newPit();
        for (const step of sequence) {
          const events = step(pit);
          for (const event of events) seen.add(event.type === 'liquidation' ? event.stage : event.type);
          expectNoDebt(pit, events);
          for (const trade of only(events, 'trade')) expect(trade.buyAccount).not.toBe(trade.sellAccount);
        }
        for (const account of pit.state.accounts) {
          const isFlat = positionsOf(account).every(({ lots }) => lots === 0);
          const isIndebted = marginAccountsOf(account).some(({ balance }) => balance < 0);
          expect(isFlat && isIndebted && pit.state.insuranceFund > 0).toBe(false);
        }
      }),
      { numRuns: 600, seed: 20_261_123 },
    );
    // The property is empty if nothing happens.
    for (const what of [
      'trade',
      'order_triggered',
      'order_amended',
      'margin_set',
      'started',
      'taken_over',
      'filled',
      'insurance_fund',
      'auto_deleveraged',
      'completed',
    ]) {
      expect(seen).toContain(what);
    }
  });

  test('leaves no debt either when an index jumps between them', () => {
    const rules = {
      markPrice: 'index',
      impactQuantity: 2,
      markSmoothingMs: 100,
      liquidation: 'steps',
    } as const;
    const jumps = fc.array(fc.integer({ min: 60, max: 140 }), { minLength: 10, maxLength: 10 });
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, jumps, (sequence, prices) => {
        const pit = newPit({}, { ...rules, markSpeedPerSecond: 1 });
        for (const [index, step] of sequence.entries()) {
          const events = [...step(pit)];
          const price = index % 8 === 0 ? prices[index / 8] : undefined;
          if (price !== undefined) events.push(...setIndex(pit, price), ...pit.wait(0.3));
          for (const { stage } of only(events, 'liquidation')) seen.add(stage);
          expectNoDebt(pit, events);
        }
      }),
      { numRuns: 200, seed: 20_261_205 },
    );
    expect(seen).toContain('taken_over');
    expect(seen).toContain('insurance_fund');
  });

  test('gives the same events every time', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const run = () => {
          const pit = newPit();
          return sequence.map((step) => step(pit));
        };
        expect(run()).toEqual(run());
      }),
      { numRuns: 50, seed: 7 },
    );
  });
});

describe('the invariants can fail', () => {
  const newOrder = (pit: TestPit, name: string, position: Position, terms: SharedTerms) =>
    Object.assign(new Order(pit.state.orderRecords, NO_RECORD, 99 as OrderId, name, position, terms), {
      isLive: true,
    });
  const withOrder = () => {
    const pit = newPit();
    pit.place('ann', 'buy', 5, 90);
    return pit;
  };

  test('a crossed book is detected', () => {
    const pit = withOrder();
    const market = pit.market();
    const [order] = queueOf(market, 'buy');
    if (order === undefined) throw new Error('no order');
    const terms = sharedTerms({ ...order.terms, side: 'sell' });
    const crossing = newOrder(pit, 'crossing', order.position, terms);
    crossing.price = 89 as never;
    crossing.open = order.open;
    keep(pit.state, crossing);
    putInBook(crossing);
    expect(() => checkInvariants(pit.state)).toThrow('is crossed');
  });

  test.each([
    ['money', (pit: TestPit) => (pit.state.feesCollected = 1 as never)],
    [
      'miscounted',
      (pit: TestPit) => {
        const { orders } = pit.account('ann');
        for (const order of orders.values()) orders.remove(order);
      },
    ],
    [
      'is known but has ended',
      (pit: TestPit) => {
        for (const order of pit.state.orders) order.isLive = false;
      },
    ],
    [
      'records are kept for orders that have ended',
      (pit: TestPit) => {
        for (const { position, terms } of queueOf(pit.market(), 'buy'))
          pit.state.orderRecords.keep(newOrder(pit, 'forgotten', position, terms));
      },
    ],
    [
      'sum to',
      (pit: TestPit) => {
        for (const position of positionsOf(pit.account('bob'))) {
          position.lots = 1 as never;
          position.costBasis = (position.market.markPrice * position.market.spec.tickLotMoney) as never;
          noteHolding(pit.state, position);
        }
      },
    ],
  ])('%s is detected', (message, damage) => {
    const pit = withOrder();
    damage(pit);
    expect(() => checkInvariants(pit.state)).toThrow(message);
  });

  /** A position's newest update, after damage to the position. */
  const bobsUpdate = (pit: TestPit) => {
    pit.place('bob', 'sell', 1, 90);
    const position = positionOf(pit.account('bob'), pit.market());
    return { position, events: [reportPosition(position)] };
  };

  test('the state that a command touched is checked after it, and damage is detected', () => {
    const pit = withOrder();
    const { position, events } = bobsUpdate(pit);
    expect(() => checkTouched(pit.state, events)).not.toThrow();
    position.margin.balance = 0 as never;
    expect(() => checkTouched(pit.state, events)).toThrow('below maintenance margin');
    position.margin.balance = 1e9 as never;
    position.openOrders.buy.lots = 1 as never;
    expect(() => checkTouched(pit.state, events)).toThrow('miscounted');
    position.openOrders.buy.lots = 0 as never;
    pit.market().marginIndex.put(Object.assign(position, { lots: 0 }), 0);
    expect(() => checkTouched(pit.state, events)).toThrow('wrongly in or out of the holders');
    Object.assign(position, { lots: -1 });
    expect(() => checkTouched(pit.state, events)).toThrow("wrongly in or out of X's margin index");
  });

  test('an exchange that checks its state stops when the state is broken', () => {
    const pit = withOrder();
    const quiet = { record: () => {}, publish: () => {}, deliver: () => {} };
    const [watched, blind] = [true, false].map(
      (isChecked) => new Sequencer(pit.state, () => 1e6, quiet, isChecked),
    );
    pit.state.insuranceFund = -1 as never;
    expect(() => blind?.submit({ type: 'revalue' })).not.toThrow();
    expect(() => watched?.submit({ type: 'revalue' })).toThrow('the insurance fund is -1');
  });
});
