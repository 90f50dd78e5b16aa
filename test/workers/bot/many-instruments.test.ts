/** A bot that trades several instruments: in a pit in virtual time, and beside a gateway that the test controls. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import type {
  Context,
  Intents,
  MarketContext,
  OrderEvent,
  OwnFill,
  OwnReject,
  Strategy,
  StrategyClass,
  Trade,
} from '../../../src/contract/strategy.ts';
import { QuickPit } from '../../../src/quick-pit/quick-pit.ts';
import { gateway, Scripted, startBot, useServers } from './bot-bench.ts';
import { checkpoint, FakeServer, welcome } from './fake-gateway.ts';

useServers();

const ETF = { ...DEFAULT_INSTRUMENT, symbol: 'ETF', tickSize: 1, referencePrice: 100 };
const FUT = { ...DEFAULT_INSTRUMENT, symbol: 'FUT', tickSize: 0.5, referencePrice: 110 };
const BOND = { ...DEFAULT_INSTRUMENT, symbol: 'BOND' };
const [FIRST, SECOND] = [
  { ...DEFAULT_INSTRUMENT, symbol: 'ETF' },
  { ...DEFAULT_INSTRUMENT, symbol: 'FUT' },
];

/** A market in every instrument of the exchange, around its reference price. */
class Everywhere implements Strategy {
  static readonly symbols = 'all';
  readonly everyMs = 100;

  nextOrder({ markets, symbols, orders, random }: Context): Intents {
    if (orders.length > 0) return { type: 'cancelAll' };
    return symbols.flatMap((symbol) => {
      const { instrument, roundPrice } = markets[symbol] as MarketContext;
      const order = {
        type: 'place',
        symbol,
        quantity: (1 + Math.floor(9 * random())) * instrument.lotSize,
      } as const;
      const price = (side: number) => roundPrice(instrument.referencePrice + side * instrument.tickSize);
      return [
        { ...order, side: 'buy', price: price(-1) },
        { ...order, side: 'sell', price: price(1) },
      ] as const;
    });
  }
}

interface Seen {
  readonly symbols: Set<string>;
  readonly trades: Set<string>;
  readonly books: Set<string>;
  readonly orders: Set<string>;
  readonly rejects: OwnReject[];
  last: Context | undefined;
}

/** Buys both instruments, one lot a second. */
function buyer(seen: Seen): StrategyClass {
  return class implements Strategy {
    static readonly symbols = ['FUT', 'ETF'];
    readonly everyMs = 1_000;
    nextOrder(context: Context): Intents {
      seen.last = context;
      const quantity = DEFAULT_INSTRUMENT.lotSize;
      return ['FUT', 'ETF', 'BOND', 'GOLD', undefined].map((symbol) => ({
        type: 'place',
        side: 'buy',
        quantity: symbol === 'FUT' ? 2 * quantity : quantity,
        ...(symbol !== undefined && { symbol }),
      }));
    }
    onFill({ symbol }: OwnFill): void {
      seen.symbols.add(symbol);
    }
    onTrade({ symbol }: Trade): void {
      seen.trades.add(symbol);
    }
    onBook(_: Context, book: MarketContext): void {
      seen.books.add(book.symbol);
    }
    onOrder({ order }: OrderEvent): void {
      seen.orders.add(order.symbol);
    }
    onReject(reject: OwnReject): void {
      seen.rejects.push(reject);
    }
  };
}

