/**
 * The crowd's units, which fit any instrument. A price is its distance from the crowd's first price, in basis points of
 * the logarithm. A size is a number of coins, each worth 50,000 units of the currency at that first price.
 */
import type { Instrument } from '../contract/instrument.ts';
import { fromUnits, gridOf, type Grid } from '../contract/units.ts';

const BASIS_POINTS = 10_000;
const COIN_VALUE = 50_000;
/** Largest size of an order in coins, whatever a trader draws. */
const SIZE_MAX = 10;

export class Scale {
  readonly instrument: Instrument;
  readonly #base: number;
  readonly #priceGrid: Grid;
  readonly #quantityGrid: Grid;

  /** @param base price at the crowd's start */
  constructor(instrument: Instrument, base: number) {
    this.instrument = instrument;
    this.#base = base;
    this.#priceGrid = gridOf(instrument.tickSize);
    this.#quantityGrid = gridOf(instrument.lotSize);
  }

  bp(price: number): number {
    return Math.log(price / this.#base) * BASIS_POINTS;
  }

  /** The price in ticks, not rounded. */
  ticks(bp: number): number {
    return (this.#base * Math.exp(bp / BASIS_POINTS)) / this.instrument.tickSize;
  }

  ticksOf(price: number): number {
    return Math.round(price / this.instrument.tickSize);
  }

  /** Price on the tick grid, at least one tick. */
  price(ticks: number): number {
    return fromUnits(this.#priceGrid, Math.max(1, Math.round(ticks)));
  }

  /** Quantity on the lot grid, at least one lot. */
  quantity(coins: number): number {
    const quantity = (Math.min(coins, SIZE_MAX) * COIN_VALUE) / this.#base;
    return fromUnits(this.#quantityGrid, Math.max(1, Math.round(quantity / this.instrument.lotSize)));
  }

  coins(quantity: number): number {
    return (quantity * this.#base) / COIN_VALUE;
  }
}
