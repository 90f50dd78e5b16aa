/** The crowd in a room, on the real engine in virtual time. */
import { describe, expect, test } from 'vitest';
import { USUAL_MOOD, type Mood } from '../../src/contract/room.ts';
import { readRoom } from '../../src/config/room.ts';
import { Dice, FairValue, rosterOf } from '../../src/crowd/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';

const SECOND_MS = 1_000;

function pitOf(mood: Partial<Mood> = {}): QuickPit {
  return new QuickPit([], 3, rosterOf(40), { mood: { ...USUAL_MOOD, ...mood } });
}

function run(pit: QuickPit, seconds: number): void {
  pit.run(seconds * SECOND_MS, SECOND_MS, () => {});
}

function midOf({ market }: QuickPit): number {
  return ((market.bids[0]?.[0] ?? 0) + (market.asks[0]?.[0] ?? 0)) / 2;
}

function depthOf({ market }: QuickPit): number {
  const within = ([price]: readonly [number, number]) => Math.abs(price / market.markPrice - 1) < 0.002;
  return [...market.bids, ...market.asks].filter(within).reduce((sum, [, quantity]) => sum + quantity, 0);
}

test('a jump of the fair value moves the price by as much within a minute', () => {
  const [quiet, stirred] = [pitOf(), pitOf()];
  for (const pit of [quiet, stirred]) run(pit, 60);
  stirred.crowd?.stir({ type: 'fair_value', percent: -3 });
  for (const pit of [quiet, stirred]) run(pit, 60);
  expect(stirred.market.markPrice / quiet.market.markPrice - 1).toBeCloseTo(-0.03, 2);
});

test('news of a drawn direction goes up with some seeds and down with others, the same each time', () => {
  const risesOf = () =>
    Array.from({ length: 12 }, (_, seed) => {
      const pit = new QuickPit([], seed, rosterOf(40));
      run(pit, 1);
      const before = pit.fairPrice;
      pit.crowd?.stir({ type: 'fair_value', percent: 5, direction: 'drawn' });
      expect(Math.abs(pit.fairPrice / before - 1)).toBeCloseTo(0.05, 2);
      return pit.fairPrice > before;
    });
  const rises = risesOf();
  expect(new Set(rises)).toEqual(new Set([true, false]));
  expect(risesOf()).toEqual(rises);
});

test('buying from the crowd moves its belief, and trades among others do not', () => {
  const shiftBp = (sellAccount: string) => {
    const [quiet, traded] = [pitOf(), pitOf()];
    for (const pit of [quiet, traded]) run(pit, 5);
    const common = { type: 'trade', seq: 0, time: 0, symbol: 'BTC-USD', price: 50_000 } as const;
    const ids = { tradeId: 1, buyOrderId: 1, sellOrderId: 2, liquidation: false } as const;
    const accounts = { aggressor: 'buy', buyAccount: 'ann', sellAccount } as const;
    traded.crowd?.observed([{ ...common, ...ids, ...accounts, quantity: 17 }]);
    for (const pit of [quiet, traded]) run(pit, 3);
    const [before, after] = [midOf(quiet), midOf(traded)];
    return (after / before - 1) * 10_000;
  };
  expect(shiftBp('crowd.maker-1')).toBeGreaterThan(15);
  expect(Math.abs(shiftBp('bob'))).toBeLessThan(5);
});

test('makers that withdraw take their quotes along, and come back', () => {
  const pit = pitOf();
  run(pit, 60);
  const before = depthOf(pit);
  pit.crowd?.stir({ type: 'withdraw', seconds: 30 });
  run(pit, 15);
  expect(depthOf(pit)).toBeLessThan(0.7 * before);
  run(pit, 45);
  expect(depthOf(pit)).toBeGreaterThan(0.6 * before);
});

test('a whale buys what it is asked to, and the price rises', () => {
  const [quiet, stirred] = [pitOf(), pitOf()];
  for (const pit of [quiet, stirred]) run(pit, 60);
  let bought = 0;
  stirred.onEvents = (events) => {
    for (const event of events) {
      if (event.type === 'trade' && event.buyAccount === 'crowd.parent-1') bought += event.quantity;
    }
  };
  stirred.crowd?.stir({ type: 'whale', side: 'buy', quantity: 10, seconds: 60 });
  for (const pit of [quiet, stirred]) run(pit, 62);
  expect(bought).toBeGreaterThan(9);
  expect(stirred.market.markPrice).toBeGreaterThan(quiet.market.markPrice * 1.0005);
});

test('the crowd waits while a market is halted, gathers orders in the auction, and trades on', () => {
  const pit = pitOf();
  run(pit, 30);
  const refused: string[] = [];
  pit.onReply = (_, reply) => void (reply.type === 'order_rejected' && refused.push(reply.code));
  let trades = 0;
  pit.onEvents = (events) => void (trades += events.filter(({ type }) => type === 'trade').length);
  pit.setPhase('halt');
  run(pit, 120);
  expect(trades).toBe(0);
  expect(refused).not.toContain('MARKET_NOT_OPEN');
  pit.setPhase('resume');
  run(pit, 5);
  expect(pit.market.phase).toBe('auction');
  expect(pit.market.bids.length * pit.market.asks.length).toBeGreaterThan(0);
  run(pit, 30);
  expect(pit.market.phase).toBe('continuous');
  expect(trades).toBeGreaterThan(5);
  expect(depthOf(pit)).toBeGreaterThan(1);
});

describe('moods', () => {
  test('depth is that of the book', () => {
    const [thin, deep] = [pitOf({ depth: 0.25 }), pitOf({ depth: 2 })];
    for (const pit of [thin, deep]) run(pit, 120);
    expect(depthOf(deep)).toBeGreaterThan(3 * depthOf(thin));
  });

  test('drift moves the fair value', () => {
    const [still, rising] = [pitOf(), pitOf({ driftBp: 50 })];
    for (const pit of [still, rising]) run(pit, 600);
    expect(Math.log((rising.crowd?.fairPrice ?? 0) / (still.crowd?.fairPrice ?? 1))).toBeCloseTo(0.05, 3);
  });

  test('a drawn direction is up for some seeds and down for others, and the same for the same seed', () => {
    const calm = { volatility: 0.05, driftBp: 50 };
    const endOf = (seed: number) =>
      new FairValue(new Dice(seed, 0), { ...calm, driftDirection: 'drawn' }).at(600);
    const ends = Array.from({ length: 40 }, (_, seed) => endOf(seed));
    expect(ends.filter((end) => end > 0).length).toBeGreaterThan(10);
    expect(ends.filter((end) => end < 0).length).toBeGreaterThan(10);
    expect(ends.map(Math.abs).every((size) => size > 200)).toBe(true);
    expect(endOf(7)).toBe(endOf(7));
  });

  test('the room with a trend does not say where it goes', () => {
    expect(readRoom('trending', 'resources/rooms').mood.driftDirection).toBe('drawn');
  });
});
