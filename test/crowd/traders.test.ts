/** Each kind of trader alone, in a market that the test sets. */
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/crowd/dice.ts';
import { FORESIGHT, Informed, NEWS } from '../../src/crowd/traders/informed.ts';
import { Maker } from '../../src/crowd/traders/maker.ts';
import { Parent } from '../../src/crowd/traders/parent.ts';
import { Patient } from '../../src/crowd/traders/patient.ts';
import { Single } from '../../src/crowd/traders/single.ts';
import { Value } from '../../src/crowd/traders/value.ts';
import type { Seat } from '../../src/crowd/seat.ts';
import type { CrowdTrader, World } from '../../src/crowd/world.ts';
import { Stage } from './stage.ts';

const KINDS: Readonly<Record<string, (seat: Seat, world: World, dice: Dice) => CrowdTrader>> = {
  maker: (seat, world, dice) => new Maker(seat, world, dice, 1),
  patient: (seat, world, dice) => new Patient(seat, world, dice, 1),
  parent: (seat, world, dice) => new Parent(seat, world, dice, 5),
  single: (seat, world, dice) => new Single(seat, world, dice, 1),
  news: (seat, world, dice) => new Informed(seat, world, dice, NEWS),
  foresight: (seat, world, dice) => new Informed(seat, world, dice, FORESIGHT),
  value: (seat, world, dice) => new Value(seat, world, dice),
};

function played(
  kind: keyof typeof KINDS,
  seconds: number,
  seed = 1,
  prepare: (stage: Stage) => void = () => {},
) {
  const stage = new Stage(seed);
  prepare(stage);
  const create = KINDS[kind] as (typeof KINDS)[string];
  stage.run(create(stage.seat, stage.world, new Dice(seed, 5)), seconds);
  return stage;
}

describe.each(Object.keys(KINDS))('%s', (kind) => {
  test('the same seed sends the same requests, to the byte; another seed sends others', () => {
    const bytes = (seed: number) => JSON.stringify(played(kind, 120, seed).sent);
    expect(bytes(3)).toBe(bytes(3));
    expect(bytes(3).length).toBeGreaterThan(2);
    expect(bytes(4)).not.toBe(bytes(3));
  });

  test('waits while a side of the book is empty, and sends nothing without a gateway', () => {
    const stage = new Stage();
    stage.touch = undefined;
    const create = KINDS[kind] as (typeof KINDS)[string];
    stage.run(create(stage.seat, stage.world, new Dice(1, 5)), 10);
    const takes = stage.placed.filter(({ timeInForce }) => timeInForce === 'ioc');
    expect(takes).toEqual([]);
  });
});

describe('a maker', () => {
  test('keeps four post-only quotes on each side, around the fair value', () => {
    const { placed } = played('maker', 0.2);
    expect(placed).toHaveLength(8);
    expect(placed.every(({ postOnly }) => postOnly)).toBe(true);
    const prices = (side: string) =>
      placed.filter((order) => order.side === side).map(({ price }) => price ?? 0);
    expect(Math.max(...prices('buy'))).toBeLessThan(50_000);
    expect(Math.min(...prices('sell'))).toBeGreaterThan(50_000);
  });

  test('moves its quotes up after buying by others, within a tenth of a second', () => {
    const stage = played('maker', 0.2);
    stage.trade(3);
    stage.go(0.1);
    const moves = stage.sent.filter((request) => request.type === 'amend_order');
    const lowest = Math.min(...stage.placed.map(({ price }) => price ?? 0));
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.every(({ price }) => (price ?? 0) > lowest)).toBe(true);
  });

  test('quotes wider and smaller on the side that would add to its new position', () => {
    const farthest = (held: number) => {
      const stage = played('maker', 0.2, 1, () => {});
      stage.hold(held);
      stage.go(0.5);
      const bids = stage.sent.flatMap((request) =>
        request.type === 'amend_order' && (request.price ?? 0) < 50_000 ? [request.price ?? 0] : [],
      );
      return Math.min(...bids, Infinity);
    };
    expect(farthest(10)).toBeLessThan(farthest(0));
  });

  test('cancels its bids at its largest position', () => {
    const stage = played('maker', 0.2);
    stage.hold(200);
    stage.go(1);
    const cancels = stage.sent.filter((request) => request.type === 'cancel_order');
    expect(cancels).toHaveLength(4);
  });
});

