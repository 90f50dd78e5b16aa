/** A strategy on a stage: the test sets scenes and checks its intents. */
import { BUILT_INS, NAMES } from '../../../src/quick-pit/built-ins.ts';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import type {
  Context,
  Intent,
  Intents,
  MarketContext,
  OwnOrder,
  PositionContext,
  Strategy,
  StrategyClass,
} from '../../../src/contract/strategy.ts';
import { imbalanceOf } from '../../../src/workers/bot/market-context.ts';
import { indicators } from '../../../src/workers/bot/indicators.ts';
import { InstrumentSteps } from '../../../src/workers/bot/instrument-steps.ts';
import { readParams } from '../../../src/config/strategy-params.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';

export const SHARES: Instrument = {
  symbol: 'AAPL',
  tickSize: 0.01,
  lotSize: 1,
  referencePrice: 585,
  makerFeeRate: 0.0002,
  takerFeeRate: 0.0005,
  marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.01 }],
};
export { NAMES };

export interface Scene {
  readonly instrument?: Instrument;
  readonly position?: number;
  readonly bid?: number;
  readonly ask?: number;
  readonly mark?: number;
  /** At the touch; 1 when left out. */
  readonly bidQuantity?: number;
  readonly time?: number;
  readonly orders?: OwnOrder[];
  readonly params?: readonly string[];
  readonly seed?: number;
}

export class Stage {
  readonly #strategy: Strategy;
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
    void this.#strategy.onStart?.(this.#context({}));
  }

  next(scene: Scene = {}): readonly Intent[] {
    const returned: Intents = this.#strategy.nextOrder(this.#context(scene));
    if (returned === undefined || returned === null) return [];
    return 'type' in returned ? [returned] : returned;
  }

  fill(side: 'buy' | 'sell', price: number, quantity: number, scene: Scene): void {
    const names = {
      type: 'fill',
      clientOrderId: 'x',
      orderId: 1,
      tradeId: 1,
      symbol: this.instrument.symbol,
    } as const;
    const terms = {
      side,
      price,
      quantity,
      remainingQuantity: 0,
      liquidity: 'taker',
      fee: 0,
      time: 0,
      orderPrice: price,
      filledQuantity: quantity,
    } as const;
    void this.#strategy.onFill?.({ ...names, ...terms }, this.#context(scene));
  }

  #context({ position: held = 0, bid, ask, mark, bidQuantity = 1, time = 0, orders = [] }: Scene): Context {
    const { symbol, referencePrice } = this.instrument;
    const { roundPrice, roundQuantity } = new InstrumentSteps(this.instrument);
    const hasBoth = bid !== undefined && ask !== undefined;
    const bids: [number, number][] = bid === undefined ? [] : [[bid, bidQuantity]];
    const asks: [number, number][] = ask === undefined ? [] : [[ask, 1]];
    const market: MarketContext = {
      symbol,
      instrument: this.instrument,
      phase: 'continuous',
      index: undefined,
      reference: undefined,
      limits: undefined,
      funding: undefined,
      roundPrice,
      roundQuantity,
      bestBid: bid,
      bestAsk: ask,
      mid: hasBoth ? (bid + ask) / 2 : undefined,
      spread: hasBoth ? ask - bid : undefined,
      mark: mark ?? referencePrice,
      last: undefined,
      bids,
      asks,
      others: { bestBid: bid, bestAsk: ask, mid: hasBoth ? (bid + ask) / 2 : undefined, bids, asks },
      microprice: undefined,
      imbalance: (levels = 5) => imbalanceOf(bids, asks, levels),
      trades: [],
      candles: () => [],
    };
    const position: PositionContext = {
      quantity: held,
      averageEntryPrice: null,
      realizedPnl: 0,
      unrealizedPnl: 0,
      feesPaid: 0,
    };
    return {
      account: 'tester',
      symbol,
      instrument: this.instrument,
      time,
      market,
      position,
      symbols: [symbol],
      markets: { [symbol]: market },
      positions: { [symbol]: position },
      balance: 100_000,
      equity: 100_000,
      availableMargin: 100_000,
      fills: [],
      endedOrders: [],
      pnl: {
        total: 0,
        spreadAsMaker: 0,
        spreadAsTaker: 0,
        inventory: 0,
        fees: 0,
        funding: 0,
        liquidation: 0,
        markouts: [],
      },
      ackLatency: undefined,
      clockOffset: undefined,
      indicators,
      orders,
      params: this.#params,
      random: this.#random,
      log: () => {},
      roundPrice,
      roundQuantity,
    };
  }
}

export function pricesOf(intents: readonly Intent[], side: string): number[] {
  return intents.flatMap((intent) =>
    intent.type === 'place' && intent.side === side && intent.price !== undefined ? [intent.price] : [],
  );
}

/** The orders after a first call. */
export function placed(intents: readonly Intent[]): OwnOrder[] {
  return intents.flatMap((intent, index): OwnOrder[] => {
    if (intent.type !== 'place') return [];
    const { side, price, quantity } = intent;
    const terms = {
      orderId: index + 1,
      symbol: 'ANY',
      side,
      price,
      stopPrice: undefined,
      quantity,
      filledQuantity: 0,
    };
    return [{ clientOrderId: `o${index}`, ...terms, state: 'live', queueAhead: undefined }];
  });
}
