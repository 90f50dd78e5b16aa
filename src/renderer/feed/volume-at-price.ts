/**
 * Volume traded at each price of an instrument since the window knows its trades.
 *
 * It keeps the PRICES_MAX prices that traded last, and drops the others many at a time. It also keeps the sums of one
 * grouping, so a panel that is drawn in every frame need not add anything up.
 */
import type { Trade } from '../../contract/events.ts';
import type { PriceSteps } from '../ladder/price-steps.ts';

export const PRICES_MAX = 20_000;

/** Quantities that aggressors traded. */
export interface TradedVolume {
  readonly bought: number;
  readonly sold: number;
}

type Traded = Pick<Trade, 'price' | 'quantity' | 'aggressor'>;
type Sums = { bought: number; sold: number };

export class VolumeAtPrice {
  readonly #max: number;
  /** Sums by price. The price that traded last comes last. */
  readonly #byPrice = new Map<number, Sums>();
  readonly #byStep = new Map<number, Sums>();
  #steps: PriceSteps | undefined;

  constructor(max = PRICES_MAX) {
    this.#max = max;
  }

  add({ price, quantity, aggressor }: Traded): void {
    const sums = this.#byPrice.get(price) ?? { bought: 0, sold: 0 };
    this.#byPrice.delete(price);
    this.#byPrice.set(price, sums);
    put(sums, aggressor, quantity);
    if (this.#steps !== undefined) this.#addToStep(this.#steps, price, aggressor, quantity);
    if (this.#byPrice.size > this.#max * 1.5) this.#dropOldest();
  }

  /** Volume by step. A bought quantity belongs to the asks' step of its price, a sold one to the bids'. */
  in(steps: PriceSteps): ReadonlyMap<number, TradedVolume> {
    if (this.#steps === undefined || !steps.equals(this.#steps)) {
      this.#steps = steps;
      this.#addUp(steps);
    }
    return this.#byStep;
  }

  #addUp(steps: PriceSteps): void {
    this.#byStep.clear();
    for (const [price, { bought, sold }] of this.#byPrice) {
      if (bought > 0) this.#addToStep(steps, price, 'buy', bought);
      if (sold > 0) this.#addToStep(steps, price, 'sell', sold);
    }
  }

  #addToStep(steps: PriceSteps, price: number, aggressor: Traded['aggressor'], quantity: number): void {
    const step = steps.of(price, aggressor === 'buy' ? 'ask' : 'bid');
    const sums = this.#byStep.get(step) ?? { bought: 0, sold: 0 };
    this.#byStep.set(step, sums);
    put(sums, aggressor, quantity);
  }

  #dropOldest(): void {
    for (const price of this.#byPrice.keys()) {
      if (this.#byPrice.size <= this.#max) break;
      this.#byPrice.delete(price);
    }
    if (this.#steps !== undefined) this.#addUp(this.#steps);
  }
}

function put(sums: Sums, aggressor: Traded['aggressor'], quantity: number): void {
  if (aggressor === 'buy') sums.bought += quantity;
  else sums.sold += quantity;
}

/** Volumes by symbol. */
export class VolumeBook {
  readonly #bySymbol = new Map<string, VolumeAtPrice>();

  get(symbol: string): VolumeAtPrice | undefined {
    return this.#bySymbol.get(symbol);
  }

  add(trade: Trade): void {
    const found = this.#bySymbol.get(trade.symbol);
    const volume = found ?? new VolumeAtPrice();
    if (found === undefined) this.#bySymbol.set(trade.symbol, volume);
    volume.add(trade);
  }

  clear(): void {
    this.#bySymbol.clear();
  }
}
