/** Explanations of trades in a small pit; all numbers were computed by hand. */
import { describe, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import type { Instrument } from '../../src/contract/instrument.ts';
import { explainTrade, type Explanation } from '../../src/renderer/explain/explanation.ts';
import { FrameLog, tradePattern } from '../../src/renderer/feed/frame-log.ts';
import { PLAIN, TestPit } from '../support/pit.ts';
import { PublishedPit } from '../support/scripted-pit.ts';

const INSTRUMENT: Instrument = { ...PLAIN, lotSize: 0.1, makerFeeRate: -0.0001, takerFeeRate: 0.0005 };

function newStage({ deposit = 1_000_000, publishesOrders = true, instrument = INSTRUMENT } = {}) {
  const pit = new TestPit([instrument], deposit, undefined, undefined, publishesOrders);
  for (const name of ['ann', 'bob', 'cat']) pit.open(name);
  const source = new PublishedPit(pit, [instrument]);
  const log = new FrameLog();
  const begin = () => {
    source.commands();
    log.add(JSON.stringify(source.checkpoint()), true);
  };
  const explained = (tradeId: number): Explanation => {
    const events: readonly MarketEvent[] = source.commands().flat();
    if (events.length > 0) log.add(JSON.stringify(events), false);
    const explanation = explainTrade(log.leadingTo(tradePattern(tradeId)) ?? [], tradeId);
    if (explanation === undefined) throw new Error(`trade ${tradeId} is not explained`);
    return explanation;
  };
  return { pit, begin, explained };
}

const reasonTexts = ({ reasons }: Explanation) => reasons.map(({ rule, text }) => `${rule} ${text}`);

describe('a trade is explained', () => {
  test('by price, then by time, at the resting price, with the queue and its fate', () => {
    const { pit, begin, explained } = newStage();
    begin();
    pit.place('ann', 'sell', 1, 101);
    pit.place('bob', 'sell', 2, 102);
    pit.place('ann', 'sell', 3, 102);
    pit.place('bob', 'sell', 4, 102);
    pit.place('cat', 'buy', 4.5, 103);
    const explanation = explained(3);
    expect(explanation).toMatchObject({ trades: 3, place: 3, trade: { price: 102, quantity: 1.5 } });
    expect(reasonTexts(explanation)).toEqual([
      'M1 Best price first: the 1.0 at 1 better ask price had left the book before, all filled, so 102 was next.',
      'M1 Then first come, first served: 1 order (2.0) ahead of order #3 of ann at 102 had been filled by then.',
      'M2 The trade happened at the resting order’s price, 102.',
    ]);
    expect(explanation.queue?.places).toMatchObject([
      { account: 'bob', standing: 'ahead', quantity: 2, fills: 2, rests: 0 },
      { account: 'ann', standing: 'filled', quantity: 3, fills: 1.5, rests: 1.5 },
      { account: 'bob', standing: 'behind', quantity: 4, fills: 0, rests: 4 },
    ]);
    expect(explanation.book.asks).toEqual([
      { side: 'sell', price: 101, before: 1, after: 0 },
      { side: 'sell', price: 102, before: 9, after: 5.5 },
    ]);
  });

  test('with fee and profit of both sides, through zero', () => {
    const { pit, begin, explained } = newStage();
    pit.place('ann', 'buy', 2, 100);
    pit.place('bob', 'sell', 2, 100);
    begin();
    pit.place('bob', 'buy', 3, 110);
    pit.place('ann', 'sell', 3, 110);
    const { taker, maker } = explained(2);
    expect(taker).toMatchObject({
      account: 'ann',
      before: { quantity: 2, entry: 100 },
      after: { quantity: -1, entry: 110 },
      realized: { quantity: 2, entry: 100, side: 'buy', amount: 20 },
      opened: 1,
      fee: { value: 330, rate: 0.0005, amount: 0.165 },
      booked: { fills: 1, fees: 0.165, realizedPnl: 20 },
    });
    expect(maker).toMatchObject({
      account: 'bob',
      realized: { quantity: 2, entry: 100, side: 'sell', amount: -20 },
      fee: { amount: -0.033 },
      booked: { fees: -0.033, realizedPnl: -20 },
    });
  });

  test('when the aggressor is an amended order with a better limit', () => {
    const { pit, begin, explained } = newStage();
    begin();
    pit.place('ann', 'sell', 1, 105);
    pit.place('bob', 'buy', 2, 100, { id: 'b' });
    pit.amend('bob', 'b', { price: 107 });
    expect(reasonTexts(explained(1))).toEqual([
      'M8 bob amended order #2, which rested at 100, so that it crossed.',
      'M1 Best price first: 105 was the best ask.',
      'M1 Then first come, first served: order #1 of ann was first in the queue at 105.',
      'M2 The trade happened at the resting order’s price, 105, though bob would have paid up to 107.',
    ]);
  });

  test('when own orders were in the way, and when a stop triggered', () => {
    const { pit, begin, explained } = newStage();
    begin();
    pit.place('cat', 'sell', 1, 101);
    pit.place('ann', 'sell', 1, 102);
    pit.place('cat', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 102 });
    pit.place('bob', 'sell', 2, 103);
    pit.place('cat', 'buy', 1, 102);
    expect(reasonTexts(explained(1))).toContain(
      'M9 cat’s own order #1 stood in the way and was cancelled or reduced: no account trades with itself.',
    );
    expect(reasonTexts(explained(2))[0]).toBe(
      'M10 Order #3 of cat was a stop: the mark price reached it after order #5 had traded.',
    );
  });

  test('when the exchange closes a takeover', () => {
    const { pit, begin, explained } = newStage({ deposit: 30 });
    pit.place('ann', 'buy', 2, 100);
    pit.place('bob', 'sell', 2, 100);
    begin();
    pit.place('cat', 'buy', 2, 84);
    pit.place('cat', 'buy', 0.1, 85);
    pit.place('bob', 'sell', 0.1, 85);
    const explanation = explained(3);
    expect(explanation.trade.liquidation).toBe(true);
    expect(explanation.taker).toEqual({
      account: 'ann',
      side: 'buy',
      price: 85,
      stepQuantity: null,
      fundChange: -2,
    });
    expect(reasonTexts(explanation)[0]).toBe(
      'L3 The exchange had taken over the long position of ann at its bankruptcy price 85 and closed it in the book.',
    );
  });

  test('when the exchange closes what a step of a liquidation took over', () => {
    const marginTiers = [{ upTo: null, maxLeverage: 8, maintenanceRate: 0.1 }];
    const instrument: Instrument = { ...INSTRUMENT, tickSize: 0.01, liquidation: 'steps', marginTiers };
    const { pit, begin, explained } = newStage({ deposit: 41, instrument });
    pit.place('ann', 'buy', 2, 100);
    pit.place('bob', 'sell', 2, 100);
    begin();
    pit.place('cat', 'buy', 1, 88);
    pit.place('cat', 'buy', 0.1, 88.3);
    pit.place('bob', 'sell', 0.1, 88.3);
    const explanation = explained(3);
    expect(explanation.taker).toEqual({
      account: 'ann',
      side: 'buy',
      price: 83.01,
      stepQuantity: 0.7,
      fundChange: 3.493,
    });
    expect(reasonTexts(explanation)[0]).toBe(
      'L7 The exchange had taken over 0.7 of the long position of ann at 83.01, as a step of its liquidation, and closes it in the book.',
    );
  });

  test('has no queue when the exchange does not publish single orders', () => {
    const { pit, begin, explained } = newStage({ publishesOrders: false });
    begin();
    pit.place('ann', 'sell', 1, 101);
    pit.place('cat', 'buy', 1, 101);
    const explanation = explained(1);
    expect(explanation.queue).toBeUndefined();
    expect(reasonTexts(explanation)[1]).toContain('this exchange does not publish single orders');
    expect(explanation.book.asks).toEqual([{ side: 'sell', price: 101, before: 1, after: 0 }]);
  });
});

describe('the kept frames', () => {
  test('are bounded, and older ones are not found', () => {
    const log = new FrameLog(100);
    for (let id = 0; id < 5_000; id += 1) log.add(`{"tradeId":${id},"padding":"padding"}`, id % 2 === 0);
    expect(log.characters).toBeLessThanOrEqual(100);
    expect(log.leadingTo(/"tradeId":1\b/)).toBeUndefined();
    expect(log.leadingTo(/"tradeId":4999\b/)).toHaveLength(2);
  });

  test('begin with the last checkpoint before', () => {
    const log = new FrameLog();
    for (const [text, isStart] of [
      ['a', true],
      ['b', true],
      ['c', false],
      ['d', true],
    ] as const)
      log.add(text, isStart);
    expect(log.leadingTo(/c/)).toEqual(['b', 'c']);
    expect(log.leadingTo(/d/)).toEqual(['b', 'c', 'd']);
    log.clear();
    expect(log.leadingTo(/c/)).toBeUndefined();
  });
});
