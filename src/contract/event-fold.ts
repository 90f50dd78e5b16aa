/**
 * Folds events together: applying the folded events leads to the same state as applying all of them.
 *
 * 1. A position, a mark price, a market's phase, an auction and a single order keep only their newest event. A book
 *    keeps one update with the newest quantity of each level. All trades, liquidations and checkpoints stay, each kind
 *    in its order.
 * 2. The order between kinds preserves the result: a checkpoint comes before later changes.
 */
import type {
  AuctionUpdate,
  BookUpdate,
  MarketEvent,
  MarkPrice,
  MarketState,
  OrderUpdate,
  PositionUpdate,
  Trade,
} from './events.ts';

type Level = BookUpdate['bids'][number];

interface FoldedBook {
  latest: BookUpdate;
  isSnapshot: boolean;
  readonly bids: Map<number, Level>;
  readonly asks: Map<number, Level>;
}

export class EventFold {
  readonly #checkpoints: MarketEvent[] = [];
  readonly #marks = new Map<string, MarkPrice>();
  readonly #states = new Map<string, MarketState>();
  readonly #auctions = new Map<string, AuctionUpdate>();
  readonly #trades: Trade[] = [];
  readonly #books = new Map<string, FoldedBook>();
  readonly #orders = new Map<string, OrderUpdate>();
  readonly #positions = new Map<string, PositionUpdate>();
  #time = 0;

  /** Time of the newest event, in microseconds since the Unix epoch. */
  get time(): number {
    return this.#time;
  }

  add(event: MarketEvent): void {
    this.#time = Math.max(this.#time, event.time);
    switch (event.type) {
      case 'exchange_status':
      case 'liquidation':
      case 'book_orders':
        this.#checkpoints.push(event);
        break;
      case 'mark_price':
        this.#marks.set(event.symbol, { ...this.#marks.get(event.symbol), ...event });
        break;
      case 'market_state':
        this.#states.set(event.symbol, event);
        // A checkpoint repeats the state of an auction, and has no auction_update when nothing would trade.
        if (event.phase !== 'auction') this.#auctions.delete(event.symbol);
        break;
      case 'auction_update':
        this.#auctions.set(event.symbol, event);
        break;
      case 'index_price':
        break;
      case 'trade':
        this.#trades.push(event);
        break;
      case 'book_update':
        this.#book(event);
        break;
      case 'order_update':
        this.#orders.set(`${event.symbol} ${event.orderId}`, event);
        break;
      case 'position_update':
        this.#position(event);
        break;
      // The window derives funding from the positions.
      case 'funding':
      case 'funding_rate':
        break;
    }
  }

  /** Returns the folded events. Mark prices come before trades, because one may carry an older last price. */
  events(): readonly MarketEvent[] {
    return [
      ...this.#checkpoints,
      ...this.#marks.values(),
      ...this.#states.values(),
      ...this.#auctions.values(),
      ...this.#trades,
      ...[...this.#books.values()].map(bookOf),
      ...this.#orders.values(),
      ...this.#positions.values(),
    ];
  }

  /** Keeps the newest update and moves it to the end, because it carries the account's equity. */
  #position(event: PositionUpdate): void {
    const key = `${event.account} ${event.symbol}`;
    this.#positions.delete(key);
    this.#positions.set(key, event);
  }

  #book(update: BookUpdate): void {
    let book = this.#books.get(update.symbol);
    // A snapshot with a depth is cut, so it adds to the known levels.
    const isSnapshot = update.snapshot && update.depth === undefined;
    if (book === undefined || isSnapshot) {
      book = { latest: update, isSnapshot, bids: new Map(), asks: new Map() };
      this.#books.set(update.symbol, book);
    }
    book.latest = update;
    for (const level of update.bids) book.bids.set(level[0], level);
    for (const level of update.asks) book.asks.set(level[0], level);
  }
}

function bookOf({ latest, isSnapshot, bids, asks }: FoldedBook): BookUpdate {
  return { ...latest, snapshot: isSnapshot, bids: [...bids.values()], asks: [...asks.values()] };
}
