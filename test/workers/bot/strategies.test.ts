/** The built-in strategies, each against a market that the test makes up. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import type { Context, Intent, Intents, OwnOrder, StrategyClass } from '../../../src/contract/strategy.ts';
import { checkIntent } from '../../../src/workers/bot/check-intent.ts';
import { InstrumentSteps } from '../../../src/workers/bot/instrument-steps.ts';
import { OwnOrders } from '../../../src/workers/bot/own-orders.ts';
import { readParams } from '../../../src/workers/bot/params.ts';
import { seededRandom } from '../../../src/workers/bot/seeded-random.ts';
import Maker from '../../../strategies/maker.ts';
import Random from '../../../strategies/random.ts';
import Taker from '../../../strategies/taker.ts';

const SHARES: Instrument = {
  symbol: 'AAPL',
  tickSize: 0.01,
  lotSize: 1,
  referencePrice: 585,
  makerFeeRate: 0.0002,
  takerFeeRate: 0.0005,
  marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.01 }],
};
const BUILT_INS = { maker: Maker, taker: Taker, random: Random } as unknown as Record<string, StrategyClass>;
const NAMES = Object.keys(BUILT_INS);

interface Scene {
  readonly instrument?: Instrument;
  readonly position?: number;
  readonly bid?: number;
  readonly ask?: number;
  readonly mark?: number;
  readonly time?: number;
  readonly orders?: OwnOrder[];
  readonly params?: readonly string[];
  readonly seed?: number;
}

class Stage {
  readonly #strategy;
  readonly #class: StrategyClass;
  readonly #params;
  readonly #random: () => number;
  readonly instrument: Instrument;

  constructor(name: string, { instrument = DEFAULT_INSTRUMENT, params = [], seed = 1 }: Scene = {}) {
    this.#class = BUILT_INS[name] as StrategyClass;
    this.#params = readParams(this.#class.params, params);
    this.#strategy = new this.#class(this.#params);
    this.#random = seededRandom(seed);
    this.instrument = instrument;
    this.#strategy.onStart?.(this.#context({}));
  }

  next(scene: Scene = {}): readonly Intent[] {
    const returned: Intents = this.#strategy.nextOrder(this.#context(scene));
    if (returned === undefined || returned === null) return [];
    return 'type' in returned ? [returned] : returned;
  }

  #context({ position = 0, bid, ask, mark, time = 0, orders = [] }: Scene): Context {
    const { symbol, referencePrice } = this.instrument;
    const { roundPrice, roundQuantity } = new InstrumentSteps(this.instrument);
    const hasBoth = bid !== undefined && ask !== undefined;
    return {
      account: 'tester',
      symbol,
      instrument: this.instrument,
      time,
      market: {
        bestBid: bid,
        bestAsk: ask,
        mid: hasBoth ? (bid + ask) / 2 : undefined,
        spread: hasBoth ? ask - bid : undefined,
        mark: mark ?? referencePrice,
        last: undefined,
        bids: bid === undefined ? [] : [[bid, 1]],
        asks: ask === undefined ? [] : [[ask, 1]],
        trades: [],
      },
      position: {
        quantity: position,
        averageEntryPrice: null,
        realizedPnl: 0,
        unrealizedPnl: 0,
        feesPaid: 0,
      },
      balance: 100_000,
      equity: 100_000,
      orders,
      params: this.#params,
      random: this.#random,
      log: () => {},
      roundPrice,
      roundQuantity,
    };
  }
}

function pricesOf(intents: readonly Intent[], side: string): number[] {
  return intents.flatMap((intent) =>
    intent.type === 'place' && intent.side === side && intent.price !== undefined ? [intent.price] : [],
  );
}

/** The orders that a maker's first call leaves. */
function placed(intents: readonly Intent[]): OwnOrder[] {
  return intents.flatMap((intent, index): OwnOrder[] => {
    if (intent.type !== 'place') return [];
    const { side, price, quantity } = intent;
    return [{ clientOrderId: `o${index}`, side, price, stopPrice: undefined, quantity, state: 'live' }];
  });
}

