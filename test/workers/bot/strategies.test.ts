/** The built-in strategies, each in a scripted market. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { checkIntent } from '../../../src/workers/bot/check-intent.ts';
import { InstrumentSteps } from '../../../src/workers/bot/instrument-steps.ts';
import { OwnOrders } from '../../../src/workers/bot/own-orders.ts';
import { NAMES, placed, pricesOf, SHARES, Stage, type Scene } from './stage.ts';

describe.each(NAMES)('%s', (name) => {
  test('fits on two pages and imports types only', () => {
    const source = readFileSync(new URL(`../../../strategies/${name}.ts`, import.meta.url), 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(121);
    expect(source.startsWith('/**')).toBe(true);
    expect(source.match(/^import .*$/gm)).toEqual([expect.stringMatching(/^import type .* from 'botpit';$/)]);
  });

  test.each([DEFAULT_INSTRUMENT, SHARES])('returns only valid intents ($symbol)', (instrument) => {
    const stage = new Stage(name, { instrument });
    const { referencePrice, tickSize } = instrument;
    // Back and forth by a percent, so that there is something to react to.
    const middle = (call: number) =>
      referencePrice + Math.round((referencePrice / tickSize / 100) * Math.sin(call / 20)) * tickSize;
    const desk = {
      callback: 'nextOrder',
      instruments: new Map([[instrument.symbol, new InstrumentSteps(instrument)]]),
      listed: [instrument.symbol],
      orders: new OwnOrders(() => undefined),
      freshId: () => 'fresh',
    };
    let sent = 0;
    for (let call = 0; call < 500; call += 1) {
      for (const intent of stage.next({
        bid: middle(call) - 4 * tickSize,
        ask: middle(call) + 4 * tickSize,
        mark: middle(call),
        bidQuantity: 1 + (call % 5),
        time: call * 1e6,
        position: (call % 7) - 3,
      })) {
        sent += 1;
        expect(checkIntent(intent, desk)).toHaveProperty('request');
      }
    }
    expect(sent).toBeGreaterThan(20);
  });

  test('does the same with the same seed', () => {
    const run = (seed: number) => {
      const stage = new Stage(name, { seed });
      return Array.from({ length: 50 }, (_, call) =>
        stage.next({ bid: 49_990, ask: 50_010, position: call / 100 }),
      );
    };
    expect(run(5)).toEqual(run(5));
  });
});

/** The quotes of a maker after three minutes in which the mid swung back and forth by `swing` once a second. */
function makerAfter(swing: number, scene: Scene = {}, params: readonly string[] = []) {
  const stage = new Stage('maker', { params });
  for (let second = 0; second < 180; second += 1) {
    const mid = 50_000 + (second % 2 === 0 ? swing : -swing);
    stage.next({ bid: mid - 40, ask: mid + 40, time: second * 1e6 });
  }
  const intents = stage.next({ bid: 49_960, ask: 50_040, time: 180e6, ...scene });
  return { bid: Math.max(...pricesOf(intents, 'buy')), ask: Math.min(...pricesOf(intents, 'sell')), intents };
}

