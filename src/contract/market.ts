/** One instrument's part of a replica: its book, the single orders that the exchange has published, and its prices. */
import type { AuctionUpdate, FundingRate, Level, MarkPrice, MarketEvent, MarketState } from './events.ts';
import type { Instrument } from './instrument.ts';
import type { Side } from './orders.ts';
import type { Phase } from './phases.ts';
import { PriceBook } from './price-book.ts';
import { RestingOrders, type OrdersView } from './resting-orders.ts';
import { fromUnits, gridOf, toUnits } from './units.ts';

export interface MarketView {
  readonly instrument: Instrument;
  /** Levels, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly orders: OrdersView;
  readonly markPrice: number;
  /** Reference price: the mean of the mark price over the last minutes. Undefined: the exchange publishes none. */
  readonly reference: number | undefined;
  /** Price of the underlying. Undefined: the exchange publishes none. */
  readonly index: number | undefined;
  /** Price limits, outside which no trade happens. Undefined: the instrument has none. */
  readonly limits: PriceLimits | undefined;
  /** The newest `funding_rate`. Undefined: the instrument has no funding. */
  readonly funding: FundingRate | undefined;
  /** Price of the last trade. Undefined: the replica saw no trade and no checkpoint repeated one. */
  readonly lastPrice: number | undefined;
  readonly phase: Phase;
  /** The newest `market_state`. Undefined: the market has always been continuous. */
  readonly state: MarketState | undefined;
  /**
   * The trades that the auction would make if it ended now. Undefined: there is no auction, or it would make no trades.
   */
  readonly auction: AuctionUpdate | undefined;
}

export interface PriceLimits {
  readonly lower: number;
  readonly upper: number;
}

export class Market implements MarketView {
  readonly instrument: Instrument;
  readonly orders = new RestingOrders();
  readonly #book = new PriceBook();
  markPrice: number;
  reference: number | undefined;
  index: number | undefined;
  limits: PriceLimits | undefined;
  funding: FundingRate | undefined;
  lastPrice: number | undefined;
  state: MarketState | undefined;
  auction: AuctionUpdate | undefined;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    this.markPrice = instrument.referencePrice;
  }

  get phase(): Phase {
    return this.state?.phase ?? 'continuous';
  }

  get bids(): readonly Level[] {
    return this.#book.bids;
  }

  get asks(): readonly Level[] {
    return this.#book.asks;
  }

  /** Applies an event of this instrument. */
  apply(event: Exclude<MarketEvent, { readonly type: 'exchange_status' }>): void {
    switch (event.type) {
      case 'book_update':
        this.#book.update(event);
        break;
      case 'book_orders':
        this.orders.takeFront(event);
        break;
      case 'order_update':
        this.orders.apply(event);
        break;
      case 'trade':
        this.lastPrice = event.price;
        break;
      case 'mark_price':
        this.#updateMark(event);
        break;
      case 'market_state':
        this.state = event;
        if (event.phase !== 'auction') this.auction = undefined;
        break;
      case 'auction_update':
        this.auction = event.price === null ? undefined : event;
        break;
      case 'index_price':
        this.index = event.price;
        break;
      case 'funding_rate':
        this.funding = event;
        break;
      case 'position_update':
      case 'liquidation':
      case 'funding':
        break;
    }
  }

  #updateMark(mark: MarkPrice): void {
    this.markPrice = mark.price;
    this.reference = mark.reference;
    this.limits = limitsOf(mark);
    if (mark.index !== undefined) this.index = mark.index;
    if (mark.lastPrice !== undefined) this.lastPrice = mark.lastPrice;
  }
}

function limitsOf({ lowerLimit: lower, upperLimit: upper }: MarkPrice): PriceLimits | undefined {
  return lower === undefined || upper === undefined ? undefined : Object.freeze({ lower, upper });
}

/** Quantity at a level beyond its known orders. 0: all of its orders are known. */
export function unknownQuantity({ instrument, orders }: MarketView, side: Side, level: Level): number {
  const grid = gridOf(instrument.lotSize);
  const lots = (quantity: number) => toUnits(grid, quantity) ?? 0;
  const known = orders.at(side, level[0]).reduce((sum, { quantity }) => sum + lots(quantity), 0);
  return fromUnits(grid, Math.max(0, lots(level[1]) - known));
}
