/**
 * Trades that are large in comparison with the recent ones.
 *
 * 1. Consecutive fills of one aggressor's order count as one trade: their sum, at their average price.
 * 2. A trade is large when it is among the largest hundredth of the newest SAMPLE_SIZE trades, and at least MEDIANS
 *    times their median. A market of equal sizes therefore has none. The first SAMPLE_MIN trades are too few for a
 *    comparison.
 * 3. The newest KEPT_MAX of each instrument are kept.
 */
import type { Trade } from '../../contract/events.ts';

export const SAMPLE_SIZE = 2_000;
export const SAMPLE_MIN = 50;
export const KEPT_MAX = 500;
const LARGE_QUANTILE = 0.99;
const MEDIANS = 4;
/** Number of trades after which the bound is recomputed, because sorting takes 0.1 ms. */
const RENEWED_EVERY = 100;

export interface LargeTrade {
  /** Time of the first fill, in microseconds since the Unix epoch. */
  readonly time: number;
  /** Average price of the fills. */
  readonly price: number;
  readonly quantity: number;
  /** Side of the aggressor. */
  readonly side: 'buy' | 'sell';
  readonly account: string;
}

interface Order {
  readonly orderId: number;
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly account: string;
  quantity: number;
  turnover: number;
}

class OfInstrument {
  readonly #sizes = new Float64Array(SAMPLE_SIZE);
  readonly #large: LargeTrade[] = [];
  #count = 0;
  #bound = Infinity;
  #order: Order | null = null;
  /** True when the last of `#large` is the order whose fills are still arriving. */
  #isOrderLarge = false;

  get large(): readonly LargeTrade[] {
    return this.#large;
  }

  add(trade: Trade): void {
    const order = this.#orderOf(trade);
    order.quantity += trade.quantity;
    order.turnover += trade.quantity * trade.price;
    if (order.quantity < this.#bound) return;
    if (this.#isOrderLarge) this.#large.pop();
    const { time, side, account, quantity, turnover } = order;
    this.#large.push({ time, side, account, quantity, price: turnover / quantity });
    this.#isOrderLarge = true;
    if (this.#large.length > KEPT_MAX * 1.5) this.#large.splice(0, this.#large.length - KEPT_MAX);
  }

  /** The current order, or a new one when the trade belongs to another order than the last trade. */
  #orderOf({ aggressor: side, time, buyOrderId, sellOrderId, buyAccount, sellAccount }: Trade): Order {
    const orderId = side === 'buy' ? buyOrderId : sellOrderId;
    if (this.#order?.orderId === orderId) return this.#order;
    if (this.#order !== null) this.#sample(this.#order.quantity);
    const account = side === 'buy' ? buyAccount : sellAccount;
    this.#order = { orderId, time, side, account, quantity: 0, turnover: 0 };
    this.#isOrderLarge = false;
    return this.#order;
  }

  #sample(quantity: number): void {
    this.#sizes[this.#count % SAMPLE_SIZE] = quantity;
    this.#count += 1;
    if (this.#count === SAMPLE_MIN || this.#count % RENEWED_EVERY === 0) this.#renewBound();
  }

  #renewBound(): void {
    const sorted = this.#sizes.slice(0, Math.min(this.#count, SAMPLE_SIZE)).sort();
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Infinity;
    this.#bound = Math.max(at(LARGE_QUANTILE), MEDIANS * at(0.5));
  }
}

export class LargeTrades {
  readonly #bySymbol = new Map<string, OfInstrument>();

  add(trade: Trade): void {
    let found = this.#bySymbol.get(trade.symbol);
    if (found === undefined) {
      found = new OfInstrument();
      this.#bySymbol.set(trade.symbol, found);
    }
    found.add(trade);
  }

  /** Large trades of an instrument, oldest first. */
  of(symbol: string): readonly LargeTrade[] {
    return this.#bySymbol.get(symbol)?.large ?? [];
  }

  clear(): void {
    this.#bySymbol.clear();
  }
}
