/** Rule M14: of a pair of orders, one cancels the other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createState, restore, snapshot } from '../../src/engine/index.ts';
import { newPit, stepsWithPairs } from '../support/any-commands.ts';
import { only, refusal, TestPit, trades, type EngineEvent, type OrderTerms } from '../support/pit.ts';

const canceled = (events: readonly EngineEvent[]) =>
  only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause]);
const OCO: OrderTerms = { id: 'second', oco: 'first' };

/** A quiet market at 100. */
function quiet(): TestPit {
  const pit = new TestPit();
  pit.place('maker', 'sell', 1, 100);
  pit.place('other', 'buy', 1, 100);
  return pit;
}

/** `me` is long 10, with a limit order at 105 to take the profit and a stop at 95 against the loss. */
function bracket(terms: OrderTerms = {}): TestPit {
  const pit = quiet();
  pit.place('maker', 'sell', 10, 100);
  pit.place('me', 'buy', 10, 100);
  pit.place('me', 'sell', 10, 105, { id: 'first', reduceOnly: true });
  const stop = { orderType: 'stop_market', stopPrice: 95, reduceOnly: true } as const;
  pit.place('me', 'sell', 10, null, { ...OCO, ...stop, ...terms });
  return pit;
}

describe('M14 one cancels the other', () => {
  test('a fill, even of a part, cancels the other order', () => {
    const pit = bracket();
    const events = pit.place('other', 'buy', 4, 105);
    expect(trades(events)).toEqual([[105, 4]]);
    expect(canceled(events)).toEqual([['second', 'oco']]);
    expect(pit.account('me').orders.get('first')).toMatchObject({ open: 6, linked: null });
  });

  test('a stop that triggers cancels the other order before it enters', () => {
    const pit = bracket();
    pit.place('maker', 'buy', 20, 95);
    const events = pit.place('other', 'sell', 1, 95);
    const types = events.map(({ type }) => type);
    expect(canceled(events)).toEqual([['first', 'oco']]);
    expect(types.indexOf('order_triggered')).toBe(types.indexOf('order_canceled') - 1);
    expect(pit.position('me').quantity).toBe(0);
  });

  test('the end of one, for any reason, cancels the other; the reply to the request comes first', () => {
    expect(canceled(bracket().cancel('me', 'second'))).toEqual([
      ['second', 'user'],
      ['first', 'oco'],
    ]);
    const pit = bracket();
    const account = pit.account('me').index;
    const all = pit.apply({ type: 'cancel_all', account, instrument: null, cause: 'disconnect' });
    expect(only(all, 'cancel_all_done')).toMatchObject([{ count: 2 }]);
    expect(canceled(all)).toEqual([
      ['first', 'disconnect'],
      ['second', 'oco'],
    ]);
  });

  test('an amendment keeps the pair', () => {
    const pit = bracket();
    pit.amend('me', 'first', { price: 104 });
    pit.amend('me', 'second', { stopPrice: 96 });
    expect(canceled(pit.place('other', 'buy', 1, 104))).toEqual([['second', 'oco']]);
  });

  test('an order that trades on its arrival cancels the other', () => {
    const pit = quiet();
    pit.place('me', 'sell', 2, 105, { id: 'first' });
    pit.place('maker', 'buy', 1, 99);
    const events = pit.place('me', 'sell', 2, 99, OCO);
    expect(trades(events)).toEqual([[99, 1]]);
    expect(canceled(events)).toEqual([['first', 'oco']]);
    expect(pit.book().asks).toEqual([[99, 1]]);
  });

  test('a liquidation cancels both and counts the lots of both', () => {
    const pit = quiet();
    pit.open('poor', 12);
    pit.place('maker', 'sell', 10, 100);
    pit.place('poor', 'buy', 10, 100);
    pit.place('poor', 'sell', 4, 120, { id: 'first', reduceOnly: true });
    pit.place('poor', 'sell', 5, 125, { ...OCO, reduceOnly: true });
    pit.place('maker', 'buy', 50, 99);
    pit.place('maker', 'sell', 50, 100);
    const events = pit.place('other', 'sell', 1, 99);
    const steps = only(events, 'liquidation').filter(({ stage }) => stage === 'orders_canceled');
    expect(steps).toMatchObject([{ quantity: 9 }]);
    expect(canceled(events)).toEqual([
      ['first', 'liquidation'],
      ['second', 'oco'],
    ]);
  });
});