describe('maker', () => {
  const grain = ['stepTicks=1'];

  test('quotes a ladder on both sides that pays its fees', () => {
    const intents = new Stage('maker').next();
    const bids = pricesOf(intents, 'buy');
    const asks = pricesOf(intents, 'sell');
    expect(bids).toHaveLength(14);
    expect(asks).toHaveLength(14);
    expect(new Set([...bids, ...asks]).size).toBe(intents.length);
    expect(Math.min(...asks) - Math.max(...bids)).toBeGreaterThan(2 * 0.0002 * 50_000);
  });

  test('without volatility its spread is 2/γ ln(1 + γ/k) and the fees, whatever it holds', () => {
    const terms = ['riskAversion=0.5', 'fillDecay=0.25', ...grain];
    for (const position of [-1, 0, 1]) {
      const { bid, ask } = makerAfter(0, { position }, terms);
      // 4 ln 3 = 4.394 basis points of 5 each and two fees of 10 make 41.97: out to the next tick on both sides.
      expect([bid, ask]).toEqual([49_979, 50_021]);
    }
  });

  test('with volatility it quotes around s - q γ σ² (T - t)', () => {
    const terms = ['riskAversion=0.01', 'horizonSeconds=60', 'followSeconds=1e9', ...grain];
    // A swing of 2.5 is 1 basis point from sample to sample: σ² goes to π/2, and has 1 - e^-1.5 of it in 180 of 120 s.
    const variance = (Math.PI / 2) * (1 - Math.exp(-179 / 120));
    const lots = 1_500 / 50_000; // an order is 1.5 % of 100,000
    const expected = (position: number) => 50_000 - (position / lots) * 0.01 * variance * 60 * 5;
    for (const position of [-0.3, 0, 0.3]) {
      const { bid, ask } = makerAfter(2.5, { position }, terms);
      expect(Math.abs((bid + ask) / 2 - expected(position))).toBeLessThan(1);
      const spread = (0.01 * variance * 60 + 200 * Math.log(1.01)) * 5 + 20;
      expect(ask - bid - spread).toBeGreaterThanOrEqual(-0.1);
      expect(ask - bid - spread).toBeLessThan(1.1);
    }
  });

  test('one jump does not count as volatility', () => {
    const stage = new Stage('maker', { params: grain });
    for (let second = 0; second < 30; second += 1) {
      const mid = second < 15 ? 50_000 : 50_500;
      stage.next({ bid: mid - 40, ask: mid + 40, time: second * 1e6 });
    }
    const quotes = (position: number) =>
      pricesOf(stage.next({ bid: 50_460, ask: 50_540, time: 30e6, position }), 'buy');
    expect(quotes(1)).toEqual(quotes(0));
  });

  test('a fill moves its quotes by no more than it earns, however wild the mid', () => {
    const [flat, long] = [0, 0.3].map((position) => makerAfter(500, { position }, grain));
    // Ten orders, 1 / k = 1 basis point of 5 each.
    expect(Math.abs((flat?.bid ?? 0) - (long?.bid ?? 0) - 50)).toBeLessThan(1);
  });

  test('does not follow its own skew when everyone else quotes around its quotes', () => {
    const stage = new Stage('maker', { params: grain });
    const quotes = { bid: 49_985, ask: 50_015 };
    const middles: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      // Back and forth, so that there is volatility, and with it a skew.
      const swing = second % 2 === 0 ? 2.5 : -2.5;
      const scene = { bid: quotes.bid + swing, ask: quotes.ask + swing, time: second * 1e6, position: 0.3 };
      const intents = stage.next(scene);
      quotes.bid = Math.max(...pricesOf(intents, 'buy'));
      quotes.ask = Math.min(...pricesOf(intents, 'sell'));
      middles.push((quotes.bid + quotes.ask) / 2);
    }
    const skew = 50_000 - (middles.at(-1) ?? 0);
    // At most 1 / k for each of ten orders: 50.
    expect(skew).toBeGreaterThan(5);
    expect(skew).toBeLessThanOrEqual(51);
  });

  test('never crosses the quotes of others', () => {
    expect(Math.max(...pricesOf(new Stage('maker').next({ ask: 49_900 }), 'buy'))).toBeLessThan(49_900);
    expect(Math.min(...pricesOf(new Stage('maker').next({ bid: 50_100 }), 'sell'))).toBeGreaterThan(50_100);
  });

  test('leaves orders at the right prices, and moves only the ends', () => {
    const { intents } = makerAfter(2.5);
    const orders = placed(intents);
    expect(makerAfter(2.5, { orders }).intents).toEqual([]);
    const moved = makerAfter(2.5, { orders, position: 0.06 }).intents;
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(orders.length / 2);
    expect(moved.every(({ type }) => type === 'amend')).toBe(true);
  });

  test('cancels its orders on the side of its largest position', () => {
    const stage = new Stage('maker');
    const orders = placed(stage.next());
    const bids = orders.filter(({ side }) => side === 'buy').map(({ clientOrderId }) => clientOrderId);
    const canceled = stage
      .next({ orders, position: 7 })
      .flatMap((intent) => (intent.type === 'cancel' ? [intent.clientOrderId] : []));
    expect(canceled.sort()).toEqual(bids.sort());
  });

  test('follows a market that moves', () => {
    const stage = new Stage('maker');
    stage.next();
    const quotes = stage.next({ bid: 50_960, ask: 51_040, time: 600e6 });
    expect(Math.max(...pricesOf(quotes, 'buy'))).toBeGreaterThan(50_950);
  });
});

