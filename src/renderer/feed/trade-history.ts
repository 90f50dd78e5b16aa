/**
 * The newest TRADES_KEPT trades of all instruments, in a ring of typed arrays, from which an account's fills are found.
 */
import type { Trade } from '../../contract/events.ts';

export const TRADES_KEPT = 50_000;

export interface Fill {
  /** Time in microseconds since the Unix epoch. */
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: 'buy' | 'sell';
}

export class TradeHistory {
  readonly #size: number;
  readonly #times: Float64Array;
  readonly #prices: Float64Array;
  readonly #quantities: Float64Array;
  /** Instrument, buyer and seller of each trade, as numbers of `#names`. */
  readonly #parties: Uint32Array;
  readonly #names = new Map<string, number>();
  #written = 0;

  constructor(size = TRADES_KEPT) {
    this.#size = size;
    this.#times = new Float64Array(size);
    this.#prices = new Float64Array(size);
    this.#quantities = new Float64Array(size);
    this.#parties = new Uint32Array(size * 3);
  }

  add({ time, price, quantity, symbol, buyAccount, sellAccount }: Trade): void {
    const slot = this.#written % this.#size;
    this.#times[slot] = time;
    this.#prices[slot] = price;
    this.#quantities[slot] = quantity;
    this.#parties[slot * 3] = this.#numberOf(symbol);
    this.#parties[slot * 3 + 1] = this.#numberOf(buyAccount);
    this.#parties[slot * 3 + 2] = this.#numberOf(sellAccount);
    this.#written += 1;
  }

  /** Newest fills of an account, newest first. */
  fillsOf(account: string, symbol: string, max: number): readonly Fill[] {
    const [who, what] = [this.#names.get(account), this.#names.get(symbol)];
    if (who === undefined || what === undefined) return [];
    const fills: Fill[] = [];
    const oldest = Math.max(0, this.#written - this.#size);
    for (let index = this.#written - 1; index >= oldest && fills.length < max; index -= 1) {
      const slot = index % this.#size;
      if (this.#parties[slot * 3] !== what) continue;
      if (this.#parties[slot * 3 + 1] === who) fills.push(this.#fill(slot, 'buy'));
      else if (this.#parties[slot * 3 + 2] === who) fills.push(this.#fill(slot, 'sell'));
    }
    return fills;
  }

  clear(): void {
    this.#written = 0;
    this.#names.clear();
  }

  #fill(slot: number, side: Fill['side']): Fill {
    const [time = 0, price = 0, quantity = 0] = [
      this.#times[slot],
      this.#prices[slot],
      this.#quantities[slot],
    ];
    return { time, price, quantity, side };
  }

  #numberOf(name: string): number {
    const found = this.#names.get(name);
    if (found !== undefined) return found;
    const number = this.#names.size;
    this.#names.set(name, number);
    return number;
  }
}
