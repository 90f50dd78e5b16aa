/** The examples of docs/strategies.md, all in one pit in virtual time for ten minutes. */
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUILT_IN_STRATEGIES } from '../../../src/contract/built-in-strategies.ts';
import { DEFAULT_INSTRUMENT, PIT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import type { PositionUpdate } from '../../../src/contract/events.ts';
import type { Context, Intent, OwnReject, Strategy, StrategyClass } from '../../../src/contract/strategy.ts';
import { rosterOf } from '../../../src/crowd/index.ts';
import AvellanedaStoikov from '../../../strategies/examples/avellaneda-stoikov.ts';
import BookSniper from '../../../strategies/examples/book-sniper.ts';
import FreqtradeCandles from '../../../strategies/examples/freqtrade-candles.ts';
import GridBot from '../../../strategies/examples/grid-bot.ts';
import ProsperityBaskets from '../../../strategies/examples/prosperity-baskets.ts';
import ReadyTraderGo from '../../../strategies/examples/ready-trader-go.ts';
import { BUILT_INS } from '../../../src/quick-pit/built-ins.ts';
import type { QuickBot } from '../../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../../src/quick-pit/quick-pit.ts';

const FOLDER = new URL('../../../strategies/examples/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
const MINUTES = 10;
/** It computes for seconds; a busy machine takes many times as long. */
const HOOK_TIMEOUT_MS = 300_000;
const LOT = PIT_INSTRUMENT.lotSize;

const FUT = { ...PIT_INSTRUMENT, symbol: 'FUT' };
const ETF = { ...PIT_INSTRUMENT, symbol: 'ETF' };
const PRICES = { CROISSANTS: 43, JAMS: 65, DJEMBES: 134, PICNIC_BASKET: 587 };
const WEIGHTS = { CROISSANTS: 6, JAMS: 3, DJEMBES: 1 };
const picnic = Object.entries(PRICES).map(([symbol, referencePrice]): Instrument => ({
  ...DEFAULT_INSTRUMENT,
  symbol,
  referencePrice,
  tickSize: 0.1,
  lotSize: 1,
}));

/** Quotes goods that move at random, and a basket at their price and a premium that comes and goes. */
class Market implements Strategy {
  static readonly symbols = Object.keys(PRICES);
  readonly everyMs = 1_000;
  readonly #goods = { CROISSANTS: 43, JAMS: 65, DJEMBES: 134 };
  #premium = 0;

  nextOrder({ markets, orders, random }: Context): Intent[] {
    let contents = 0;
    for (const good of ['CROISSANTS', 'JAMS', 'DJEMBES'] as const) {
      this.#goods[good] += (random() - 0.5) * 0.1;
      contents += WEIGHTS[good] * this.#goods[good];
    }
    this.#premium += 2 * (random() - 0.5) - 0.1 * this.#premium;
    const prices = { ...this.#goods, PICNIC_BASKET: contents + this.#premium };
    return Object.entries(prices).flatMap(([symbol, price]) =>
      (['buy', 'sell'] as const).flatMap((side): Intent[] => {
        const { roundPrice } = markets[symbol] ?? {};
        if (roundPrice === undefined) return [];
        const rounded = roundPrice(price + (side === 'buy' ? -0.1 : 0.1));
        const order = orders.find((order) => order.symbol === symbol && order.side === side);
        if (order === undefined) return [{ type: 'place', symbol, side, price: rounded, quantity: 60 }];
        if (order.price === rounded && order.quantity === 60) return [];
        return [{ type: 'amend', clientOrderId: order.clientOrderId, price: rounded, quantity: 60 }];
      }),
    );
  }
}

interface Run {
  fills: number;
  readonly refusals: string[];
  /** Largest position in each instrument, long or short. */
  readonly largest: Map<string, number>;
}

/** Also hears of what the bot's own check refuses. */
function watched(strategy: StrategyClass, { refusals }: Run): StrategyClass {
  return class extends strategy {
    override onReject({ code, reason }: OwnReject): void {
      refusals.push(`${code}: ${reason}`);
    }
  };
}

type Tested = Pick<QuickBot, 'strategy' | 'symbol' | 'params'> & {
  readonly fillsMin: number;
  /** In units of each instrument. */
  readonly limits: Readonly<Record<string, number>>;
};

const TESTED = {
  // Ten orders, and the last one may be smaller.
  'avellaneda-stoikov': {
    strategy: AvellanedaStoikov,
    symbol: 'FUT',
    fillsMin: 100,
    limits: { FUT: 11 * 20 * LOT },
  },
  'ready-trader-go': { strategy: ReadyTraderGo, fillsMin: 60, limits: { ETF: 100 * LOT, FUT: 100 * LOT } },
  'prosperity-baskets': {
    strategy: ProsperityBaskets,
    fillsMin: 200,
    limits: { PICNIC_BASKET: 10, CROISSANTS: 60, JAMS: 30, DJEMBES: 10 },
  },
  // A tenth of its equity.
  'freqtrade-candles': {
    strategy: FreqtradeCandles,
    symbol: 'FUT',
    params: ['timeframe=5', 'buyRsi=40', 'sellRsi=60', 'roiPercent=0.05', 'stoplossPercent=0.1'],
    fillsMin: 4,
    limits: { FUT: 0.21 },
  },
  // All ten rungs of a side, and part of an order.
  'grid-bot': {
    strategy: GridBot,
    symbol: 'FUT',
    params: ['rangePercent=1'],
    fillsMin: 50,
    limits: { FUT: 11 * 10 * LOT },
  },
  'book-sniper': { strategy: BookSniper, fillsMin: 10, limits: { ETF: 100 * LOT } },
} as unknown as Readonly<Record<string, Tested>>;

test('every example is tested; none is in the list of built-in strategies', () => {
  expect(FILES.map((name) => name.replace('.ts', '')).sort()).toEqual(Object.keys(TESTED).sort());
  expect(BUILT_IN_STRATEGIES.filter((name) => name in TESTED)).toEqual([]);
});

test.each(FILES)('%s is a lesson: it says what it ports, and imports types only', (name) => {
  const source = readFileSync(new URL(name, FOLDER), 'utf8');
  expect(source.split('\n').length).toBeLessThanOrEqual(151);
  expect(source).toMatch(/^\/\*\*\n( \*.*\n)* \* Ports /);
  expect(source).toMatch(/ \* The lesson: /);
  expect(source.match(/^import .*$/gm)).toEqual([expect.stringMatching(/^import type .* from 'botpit';$/)]);
});

describe('in a pit for ten minutes', () => {
  const runs = new Map<string, Run>();
  let unhedged = 0;
  let pit: QuickPit;

  beforeAll(() => {
    const tested = Object.entries(TESTED).map(([name, { strategy, symbol, params = [] }]): QuickBot => {
      const run = { fills: 0, refusals: [], largest: new Map<string, number>() };
      runs.set(name, run);
      return { name, strategy: watched(strategy, run), params, ...(symbol !== undefined && { symbol }) };
    });
    const builtIn = (name: string) => BUILT_INS[name] as StrategyClass;
    const others: QuickBot[] = [
      { name: 'picnic', strategy: Market },
      { name: 'noise', strategy: builtIn('random'), symbol: 'ETF', params: ['everyMs=1000'] },
      { name: 'flow', strategy: builtIn('taker'), symbol: 'ETF', params: ['everyMs=2000'] },
    ];
    const market = { instrument: FUT, furtherInstruments: [ETF, ...picnic], crowdDeposit: 1_000_000 };
    pit = new QuickPit([...tested, ...others], 1, rosterOf(12), market);
    pit.onReply = (account, reply) => {
      const run = runs.get(account);
      if (run !== undefined && reply.type === 'fill') run.fills += 1;
    };
    pit.run(MINUTES * 60_000, 1_000, () => {
      const held = (name: string) => pit.replica.positions.get(name) ?? new Map<string, PositionUpdate>();
      for (const [name, { largest }] of runs)
        for (const [symbol, { quantity }] of held(name))
          largest.set(symbol, Math.max(largest.get(symbol) ?? 0, Math.abs(quantity)));
      const hedge = held('ready-trader-go');
      const open = (hedge.get('ETF')?.quantity ?? 0) + (hedge.get('FUT')?.quantity ?? 0);
      unhedged = Math.max(unhedged, Math.abs(open));
    });
  }, HOOK_TIMEOUT_MS);

  test.each(Object.entries(TESTED))(
    '%s trades, is never refused and stays within its limits',
    (name, expected) => {
      const { fills, refusals, largest } = runs.get(name) as Run;
      expect(refusals).toEqual([]);
      expect(fills).toBeGreaterThanOrEqual(expected.fillsMin);
      const beyond = [...largest].filter(
        ([symbol, quantity]) => quantity > (expected.limits[symbol] ?? 0) + LOT / 2,
      );
      expect(beyond).toEqual([]);
    },
  );

  test('ready-trader-go hedges every lot at once', () => {
    expect(unhedged).toBeLessThan(LOT / 2);
  });
});
