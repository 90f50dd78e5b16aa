/**
 * Events that arrive together, sorted by what a trader does with them.
 *
 * 1. In the lab, traders with the same delay share one, so each event is looked at once and not once per trader.
 * 2. What a strategy receives of them is frozen. Otherwise a strategy could change its own result and the market that
 *    others see. Levels of books are frozen here, and events only on their way to a strategy (trader.ts,
 *    frozen-trades.ts): most of them reach none, and code that meets an event in both forms is slower.
 */
import type { BookUpdate, Liquidation, MarketEvent, PositionUpdate, Trade } from '../../contract/events.ts';

const { freeze } = Object;
type SingleOrders = Extract<MarketEvent, { type: 'book_orders' | 'order_update' }>;

/** An event that a strategy may receive. */
export type StrategyEvent = Trade | PositionUpdate | Liquidation;

/** True for trades, and for the positions and liquidations of the account. */
export function concerns(account: string, event: MarketEvent): event is StrategyEvent {
  if (event.type === 'trade') return true;
  return (event.type === 'position_update' || event.type === 'liquidation') && event.account === account;
}

export class Arrival {
  readonly events: readonly MarketEvent[];
  /** Changes of books. One without a level only makes time pass. */
  readonly books: BookUpdate[] = [];
  readonly trades: Trade[] = [];
  readonly singleOrders: SingleOrders[] = [];
  readonly #accounts: ReadonlySet<string>;
  /** Mark prices, in order. */
  readonly #marks: MarketEvent[] = [];
  /** For each account that an event names: those events and the mark prices, in order. Undefined: none does. */
  #named: Map<string, MarketEvent[]> | undefined;

  /** @param accounts accounts of the traders that receive the events */
  constructor(events: readonly MarketEvent[], accounts: ReadonlySet<string>) {
    this.events = events;
    this.#accounts = accounts;
    for (const event of events) this.#sort(event);
  }

  /** True when an event names the account. */
  names(account: string): boolean {
    return this.#named !== undefined && this.#named.has(account);
  }

  /** Events that name the account, and mark prices, in order. */
  concerning(account: string): readonly MarketEvent[] {
    return this.#named?.get(account) ?? this.#marks;
  }

  #sort(event: MarketEvent): void {
    switch (event.type) {
      case 'book_update':
        event.bids.forEach(freeze);
        event.asks.forEach(freeze);
        this.books.push(event);
        break;
      case 'trade':
        this.trades.push(event);
        this.#add(event.buyAccount, event);
        if (event.sellAccount !== event.buyAccount) this.#add(event.sellAccount, event);
        break;
      case 'position_update':
        this.#add(event.account, event);
        break;
      case 'liquidation':
        this.#add(event.account, event);
        if (event.counterparty !== undefined && event.counterparty !== event.account)
          this.#add(event.counterparty, event);
        break;
      case 'mark_price':
        this.#marks.push(event);
        if (this.#named !== undefined) for (const events of this.#named.values()) events.push(event);
        break;
      case 'book_orders':
      case 'order_update':
        this.singleOrders.push(event);
        break;
      case 'exchange_status':
      case 'index_price':
      case 'funding':
      case 'funding_rate':
      case 'market_state':
      case 'auction_update':
        break;
    }
  }

  #add(account: string, event: MarketEvent): void {
    if (!this.#accounts.has(account)) return;
    this.#named ??= new Map();
    const events = this.#named.get(account);
    if (events === undefined) this.#named.set(account, [...this.#marks, event]);
    else events.push(event);
  }
}