describe('M14 a pair trades once', () => {
  /** Sells of 1 at 101 and of 1 at 103, a pair, and somebody else's of 1 at 102. */
  const ladder = () => {
    const pit = quiet();
    pit.place('me', 'sell', 1, 101, { id: 'first' });
    pit.place('maker', 'sell', 1, 102);
    pit.place('me', 'sell', 1, 103, OCO);
    return pit;
  };

  test('in a sweep through both', () => {
    const pit = ladder();
    const events = pit.place('other', 'buy', 10, 110);
    expect(trades(events)).toEqual([
      [101, 1],
      [102, 1],
    ]);
    expect(canceled(events)).toEqual([['second', 'oco']]);
    expect(pit.position('me').quantity).toBe(-1);
    expect(pit.book()).toEqual({ bids: [[110, 8]], asks: [] });
  });

  test('side by side at one price', () => {
    const pit = quiet();
    pit.place('me', 'sell', 3, 101, { id: 'first' });
    pit.place('me', 'sell', 3, 101, OCO);
    expect(trades(pit.place('other', 'buy', 6, 101))).toEqual([[101, 3]]);
    expect(pit.book()).toEqual({ bids: [[101, 3]], asks: [] });
  });

  test('a fill-or-kill order and the margin of an order count one of the two', () => {
    const pit = ladder();
    expect(refusal(pit.place('other', 'buy', 3, 110, { timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
    expect(trades(pit.place('other', 'buy', 2, 110, { timeInForce: 'fok' }))).toHaveLength(2);
  });

  test('against orders of its owner', () => {
    const pit = ladder();
    const events = pit.place('me', 'buy', 5, 110);
    expect(trades(events)).toEqual([[102, 1]]);
    expect(canceled(events)).toEqual([
      ['first', 'self_trade_prevention'],
      ['second', 'oco'],
    ]);
    const other = ladder();
    const decremented = other.place('me', 'buy', 5, 110, { selfTradePrevention: 'decrement', id: 'mine' });
    expect(canceled(decremented)).toEqual([
      ['first', 'self_trade_prevention'],
      ['second', 'oco'],
    ]);
    expect(other.account('me').orders.get('mine')?.open).toBe(3);
  });

  test('when one mark price reaches both stops, the older one triggers', () => {
    const pit = quiet();
    pit.place('me', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 102, id: 'first' });
    pit.place('me', 'buy', 2, null, { orderType: 'stop_market', stopPrice: 101, ...OCO });
    pit.place('maker', 'sell', 9, 104);
    const events = pit.place('maker', 'buy', 9, 102);
    expect(only(events, 'order_triggered')).toMatchObject([{ clientOrderId: 'first' }]);
    expect(canceled(events)).toEqual([['second', 'oco']]);
    expect(pit.position('me').quantity).toBe(1);
  });

  test('at the end of an auction', () => {
    const pit = new TestPit([{ openingAuctionMs: 1_000 }]);
    pit.place('me', 'sell', 2, 98, { id: 'first' });
    pit.place('me', 'sell', 2, 99, OCO);
    pit.place('maker', 'sell', 1, 100);
    pit.place('other', 'buy', 5, 101);
    pit.setPhase('open');
    const events = pit.setPhase('open');
    expect(canceled(events)).toEqual([['second', 'oco']]);
    expect(only(events, 'trade').map(({ quantity }) => quantity)).toEqual([2, 1]);
    expect(pit.position('me').quantity).toBe(-2);
  });

  test('at the end of an auction, where the end of one makes room for the orders behind both', () => {
    const pit = new TestPit();
    pit.place('maker', 'sell', 7, 100);
    pit.place('me', 'buy', 7, 100);
    pit.setPhase('auction');
    const terms = { reduceOnly: true } as const;
    pit.place('me', 'sell', 7, 100, { ...terms, id: 'first' });
    pit.place('me', 'sell', 6, 100, { ...terms, ...OCO });
    pit.place('me', 'sell', 6, 100, { ...terms, id: 'third' });
    pit.place('other', 'buy', 30, 100);
    const events = pit.setPhase('resume');
    expect(canceled(events)).toEqual([
      ['second', 'reduce_only'],
      ['first', 'oco'],
    ]);
    expect(trades(events)).toEqual([[100, 6]]);
  });

  test.each([
    [6, ['second oco', 'fourth oco', 'trade', 'trade']],
    [5, ['second oco', 'trade', 'trade', 'fourth oco']],
  ])(
    'at the end of an auction; rules version %d also ends orders that would not trade',
    (version, course) => {
      const pit = new TestPit([{}], undefined, undefined, undefined, false, version);
      pit.setPhase('auction');
      pit.place('me', 'sell', 1, 98, { id: 'first' });
      pit.place('me', 'sell', 1, 99, OCO);
      pit.place('me', 'sell', 1, 98, { id: 'third' });
      pit.place('me', 'sell', 1, 101, { id: 'fourth', oco: 'third' });
      pit.place('other', 'buy', 3, 100);
      const events = pit.setPhase('resume').flatMap((event) => {
        if (event.type === 'order_canceled') return `${event.clientOrderId} ${event.cause}`;
        return event.type === 'trade' ? event.type : [];
      });
      expect(events).toEqual(course);
    },
  );

  test('where orders gather, and meet those of their owner', () => {
    const pit = new TestPit([{ openingAuctionMs: 1_000 }]);
    pit.place('me', 'sell', 2, 98, { id: 'first' });
    pit.place('me', 'sell', 2, 99, OCO);
    expect(canceled(pit.place('me', 'buy', 5, 101))).toEqual([
      ['first', 'self_trade_prevention'],
      ['second', 'oco'],
    ]);
  });

  test('after a recovery', () => {
    const pit = ladder();
    const { specs, moneyGrid } = { specs: pit.state.markets.map(({ spec }) => spec), ...pit.state };
    const copy = restore(createState(specs, 0 as never, moneyGrid), snapshot(pit.state));
    expect(snapshot(copy)).toEqual(snapshot(pit.state));
    Object.assign(pit, { state: copy });
    expect(trades(pit.place('other', 'buy', 10, 110))).toHaveLength(2);
  });
});

describe('M14 a pair is refused', () => {
  const withFirst = () => {
    const pit = new TestPit([{}, { symbol: 'Y' }]);
    pit.place('me', 'sell', 1, 105, { id: 'first' });
    return pit;
  };

  test('with an order that has ended, or is somebody else’s', () => {
    const pit = withFirst();
    pit.place('other', 'buy', 1, 105);
    expect(refusal(pit.place('me', 'sell', 1, 106, OCO))).toBe('UNKNOWN_ORDER');
    pit.place('you', 'sell', 1, 105, { id: 'first' });
    expect(refusal(pit.place('me', 'sell', 1, 106, OCO))).toBe('UNKNOWN_ORDER');
  });

  test('with one of another pair, of another symbol, or that it would meet', () => {
    const pit = withFirst();
    expect(refusal(pit.place('me', 'sell', 1, 106, { ...OCO, symbol: 'Y' }))).toBe('INVALID_OCO');
    expect(refusal(pit.place('me', 'buy', 1, 105, OCO))).toBe('INVALID_OCO');
    expect(refusal(pit.place('me', 'buy', 1, 95, OCO))).toBeUndefined();
    expect(refusal(pit.place('me', 'sell', 1, 107, { oco: 'first' }))).toBe('INVALID_OCO');
    expect(only(pit.amend('me', 'second', { price: 105 }), 'order_rejected')).toMatchObject([
      {
        code: 'INVALID_OCO',
        reason: 'price 105 would trade with first, the other order of the pair, at 105.',
      },
    ]);
  });
});

/** The other order of each order of a pair, by their ids. */
function pairsOf(pit: TestPit): Map<number, number> {
  const linked = [...pit.state.orders].filter((order) => order.linked !== null);
  return new Map(linked.map((order) => [order.id, order.linked?.id ?? 0] as const));
}

const idsOf = (events: readonly EngineEvent[], type: 'fill' | 'order_triggered' | 'order_canceled') =>
  new Set(only(events, type).map(({ orderId }) => orderId as number));

/** M5: lots that an accepted fill-or-kill order, which is no stop, did not trade in its command. */
function leftOfFok(pit: TestPit, events: readonly EngineEvent[]): number {
  const command = pit.record.at(-1)?.command;
  const [accepted] = only(events, 'order_accepted');
  if (command?.type !== 'place_order' || accepted === undefined) return 0;
  if (command.timeInForce !== 'fok' || accepted.stopPrice !== null) return 0;
  const fills = only(events, 'fill').filter(({ orderId }) => orderId === accepted.orderId);
  return fills.reduce((left, { quantity }) => left - quantity, command.quantity as number);
}

test('M14 in any sequence of commands, what fills, triggers or ends one order of a pair cancels the other', () => {
  const seen = { fill: 0, order_triggered: 0, order_canceled: 0 };
  fc.assert(
    fc.property(stepsWithPairs, (sequence) => {
      const pit = newPit();
      for (const step of sequence) {
        const pairs = pairsOf(pit);
        const events = step(pit);
        expect(leftOfFok(pit, events)).toBe(0);
        const filled = idsOf(events, 'fill');
        const oco = new Set(
          only(events, 'order_canceled')
            .filter(({ cause }) => cause === 'oco')
            .map(({ orderId }) => orderId as number),
        );
        for (const [id, other] of pairs) {
          for (const type of ['fill', 'order_triggered', 'order_canceled'] as const) {
            if (!idsOf(events, type).has(id) || oco.has(id)) continue;
            seen[type] += 1;
            expect(oco.has(other)).toBe(true);
          }
          expect(oco.has(id) && filled.has(id)).toBe(false);
        }
      }
    }),
    { numRuns: 50, seed: 20_261_129 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});