describe('a patient trader', () => {
  test('places post-only orders that never cross, and cancels each', () => {
    const { placed, sent, touch } = played('patient', 300);
    expect(placed.length).toBeGreaterThan(100);
    const [bid, ask] = [(touch?.bidTicks ?? 0) / 2, (touch?.askTicks ?? 0) / 2];
    const crossing = placed.filter(({ side, price = 0 }) => (side === 'buy' ? price >= ask : price <= bid));
    expect(crossing).toEqual([]);
    expect(sent.filter(({ type }) => type === 'cancel_order').length).toBeGreaterThan(placed.length / 2);
  });

  test('has a heavy tail of distances', () => {
    const { placed } = played('patient', 1_000);
    const distances = placed
      .map(({ price = 0 }) => Math.abs(price / 50_000 - 1) * 1e4)
      .toSorted((a, b) => a - b);
    const median = distances[Math.floor(distances.length / 2)] ?? 0;
    expect((distances.at(-1) ?? 0) / median).toBeGreaterThan(5);
  });
});

describe('aggressive orders', () => {
  test('a parent sends at least three pieces on one side', () => {
    const stage = new Stage(2);
    stage.run(new Parent(stage.seat, stage.world, new Dice(2, 5), 100), 1);
    stage.go(1_000);
    const sides = stage.placed.map(({ side }) => side);
    expect(sides.length).toBeGreaterThanOrEqual(3);
    expect(new Set(sides.slice(0, 3)).size).toBe(1);
  });

  test('they are limited near the touch', () => {
    for (const { side, price = 0 } of played('single', 300).placed) {
      const bp = (price / 50_000 - 1) * 1e4;
      expect(side === 'buy' ? bp : -bp).toBeLessThan(6);
    }
  });

  test('they wait for a narrow spread, a few seconds at most', () => {
    const stage = new Stage();
    stage.quote(-10, 10);
    stage.run(new Single(stage.seat, stage.world, new Dice(1, 5), 0.5), 1);
    expect(stage.placed).toHaveLength(0);
    stage.go(30);
    expect(stage.placed.length).toBeGreaterThan(5);
  });
});

describe('an informed trader', () => {
  test('buys offers below the fair value, sells to bids above it, and otherwise waits', () => {
    const sides = (bid: number, ask: number) =>
      new Set(played('news', 1, 1, (stage) => stage.quote(bid, ask)).placed.map(({ side }) => side));
    expect(sides(-40, -30)).toEqual(new Set(['buy']));
    expect(sides(30, 40)).toEqual(new Set(['sell']));
    expect(sides(-20, 20)).toEqual(new Set());
  });

  test('with foresight it does not trade against what the market has learned from the flow', () => {
    const sides = (bid: number, ask: number) =>
      new Set(
        played('foresight', 60, 1, (stage) => {
          stage.flow.add(0, 100);
          stage.quote(bid, ask);
        }).placed.map(({ side }) => side),
      );
    expect(sides(10, 45)).toEqual(new Set());
    expect(sides(-20, -15)).toEqual(new Set(['buy']));
  });

  test('stops at its largest position', () => {
    const stage = played('news', 1, 1, (one) => {
      one.quote(-40, -30);
      one.hold(5);
    });
    expect(stage.placed).toHaveLength(0);
  });
});

test('a value trader quotes large orders at least sixty basis points away', () => {
  const { placed } = played('value', 1);
  expect(placed).toHaveLength(8);
  for (const { price = 0, quantity } of placed) {
    expect(Math.abs(price / 50_000 - 1) * 1e4).toBeGreaterThan(40);
    expect(quantity).toBeGreaterThanOrEqual(0.5);
  }
});
