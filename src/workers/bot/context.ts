/** The context of one call: values of that moment, computed on access. */
import type { PositionUpdate } from '../../contract/events.ts';
import type { Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Context, OrderRecord, OwnFill, OwnOrder } from '../../contract/strategy.ts';
import { bySymbol } from './by-symbol.ts';
import { indicators } from './indicators.ts';
import { CallMarket } from './market-context.ts';
import { once } from './once.ts';
import type { OrderHistory } from './order-history.ts';
import type { OwnProfit } from './own-profit.ts';
import type { TradedMarket } from './own-markets.ts';
import type { Params } from '../../config/strategy-params.ts';

/** The parts that stay the same from call to call. */
export interface Constants {
  readonly account: string;
  readonly params: Params;
  readonly random: () => number;
  readonly log: Context['log'];
  readonly welcome: Welcome;
  readonly fills: readonly OwnFill[];
  readonly history: OrderHistory;
}

/** The parts of one call. */
export interface Moment {
  readonly replica: Replica;
  /** The traded instruments, the main one first. */
  readonly markets: readonly [TradedMarket, ...TradedMarket[]];
  readonly orders: readonly OwnOrder[];
  /** The own orders that may rest in a book, as the exchange has them. */
  readonly resting: () => readonly OrderRecord[];
  readonly ackLatency: (() => Context['ackLatency']) | undefined;
  readonly clockOffset: (() => number | undefined) | undefined;
  readonly profit: OwnProfit;
  /** Exchange time of the newest event, microseconds. */
  readonly time: number;
}

export function createContext(constants: Constants, moment: Moment): Context {
  const { replica, markets, orders, resting, ackLatency, clockOffset, profit, time } = moment;
  const { account, welcome, params, random, log, fills, history } = constants;
  const [main] = markets;
  const { instrument, roundPrice, roundQuantity } = main.steps;
  const { symbol } = instrument;
  const marketOf = (traded: TradedMarket) => new CallMarket(traded, replica.trades, resting);
  const market = marketOf(main);
  const others = (traded: TradedMarket) => (traded === main ? market : marketOf(traded));
  const allMarkets = once(() => bySymbol('markets', markets, others));
  const allPositions = once(() => bySymbol('positions', markets, ({ position }) => position));
  const held = replica.positions.get(account);
  // Balance and equity are the account's: an update for any of its instruments has them.
  const money = held?.get(symbol) ?? held?.values().next().value;
  const equity = money?.equity ?? welcome.balance;
  let needed = 0;
  if (held !== undefined) for (const own of held.values()) needed += needOf(own);
  return {
    account,
    symbol,
    instrument,
    time,
    market,
    position: main.position,
    symbols: markets.map(({ steps }) => steps.instrument.symbol),
    get markets() {
      return allMarkets();
    },
    get positions() {
      return allPositions();
    },
    balance: money?.balance ?? welcome.balance,
    equity,
    availableMargin: equity - needed,
    orders: [...orders],
    get fills() {
      return [...fills];
    },
    get endedOrders() {
      return history.ended;
    },
    get pnl() {
      return profit.profit;
    },
    get ackLatency() {
      return ackLatency?.();
    },
    get clockOffset() {
      return clockOffset?.();
    },
    indicators,
    params,
    random,
    log,
    roundPrice,
    roundQuantity,
  };
}

/** The margin that a position takes from the account's equity. */
function needOf({ marginMode, isolatedMargin, unrealizedPnl, initialMargin }: PositionUpdate): number {
  return marginMode === 'isolated' ? (isolatedMargin ?? 0) + unrealizedPnl : initialMargin;
}
