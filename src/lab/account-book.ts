/** The lab's record of one account: its fills with their markouts, its rejections, and the parts of its profit. */
import type { MarketEvent } from '../contract/events.ts';
import { MARKOUT_SECONDS, Markouts } from '../contract/markouts.ts';
import { midOf } from '../contract/mid-price.ts';
import type { Fill, Reply } from '../contract/orders.ts';
import { ProfitLedger } from '../contract/profit-parts.ts';
import type { MarketView } from '../contract/replica.ts';
import type { ProfitParts } from '../contract/profit.ts';
import { ERROR_LENGTH_MAX, ERRORS_KEPT_MAX, printable } from './printable.ts';

const BASIS_POINTS = 10_000;

export interface FillRow extends Pick<
  Fill,
  'time' | 'symbol' | 'side' | 'price' | 'quantity' | 'liquidity' | 'fee'
> {
  /** Mark price of the instrument before the fill moved it. */
  readonly mark: number;
  /**
   * Markouts in basis points of the price. Positive: at the mid price of that moment the fill makes a profit. Null: the
   * run ended before it, or the book has had no mid price by then.
   */
  readonly markouts: (number | null)[];
}

/** Each instrument that the account trades, by symbol. */
export type Markets = ReadonlyMap<string, MarketView>;

export class AccountBook {
  readonly fills: FillRow[] = [];
  readonly rejections: Record<string, number> = {};
  orders = 0;
  liquidations = 0;
  /** Number of intents that the bot did not send, and its first different reasons. */
  unsent = 0;
  readonly unsentReasons: string[] = [];
  readonly #account: string;
  readonly #markets: Markets;
  readonly #ledger: ProfitLedger;
  /** Waiting markouts, by symbol. */
  readonly #markouts: ReadonlyMap<string, Markouts<FillRow>>;

  /** Create it before the account trades. @param markets live views of the markets */
  constructor(account: string, deposit: number, markets: Markets) {
    this.#account = account;
    this.#markets = markets;
    const basis = { balance: deposit, positions: [], seq: 0 };
    const marks = new Map([...markets].map(([symbol, { markPrice }]) => [symbol, markPrice]));
    this.#ledger = ProfitLedger.begin(account, basis, marks);
    this.#markouts = new Map(
      [...markets].map(([symbol, market]) => [symbol, new Markouts(midOf(market), setMarkout)]),
    );
  }

  /** Profit so far. @param equity equity of the account at the mark prices of now */
  profitAt(equity: number): ProfitParts {
    this.#ledger.revalue(equity);
    return this.#ledger.parts;
  }

  /** Call it before the market's events of the same command. */
  replied(reply: Reply): void {
    if (reply.type === 'order_accepted') this.orders += 1;
    else if (reply.type === 'order_rejected' || reply.type === 'error')
      this.rejections[reply.code] = (this.rejections[reply.code] ?? 0) + 1;
    else if (reply.type === 'fill') this.#filled(reply);
  }

  /** Counts an intent that the bot did not send. */
  withheld(reason: string): void {
    this.unsent += 1;
    if (this.unsentReasons.length >= ERRORS_KEPT_MAX) return;
    const text = printable(reason).slice(0, ERROR_LENGTH_MAX);
    if (!this.unsentReasons.includes(text)) this.unsentReasons.push(text);
  }

  /** Adds events that the markets have already applied. */
  observed(events: readonly MarketEvent[]): void {
    for (const event of events) {
      this.#ledger.apply(event);
      if (event.type === 'liquidation' && event.account === this.#account && event.stage === 'started')
        this.liquidations += 1;
      if (event.type === 'book_update') this.#look(event.symbol, event.time);
    }
  }

  /** Ends the record. @param time time of the exchange at the end of the run */
  end(time: number): void {
    for (const markouts of this.#markouts.values()) markouts.end(time);
  }

  #look(symbol: string, time: number): void {
    const market = this.#markets.get(symbol);
    if (market !== undefined) this.#markouts.get(symbol)?.look(time, midOf(market));
  }

  #filled({ time, symbol, side, price, quantity, liquidity, fee }: Fill): void {
    const mark = this.#markets.get(symbol)?.markPrice ?? price;
    const markouts = MARKOUT_SECONDS.map(() => null);
    const fill = { time, symbol, side, price, quantity, liquidity, fee, mark, markouts };
    this.fills.push(fill);
    this.#markouts.get(symbol)?.filled(fill);
  }
}

function setMarkout({ markouts, price }: FillRow, horizon: number, perUnit: number): void {
  markouts[horizon] = (perUnit * BASIS_POINTS) / price;
}
