/** The context of one call: values of that moment, computed on access. */
import type { PositionUpdate } from '../../contract/events.ts';
import type { Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Context, OrderRecord, OwnOrder } from '../../contract/strategy.ts';
import { bySymbol } from './by-symbol.ts';
import { indicators } from './indicators.ts';
import type { FrozenTrades } from './frozen-trades.ts';
import { CallMarket } from './market-context.ts';
import type { OrderHistory } from './order-history.ts';
import type { OwnProfit } from './own-profit.ts';
import type { TradedMarket } from './own-markets.ts';
import type { Params } from '../../config/strategy-params.ts';

/** Parts that stay the same from call to call. */
export interface Constants {
  readonly account: string;
  readonly params: Params;
  readonly random: () => number;
  readonly log: Context['log'];
  readonly welcome: Welcome;
  readonly history: OrderHistory;
}

/** Parts of one call. */
export interface Moment {
  readonly replica: Replica;
  /** The traded instruments, the main one first. */
  readonly markets: readonly [TradedMarket, ...TradedMarket[]];
  readonly trades: FrozenTrades;
  readonly orders: readonly OwnOrder[];
  /** The own orders that may rest in a book, as the exchange has them. */
  readonly resting: () => readonly OrderRecord[];
  readonly ackLatency: (() => Context['ackLatency']) | undefined;
  readonly clockOffset: (() => number | undefined) | undefined;
  readonly profit: OwnProfit;
  /** Exchange time of the newest event, in microseconds. */
  readonly time: number;
}

export function createContext(constants: Constants, moment: Moment): Context {
  return new CallContext(constants, moment);
}

/**
 * Context of a call. Its getters belong to the class, because an object with its own getters for each call would cost
 * more than the rest of the call.
 */
class CallContext implements Context {
  readonly account: string;
  readonly symbol: string;
  readonly instrument: Context['instrument'];
  readonly time: number;
  readonly market: CallMarket;
  readonly position: Context['position'];
  readonly balance: number;
  readonly equity: number;
  readonly availableMargin: number;
  readonly orders: readonly OwnOrder[];
  readonly indicators = indicators;
  readonly params: Params;
  readonly random: () => number;
  readonly log: Context['log'];
  readonly roundPrice: Context['roundPrice'];
  readonly roundQuantity: Context['roundQuantity'];
  readonly #constants: Constants;
  readonly #moment: Moment;
  #markets: Context['markets'] | undefined;
  #positions: Context['positions'] | undefined;

  constructor(constants: Constants, moment: Moment) {
    const { replica, markets, orders, time } = moment;
    const { account, welcome, params, random, log } = constants;
    const [main] = markets;
    const { instrument, roundPrice, roundQuantity } = main.steps;
    const held = replica.positions.get(account);
    // Balance and equity belong to the account, so an update for any of its instruments contains them.
    const money = held?.get(instrument.symbol) ?? held?.values().next().value;
    let needed = 0;
    if (held !== undefined) for (const own of held.values()) needed += needOf(own);
    this.#constants = constants;
    this.#moment = moment;
    this.account = account;
    this.symbol = instrument.symbol;
    this.instrument = instrument;
    this.time = time;
    this.market = this.#marketOf(main);
    this.position = main.position;
    this.balance = money?.balance ?? welcome.balance;
    this.equity = money?.equity ?? welcome.balance;
    this.availableMargin = this.equity - needed;
    this.orders = [...orders];
    this.params = params;
    this.random = random;
    this.log = log;
    this.roundPrice = roundPrice;
    this.roundQuantity = roundQuantity;
  }

  get symbols(): readonly string[] {
    return this.#moment.markets.map(({ steps }) => steps.instrument.symbol);
  }

  get markets(): Context['markets'] {
    const { markets } = this.#moment;
    const of = (traded: TradedMarket) => (traded === markets[0] ? this.market : this.#marketOf(traded));
    return (this.#markets ??= bySymbol('markets', markets, of));
  }

  get positions(): Context['positions'] {
    return (this.#positions ??= bySymbol('positions', this.#moment.markets, ({ position }) => position));
  }

  get fills(): Context['fills'] {
    return this.#constants.history.fills;
  }

  get endedOrders(): Context['endedOrders'] {
    return this.#constants.history.ended;
  }

  get pnl(): Context['pnl'] {
    return this.#moment.profit.profit;
  }

  get ackLatency(): Context['ackLatency'] {
    return this.#moment.ackLatency?.();
  }

  get clockOffset(): number | undefined {
    return this.#moment.clockOffset?.();
  }

  #marketOf(traded: TradedMarket): CallMarket {
    return new CallMarket(traded, this.#moment.trades, this.#moment.resting);
  }
}

/** Objects that the strategies of all runs receive. Everything else in a context is made anew for each run. */
export const SHARED_WITH_STRATEGIES: readonly object[] = [CallContext, CallMarket, indicators];

/** Margin that a position takes from the account's equity. */
function needOf({ marginMode, isolatedMargin, unrealizedPnl, initialMargin }: PositionUpdate): number {
  return marginMode === 'isolated' ? (isolatedMargin ?? 0) + unrealizedPnl : initialMargin;
}