describe('taker', () => {
  test('trades in runs, on both sides in the end, and stays within its bound', () => {
    const stage = new Stage('taker');
    let position = 0;
    let turns = 0;
    const sides: string[] = [];
    for (let call = 0; call < 5_000; call += 1) {
      for (const intent of stage.next({ bid: 49_990, ask: 50_010, position })) {
        if (intent.type !== 'place') throw new Error(`${intent.type} is not what a taker does`);
        expect(intent.price).toBeUndefined();
        position += intent.side === 'buy' ? intent.quantity : -intent.quantity;
        if (sides.length > 0 && sides.at(-1) !== intent.side) turns += 1;
        sides.push(intent.side);
        expect(Math.abs(position)).toBeLessThan(1.1);
      }
    }
    expect(new Set(sides).size).toBe(2);
    expect(turns).toBeLessThan(sides.length / 5);
  });

  test('waits while the other side is empty', () => {
    const stage = new Stage('taker');
    expect(Array.from({ length: 50 }, () => stage.next()).flat()).toEqual([]);
  });
});

describe('random', () => {
  test('places, cancels and crosses', () => {
    const stage = new Stage('random');
    const orders = placed([{ type: 'place', side: 'buy', price: 49_000, quantity: 1 }]);
    const kinds = Array.from({ length: 300 }, () => stage.next({ bid: 49_990, ask: 50_010, orders }))
      .flat()
      .map((intent) => (intent.type === 'place' && intent.price === undefined ? 'cross' : intent.type));
    expect(new Set(kinds)).toEqual(new Set(['place', 'cancel', 'cross']));
  });

  test('only reduces at its largest position', () => {
    const stage = new Stage('random');
    const sides = Array.from({ length: 200 }, () => stage.next({ bid: 49_990, ask: 50_010, position: 0.5 }))
      .flat()
      .flatMap((intent) => (intent.type === 'place' ? [intent.side] : []));
    expect(new Set(sides)).toEqual(new Set(['sell']));
  });

  test('cancels at its largest number of orders', () => {
    const order = placed([{ type: 'place', side: 'buy', price: 49_000, quantity: 1 }]);
    const stage = new Stage('random', { params: ['maxOrders=1'] });
    expect(stage.next({ orders: order })).toEqual([{ type: 'cancel', clientOrderId: 'o0' }]);
  });
});

/** A strategy that trades at the shown prices, and its position after that. */
function trade(stage: Stage, scenes: readonly Scene[]): readonly number[] {
  let position = 0;
  return scenes.map((scene) => {
    for (const intent of stage.next({ ...scene, position })) {
      if (intent.type !== 'place') throw new Error(`${intent.type} is not what it does`);
      position += intent.side === 'buy' ? intent.quantity : -intent.quantity;
    }
    return position;
  });
}

/** A second each, at these mark prices, with a spread of 10. */
const marks = (prices: readonly number[]): readonly Scene[] =>
  prices.map((mark, second) => ({ mark, bid: mark - 5, ask: mark + 5, time: second * 1e6 }));
const rise = Array.from({ length: 60 }, (_, second) => 50_000 + 20 * second);
const fall = rise.toReversed();