describe.each(NAMES)('%s', (name) => {
  test('fits on two pages and imports types only', () => {
    const source = readFileSync(new URL(`../../../strategies/${name}.ts`, import.meta.url), 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(121);
    expect(source.startsWith('/**')).toBe(true);
    expect(source.match(/^import .*$/gm)).toEqual([expect.stringMatching(/^import type .* from 'botpit';$/)]);
  });

  test.each([DEFAULT_INSTRUMENT, SHARES])('returns only what can be sent ($symbol)', (instrument) => {
    const stage = new Stage(name, { instrument });
    const { referencePrice, tickSize } = instrument;
    const desk = { steps: new InstrumentSteps(instrument), orders: new OwnOrders(), freshId: () => 'fresh' };
    const around = [referencePrice - 4 * tickSize, referencePrice + 4 * tickSize] as const;
    let sent = 0;
    for (let call = 0; call < 500; call += 1) {
      for (const intent of stage.next({
        bid: around[0],
        ask: around[1],
        time: call * 1e5,
        position: (call % 7) - 3,
      })) {
        sent += 1;
        expect(checkIntent(intent, desk)).toHaveProperty('request');
      }
    }
    expect(sent).toBeGreaterThan(100);
  });

  test('does the same again with the same seed', () => {
    const run = (seed: number) => {
      const stage = new Stage(name, { seed });
      return Array.from({ length: 50 }, (_, call) =>
        stage.next({ bid: 49_990, ask: 50_010, position: call / 100 }),
      );
    };
    expect(run(5)).toEqual(run(5));
  });
});

describe('maker', () => {
  test('quotes a ladder on both sides that pays its fees', () => {
    const intents = new Stage('maker').next();
    const bids = pricesOf(intents, 'buy');
    const asks = pricesOf(intents, 'sell');
    expect(bids.length).toBeGreaterThanOrEqual(12);
    expect(asks.length).toBeGreaterThanOrEqual(12);
    expect(new Set([...bids, ...asks]).size).toBe(intents.length);
    expect(Math.min(...asks) - Math.max(...bids)).toBeGreaterThan(2 * 0.0002 * 50_000);
  });

  test('takes the spread that it is given', () => {
    const intents = new Stage('maker', { params: ['spreadTicks=4'] }).next();
    expect(Math.min(...pricesOf(intents, 'sell')) - Math.max(...pricesOf(intents, 'buy'))).toBe(2);
  });

  test('leans against what it holds', () => {
    const best = (position: number) => Math.max(...pricesOf(new Stage('maker').next({ position }), 'buy'));
    expect(best(1)).toBeLessThan(best(0));
    expect(best(-1)).toBeGreaterThan(best(0));
  });

  test('never crosses what others quote', () => {
    expect(Math.max(...pricesOf(new Stage('maker').next({ ask: 49_900 }), 'buy'))).toBeLessThan(49_900);
    expect(Math.min(...pricesOf(new Stage('maker').next({ bid: 50_100 }), 'sell'))).toBeGreaterThan(50_100);
  });

  test('leaves alone what stands right, and moves only the ends', () => {
    const stage = new Stage('maker');
    const orders = placed(stage.next());
    expect(stage.next({ orders })).toEqual([]);
    const moved = stage.next({ orders, position: 0.1 });
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(orders.length / 2);
    expect(moved.every(({ type }) => type === 'amend')).toBe(true);
  });

  test('takes its orders back on the side on which it holds enough', () => {
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
    const quotes = stage.next({ mark: 51_000, time: 600e6 });
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

  test('waits while there is nobody to trade with', () => {
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

  test('only trades back when it holds as much as it may', () => {
    const stage = new Stage('random');
    const sides = Array.from({ length: 200 }, () => stage.next({ bid: 49_990, ask: 50_010, position: 0.5 }))
      .flat()
      .flatMap((intent) => (intent.type === 'place' ? [intent.side] : []));
    expect(new Set(sides)).toEqual(new Set(['sell']));
  });

  test('cancels when it has as many orders as it may', () => {
    const order = placed([{ type: 'place', side: 'buy', price: 49_000, quantity: 1 }]);
    const stage = new Stage('random', { params: ['maxOrders=1'] });
    expect(stage.next({ orders: order })).toEqual([{ type: 'cancel', clientOrderId: 'o0' }]);
  });
});
