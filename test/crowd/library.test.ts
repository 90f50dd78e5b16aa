/** Code that the traders share: draws, agenda, fair value, flow, seats, roster. */
import { describe, expect, test } from 'vitest';
import { ACCOUNT_PATTERN } from '../../src/contract/orders.ts';
import { Agenda } from '../../src/crowd/agenda.ts';
import { Dice } from '../../src/crowd/dice.ts';
import { FairValue } from '../../src/crowd/fair-value.ts';
import { Flow } from '../../src/crowd/flow.ts';
import { CROWD_ACCOUNTS } from '../../src/contract/house.ts';
import { KINDS, rosterOf } from '../../src/crowd/roster.ts';
import { Watch } from '../../src/crowd/watch.ts';
import { deviation, differences, kurtosis, mean } from '../../tools/realism/statistics.ts';
import { Stage } from './stage.ts';

const many = <Item>(count: number, one: () => Item) => Array.from({ length: count }, one);

describe('draws', () => {
  const dice = new Dice(1, 1);

  test('normal draws have mean 0 and deviation 1', () => {
    const draws = many(20_000, () => dice.normal());
    expect(Math.abs(mean(draws))).toBeLessThan(0.03);
    expect(Math.abs(deviation(draws) - 1)).toBeLessThan(0.03);
  });

  test('exponential draws have their mean; power-law draws are at least 1', () => {
    expect(Math.abs(mean(many(20_000, () => dice.exponential(3))) - 3)).toBeLessThan(0.1);
    expect(Math.min(...many(1_000, () => dice.pareto(1.6)))).toBeGreaterThanOrEqual(1);
  });

  test('about a third of the sizes are round', () => {
    const sizes = many(10_000, () => dice.rounded(0.0137));
    expect(new Set(sizes)).toEqual(new Set([0.0137, 0.01]));
    expect(sizes.filter((size) => size === 0.01).length / sizes.length).toBeCloseTo(0.35, 1);
  });
});

test('the agenda runs tasks by time, and tasks of one moment in the order in which they were planned', () => {
  const agenda = new Agenda();
  const ran: string[] = [];
  const times = [5, 1, 3, 1, 4, 1, 5, 9, 2, 6];
  times.forEach((at, index) => agenda.plan(at, () => ran.push(`${at}-${index}`)));
  while (agenda.next < Infinity) agenda.take()?.();
  const sorted = times
    .map((at, index) => ({ at, index }))
    .toSorted((a, b) => a.at - b.at || a.index - b.index);
  expect(ran).toEqual(sorted.map(({ at, index }) => `${at}-${index}`));
  expect(agenda.take()).toBeUndefined();
});

describe('the fair value', () => {
  const path = (seed: number, seconds: number) => {
    const fair = new FairValue(new Dice(seed, 0));
    return many(seconds, () => 0).map((_, second) => fair.at(second));
  };

  test('is the same for the same seed, whatever the order of calls', () => {
    const ahead = new FairValue(new Dice(7, 0));
    ahead.at(500);
    expect(path(7, 100)).toEqual(
      many(100, () => 0).map((_, second) => new FairValue(new Dice(7, 0)).at(second)),
    );
    expect(path(8, 100)).not.toEqual(path(7, 100));
  });

  test('moves by about 1.6 basis points a second, with heavy tails', () => {
    const returns = differences(path(1, 20_000));
    expect(deviation(returns)).toBeGreaterThan(1.2);
    expect(deviation(returns)).toBeLessThan(2.2);
    expect(kurtosis(returns)).toBeGreaterThan(5);
  });

  test('keeps the values that traders may still need, and a jump lasts', () => {
    const fair = new FairValue(new Dice(1, 0));
    const long = 3_600;
    const now = fair.at(long);
    const before = fair.at(long - 1);
    fair.jump(long, 50);
    expect(fair.at(long)).toBeCloseTo(now + 50, 9);
    expect(fair.at(long - 1)).toBe(before);
    expect(fair.at(long + 10)).toBeGreaterThan(now + 20);
  });
});

describe('the flow', () => {
  test('a larger volume has more impact, in less than proportion; selling pushes down', () => {
    const impact = (coins: number) => {
      const flow = new Flow();
      flow.add(0, coins);
      return flow.impactBp(0);
    };
    expect(impact(1)).toBeGreaterThan(impact(0.1));
    expect(impact(1)).toBeLessThan(10 * impact(0.1));
    expect(impact(-1)).toBe(-impact(1));
    expect(impact(1e6)).toBe(60);
  });

  test('fades, and a thousand small orders weigh no more than one of their sum', () => {
    const [one, thousand] = [new Flow(), new Flow()];
    one.add(0, 1);
    for (let order = 0; order < 1_000; order += 1) thousand.add(0, 0.001);
    expect(thousand.impactBp(0)).toBeCloseTo(one.impactBp(0), 9);
    expect(one.impactBp(60)).toBeLessThan(thousand.impactBp(0) / 1.5);
  });

  test('a minute after a minute of buying, between a third and two thirds of its impact remain', () => {
    for (const coins of [2.5, 5, 10]) {
      const flow = new Flow();
      for (let second = 1; second <= 60; second += 1) flow.add(second, coins / 60);
      const [peak, learned] = [flow.impactBp(60), flow.learnedBp(60)];
      expect(learned).toBeLessThan(peak);
      expect(flow.impactBp(120) / peak).toBeGreaterThan(1 / 3);
      expect(flow.impactBp(120) / peak).toBeLessThan(2 / 3);
      expect(flow.impactBp(120)).toBeCloseTo(flow.learnedBp(120), 1);
    }
  });
});