describe('in a pit', () => {
  const nothing = () => new Set<string>();
  const seen: Seen = {
    symbols: nothing(),
    trades: nothing(),
    books: nothing(),
    orders: nothing(),
    rejects: [],
    last: undefined,
  };
  const bots = [
    { name: 'everywhere', strategy: Everywhere },
    { name: 'buyer', strategy: buyer(seen) },
  ];
  const pit = new QuickPit(bots, 1, [], { instrument: ETF, furtherInstruments: [FUT, BOND] });
  pit.run(10_500, 1_000, () => {});

  test('each callback names its instrument, and only those of the list arrive', () => {
    const both = ['ETF', 'FUT'];
    for (const names of [seen.symbols, seen.trades, seen.books, seen.orders])
      expect([...names].sort()).toEqual(both);
    const held = pit.replica.positions.get('buyer');
    expect([...(held?.keys() ?? [])].sort()).toEqual(both);
  });

  test('each instrument has its own book, steps, position and candles', () => {
    const { markets, positions, symbols, market, position, symbol, instrument } = seen.last as Context;
    expect({ symbols, symbol, instrument }).toEqual({
      symbols: ['FUT', 'ETF'],
      symbol: 'FUT',
      instrument: FUT,
    });
    expect([market, position]).toEqual([markets['FUT'], positions['FUT']]);
    expect(positions['ETF']?.quantity).toBeGreaterThan(0.005);
    expect(positions['FUT']?.quantity).toBeGreaterThan(positions['ETF']?.quantity ?? Infinity);
    expect([markets['ETF']?.roundPrice(99.6), markets['FUT']?.roundPrice(99.6)]).toEqual([100, 99.5]);
    for (const name of symbols) {
      const { trades, candles, bids } = markets[name] as MarketContext;
      const { referencePrice } = name === 'ETF' ? ETF : FUT;
      expect(new Set(trades.map((trade) => trade.symbol))).toEqual(new Set([name]));
      expect(candles(60)).toHaveLength(1);
      expect(candles(60)[0]?.close).toBeCloseTo(referencePrice, -1);
      expect(bids[0]?.[0]).toBeCloseTo(referencePrice, -1);
    }
  });

  test('an intent without a valid symbol is refused with what it may name', () => {
    const reasons = new Map(seen.rejects.map(({ code, reason, symbol }) => [reason, [code, symbol]]));
    const wrong = 'UNKNOWN_SYMBOL';
    expect([...reasons]).toEqual([
      ['place: this strategy trades FUT, ETF; add BOND to its static symbols.', [wrong, 'BOND']],
      ["place: symbol 'GOLD' is not traded here; there is ETF, FUT, BOND.", [wrong, 'GOLD']],
      ['place: give the symbol, because this strategy trades FUT, ETF.', [wrong, undefined]],
    ]);
  });

  test('a symbol that is not traded has no market, and the error names those that have one', () => {
    const { markets, positions } = seen.last as Context;
    expect(() => markets['BOND']).toThrow('context.markets has no BOND; this strategy trades FUT, ETF');
    expect(() => positions['ETFF']).toThrow('context.positions has no ETFF; this strategy trades FUT, ETF');
    expect(Object.keys(markets)).toEqual(['FUT', 'ETF']);
    expect(JSON.stringify(positions)).toContain('"ETF":{');
  });
});

test('a strategy that declares nothing trades one instrument and may choose it', () => {
  const seen: string[] = [];
  const strategy = class implements Strategy {
    nextOrder({ symbol, symbols, instrument }: Context): Intents {
      seen.push([symbol, ...symbols].join(' '));
      return { type: 'place', side: 'buy', price: 100, quantity: instrument.lotSize };
    }
  };
  const bots = [{ name: 'one', strategy, symbol: 'FUT' }];
  const pit = new QuickPit(bots, 1, [], { instrument: ETF, furtherInstruments: [FUT] });
  pit.run(100, 100, () => {});
  expect(seen[0]).toBe('FUT FUT');
  expect([...(pit.replica.markets.get('FUT')?.bids ?? [])]).not.toEqual([]);
});

describe('beside a gateway', () => {
  const script = (strategy: Strategy, symbols: readonly string[]) => ({
    strategy,
    symbols,
    sources: new Map(),
    params: {},
  });
  const two = async () => FakeServer.listen((server) => server.say(checkpoint(1, 'run-1', [FIRST, SECOND])));

  async function trading(strategy: Strategy, symbols: readonly string[]) {
    const relay = await two();
    const started = startBot(strategy, { script: script(strategy, symbols), relay: relay.url });
    await gateway.request('login');
    gateway.say(welcome('run-1', [], [FIRST, SECOND]));
    return { ...started, relay };
  }

  test('a list with an instrument that the exchange does not have ends the bot', async () => {
    const { bot, exitCodes, lines, relay } = await trading(new Scripted(), ['ETF', 'GOLD']);
    await expect.poll(() => exitCodes.all).toEqual([2]);
    await bot.stop();
    relay.close();
    expect(lines.all.at(-1)).toBe('error static symbols: GOLD is not traded here; there is ETF, FUT.');
  });

  test('its orders are cancelled in all instruments when it stops', async () => {
    const strategy = new Scripted({ type: 'place', symbol: 'FUT', side: 'buy', quantity: 0.01 });
    const { bot, relay } = await trading(strategy, ['ETF', 'FUT']);
    expect(await gateway.request('place_order')).toMatchObject({ symbol: 'FUT' });
    const stopped = bot.stop();
    const { symbol, requestId } = await gateway.request('cancel_all');
    expect(symbol).toBeUndefined();
    gateway.say({ type: 'cancel_all_done', requestId, count: 1, time: 10 });
    await stopped;
    relay.close();
  });
});
