/** Rule M15: a stop whose stop price follows the mark price. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { PriceTicks } from '../../src/contract/index.ts';
import { createState, restore, snapshot } from '../../src/engine/index.ts';
import { TRAILING_STOPS_MAX } from '../../src/engine/stop-orders.ts';
import { only, refusal, TestPit, type EngineEvent, type OrderTerms } from '../support/pit.ts';

/** Both sides of the book stand at a tick from the price, and the last trade is there. The mark goes straight to it. */
function moveTo(pit: TestPit, price: number): readonly EngineEvent[] {
  const account = pit.account('maker').index;
  const cancel = pit.apply({ type: 'cancel_all', account, instrument: null, cause: 'user' });
  const isRise = price > pit.mark();
  const sides = isRise ? (['sell', 'buy'] as const) : (['buy', 'sell'] as const);
  const quotes = sides.flatMap((side) => [
    ...pit.place('maker', side, 100, side === 'buy' ? price - 1 : price + 1),
  ]);
  const trade = [...pit.place('maker', 'sell', 1, price), ...pit.place('other', 'buy', 1, price)];
  return [...cancel, ...quotes, ...trade];
}

const trailing = (trailingOffset: number): OrderTerms => ({
  orderType: 'stop_market',
  trailingOffset,
  id: 'trail',
});
const stopOf = (pit: TestPit) => pit.account('me').orders.get('trail')?.stopPrice ?? null;

function open(side: 'buy' | 'sell', offset = 5): TestPit {
  const pit = new TestPit();
  moveTo(pit, 100);
  pit.place('me', side, 2, null, trailing(offset));
  return pit;
}

describe('M15 a trailing stop', () => {
  test('follows the mark price up, and not down, and then triggers', () => {
    const pit = open('sell');
    expect(stopOf(pit)).toBe(95);
    moveTo(pit, 110);
    expect(stopOf(pit)).toBe(105);
    moveTo(pit, 107);
    expect(stopOf(pit)).toBe(105);
    const events = moveTo(pit, 104);
    expect(only(events, 'order_triggered')).toMatchObject([{ clientOrderId: 'trail', stopPrice: 105 }]);
    expect(pit.position('me').quantity).toBe(-2);
  });

  test('that buys follows it down', () => {
    const pit = open('buy');
    moveTo(pit, 92);
    expect(stopOf(pit)).toBe(97);
    moveTo(pit, 96);
    expect(stopOf(pit)).toBe(97);
    expect(only(moveTo(pit, 98), 'order_triggered')).toMatchObject([{ stopPrice: 97 }]);
  });

  test('is accepted with its stop price, and its moves are no events', () => {
    const pit = new TestPit();
    moveTo(pit, 100);
    const accepted = pit.place('me', 'sell', 2, null, trailing(5));
    expect(only(accepted, 'order_accepted')).toMatchObject([{ orderType: 'stop_market', stopPrice: 95 }]);
    expect(
      moveTo(pit, 110).filter((event) => 'clientOrderId' in event && event.clientOrderId === 'trail'),
    ).toEqual([]);
  });

  test('takes another quantity, and no stop price', () => {
    const pit = open('sell');
    moveTo(pit, 110);
    expect(refusal(pit.amend('me', 'trail', { quantity: 3 }))).toBeUndefined();
    expect(stopOf(pit)).toBe(105);
    expect(only(pit.amend('me', 'trail', { stopPrice: 106 }), 'order_rejected')).toMatchObject([
      {
        code: 'INVALID_PRICE',
        reason: 'order trail is a stop_market order that trails the mark price; cancel it and place another.',
      },
    ]);
  });

  test('is refused when its stop price would not be above 0, and beyond the number that an account may have', () => {
    const pit = new TestPit();
    expect(only(pit.place('me', 'sell', 1, null, trailing(100)), 'order_rejected')).toMatchObject([
      {
        code: 'INVALID_PRICE',
        reason: 'trailingOffset 100 is not below the mark price 100, so the stop price would not be above 0.',
      },
    ]);
    for (let count = 0; count < TRAILING_STOPS_MAX; count += 1) {
      pit.place('me', 'sell', 1, null, { ...trailing(5), id: `t${count}` });
    }
    expect(refusal(pit.place('me', 'sell', 1, null, trailing(5)))).toBe('TOO_MANY_ORDERS');
    pit.cancel('me', 't0');
    expect(refusal(pit.place('me', 'sell', 1, null, trailing(5)))).toBeUndefined();
  });

  test('of a pair cancels the other order when it triggers', () => {
    const pit = open('sell');
    pit.place('me', 'sell', 2, 120, { id: 'profit', oco: 'trail' });
    moveTo(pit, 110);
    expect(only(moveTo(pit, 105), 'order_canceled').filter(({ cause }) => cause === 'oco')).toMatchObject([
      { clientOrderId: 'profit' },
    ]);
  });

  test('counts in the margin at the stop price of the moment', () => {
    const pit = open('sell');
    moveTo(pit, 110);
    const sums = pit.account('me').positions[0]?.openOrders.sell;
    expect(sums).toMatchObject({ lots: 2, value: 2 * 105 * 1e6, loss: 2 * 5 * 1e6 });
  });

  test('that a move of the mark price neither moves nor reaches stays a record', () => {
    const pit = open('sell');
    const market = pit.market();
    const at = vi.spyOn(pit.state.orderRecords, 'at');
    market.markPrice = (market.markPrice - 1) as PriceTicks;
    market.stops.follow(market);
    expect(market.stops.takeTriggered(market.markPrice)).toEqual([]);
    expect(at).not.toHaveBeenCalled();
  });

  test('counts its whole offset as a loss again when it moves after an amendment', () => {
    const pit = open('sell');
    moveTo(pit, 97);
    pit.amend('me', 'trail', { quantity: 3 });
    const lossOf = () => pit.account('me').positions[0]?.openOrders.sell.loss;
    expect(lossOf()).toBe(3 * 2 * 1e6);
    moveTo(pit, 110);
    expect(lossOf()).toBe(3 * 5 * 1e6);
  });
});

test('M15 in any walk of the mark price the stop triggers where the reference says', () => {
  const walk = fc.array(fc.integer({ min: 80, max: 120 }), { minLength: 1, maxLength: 12 });
  const side = fc.constantFrom('buy' as const, 'sell' as const);
  fc.assert(
    fc.property(
      walk,
      side,
      fc.integer({ min: 1, max: 15 }),
      fc.nat(11),
      (marks, given, offset, recoverAt) => {
        const pit = open(given, offset);
        let best = 100;
        for (const [index, mark] of marks.entries()) {
          if (index === recoverAt) {
            const specs = pit.state.markets.map(({ spec }) => spec);
            const empty = createState(specs, 0 as never, pit.state.moneyGrid);
            Object.assign(pit, { state: restore(empty, snapshot(pit.state)) });
          }
          best = given === 'sell' ? Math.max(best, mark) : Math.min(best, mark);
          const stop = given === 'sell' ? best - offset : best + offset;
          const isReached = given === 'sell' ? mark <= stop : mark >= stop;
          const events = moveTo(pit, mark);
          expect(only(events, 'order_triggered').map(({ stopPrice }) => stopPrice)).toEqual(
            isReached ? [stop] : [],
          );
          if (isReached) return;
          expect(stopOf(pit)).toBe(stop);
        }
      },
    ),
    { numRuns: 100, seed: 20_261_129 },
  );
});