test('the watch follows the volatility within its bounds, whatever the jump', () => {
  const watch = new Watch();
  for (let second = 0; second < 100; second += 1) watch.take(0, 4);
  expect(watch.volatilityBp).toBeCloseTo(0.6, 5);
  expect(watch.spreadBp).toBeCloseTo(4, 0);
  for (let second = 0; second < 100; second += 1) watch.take(1_000 * second, 1_000 * second + 4);
  expect(watch.volatilityBp).toBeCloseTo(6, 5);
});

describe('a seat', () => {
  test('has one pending change of an order at a time', () => {
    const { seat, sent } = new Stage();
    const order = seat.rest('buy', 0.03, 99_000);
    if (order === undefined) throw new Error('the order was not sent');
    seat.move(order, 0.03, 99_010);
    seat.cancel(order);
    expect(sent).toHaveLength(1);
    seat.replied({ ...accepted(order.id), type: 'order_accepted' });
    seat.move(order, 0.03, 99_010);
    seat.cancel(order);
    expect(sent.map(({ type }) => type)).toEqual(['place_order', 'amend_order']);
  });

  test('forgets filled, cancelled and rejected orders; a rejected amendment leaves the order', () => {
    const { seat } = new Stage();
    const order = seat.rest('buy', 0.03, 99_000);
    const refused = seat.rest('sell', 0.03, 101_000);
    if (order === undefined || refused === undefined) throw new Error('the orders were not sent');
    seat.replied({ ...accepted(order.id), type: 'order_accepted' });
    seat.replied(rejected(refused.id, 'POST_ONLY_WOULD_CROSS'));
    seat.replied(rejected(order.id, 'POST_ONLY_WOULD_CROSS'));
    expect([order.isGone, refused.isGone]).toEqual([false, true]);
    seat.replied(rejected(order.id, 'UNKNOWN_ORDER'));
    expect(order.isGone).toBe(true);
  });

  test('without money it waits longer after each refusal', () => {
    const stage = new Stage();
    const tries = (seconds: number) => {
      let sent = 0;
      for (let step = 0; step < seconds * 10; step += 1) {
        const order = stage.seat.rest('buy', 1, 99_000);
        if (order !== undefined) {
          sent += 1;
          stage.seat.replied(rejected(order.id, 'INSUFFICIENT_MARGIN'));
        }
        stage.go(0.1);
      }
      return sent;
    };
    expect(tries(60)).toBeLessThanOrEqual(7);
  });

  test('after a new login the old orders are gone, and the position comes from the exchange', () => {
    const stage = new Stage();
    const order = stage.seat.rest('buy', 0.03, 99_000);
    stage.welcome([
      {
        symbol: 'BTC-USD',
        quantity: -2,
        averageEntryPrice: 50_000,
        realizedPnl: 0,
        unrealizedPnl: 0,
        feesPaid: 0,
        marginMode: 'cross',
        isolatedMargin: null,
      },
    ]);
    expect(order?.isGone).toBe(true);
    expect(stage.seat.position).toBe(-2);
  });
});

test.each([CROWD_ACCOUNTS.min, 40, CROWD_ACCOUNTS.max])(
  'a crowd of %i has every kind, and names that the gateway accepts',
  (count) => {
    const members = rosterOf(count);
    expect(members).toHaveLength(count);
    expect(new Set(members.map(({ account }) => account)).size).toBe(count);
    expect(new Set(members.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    for (const { account } of [...members, ...rosterOf(count, 'twelve-chars')]) {
      expect(account).toMatch(ACCOUNT_PATTERN);
      expect(account.startsWith('crowd.')).toBe(true);
    }
  },
);

function accepted(clientOrderId: string) {
  const terms = { symbol: 'BTC-USD', side: 'buy', orderType: 'limit', quantity: 0.03 } as const;
  return { clientOrderId, orderId: 1, time: 0, ...terms };
}

function rejected(
  requestId: string,
  code: 'POST_ONLY_WOULD_CROSS' | 'UNKNOWN_ORDER' | 'INSUFFICIENT_MARGIN',
) {
  return { type: 'order_rejected', requestId, clientOrderId: requestId, code, reason: 'No.' } as const;
}