describe('momentum', () => {
  test('is long in a rise, short in the following fall, and never exceeds its largest position', () => {
    const positions = trade(
      new Stage('momentum'),
      marks([...rise, ...fall, ...fall.map((mark) => mark - 1_200)]),
    );
    expect(positions[59]).toBeGreaterThan(0.7);
    expect(positions.at(-1)).toBeLessThan(-0.7);
    expect(Math.max(...positions.map(Math.abs))).toBeLessThan(0.85);
  });

  test('does nothing without a trend', () => {
    const positions = trade(new Stage('momentum'), marks(Array.from({ length: 60 }, () => 50_000)));
    expect(new Set(positions)).toEqual(new Set([0]));
  });
});

describe('mean-reversion', () => {
  test('sells after a jump up, and buys back when the price returns', () => {
    const calm = Array.from({ length: 120 }, (_, second) => 50_000 + (second % 2) * 10);
    const positions = trade(
      new Stage('mean-reversion'),
      marks([...calm, ...calm.slice(0, 20).map((mark) => mark + 100), ...calm]),
    );
    expect(Math.min(...positions.slice(120, 140))).toBeLessThan(-0.3);
    expect(positions.at(-1)).toBeCloseTo(0, 9);
  });
});

describe('grid', () => {
  test('buys below and sells above, on fixed rungs', () => {
    const stage = new Stage('grid');
    const scene = { mark: 50_000, bid: 49_995, ask: 50_005 };
    const first = stage.next(scene);
    expect(Math.max(...pricesOf(first, 'buy'))).toBeLessThan(50_000);
    expect(Math.min(...pricesOf(first, 'sell'))).toBeGreaterThan(50_000);
    expect(first).toHaveLength(16);
    const orders = placed(first);
    expect(stage.next({ ...scene, mark: 50_010, orders })).toEqual([]);
    // A rung up: the lowest offer becomes a bid where the price was.
    const moved = stage.next({ mark: 50_050, bid: 50_045, ask: 50_055, orders });
    expect(pricesOf(moved, 'buy')).toEqual([50_000]);
    expect(moved.filter(({ type }) => type === 'cancel')).toHaveLength(1);
  });

  test('is rebuilt around a price that has left it', () => {
    const stage = new Stage('grid');
    stage.next({ mark: 50_000, bid: 49_995, ask: 50_005 });
    const rebuilt = stage.next({ mark: 51_000, bid: 50_995, ask: 51_005 });
    expect(Math.max(...pricesOf(rebuilt, 'buy'))).toBeGreaterThan(50_900);
  });
});

describe('twap', () => {
  test('has traded half of its order in half of its time, and exactly all of it at the end', () => {
    const stage = new Stage('twap', { params: ['side=sell', 'minutes=2', 'percent=50'] });
    const scenes = marks(Array.from({ length: 200 }, () => 50_000));
    let position = 0;
    const positions = scenes.map((scene) => {
      for (const intent of stage.next({ ...scene, position })) {
        if (intent.type !== 'place') throw new Error('a twap only places');
        position -= intent.quantity;
        stage.fill(intent.side, intent.price ?? 0, intent.quantity, scene);
      }
      return position;
    });
    expect(positions[60]).toBeCloseTo(-0.5, 1);
    expect(positions.at(-1)).toBeCloseTo(-1, 9);
  });
});

describe('imbalance', () => {
  test('trades with the heavier side, and closes when the book is even', () => {
    const scene = (bidQuantity: number, second: number): Scene => ({
      mark: 50_000,
      bid: 49_995,
      ask: 50_005,
      bidQuantity,
      time: second * 1e6,
    });
    const heavy = Array.from({ length: 5 }, (_, second) => scene(9, second));
    const even = Array.from({ length: 25 }, (_, second) => scene(1, second + 5));
    const light = Array.from({ length: 5 }, (_, second) => scene(0.1, second + 30));
    const positions = trade(new Stage('imbalance'), [...heavy, ...even, ...light]);
    expect(positions[4]).toBeGreaterThan(0.05);
    expect(positions[29]).toBeCloseTo(0, 9);
    expect(positions.at(-1)).toBeLessThan(-0.05);
  });
});
