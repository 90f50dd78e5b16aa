/**
 * The crowd's own units, so that it fits any instrument: a price is a number of basis points (of its logarithm) from
 * where the crowd began, a size a number of coins, each worth 50,000 of the currency there.
 */
import type { Instrument } from '../contract/instrument.ts';
import { fromUnits, gridOf, type Grid } from '../contract/units.ts';

const BASIS_POINTS = 10_000;
const COIN_VALUE = 50_000;
/** Whatever a trader draws, coins. */
const SIZE_MAX = 10;

export class Scale {
  readonly instrument: Instrument;
  readonly #base: number;
  readonly #priceGrid: Grid;
  readonly #quantityGrid: Grid;

  /** @param base the price at which the crowd begins */
  constructor(instrument: Instrument, base: number) {
    this.instrument = instrument;
    this.#base = base;
    this.#priceGrid = gridOf(instrument.tickSize);
    this.#quantityGrid = gridOf(instrument.lotSize);
  }

  bp(price: number): number {
    return Math.log(price / this.#base) * BASIS_POINTS;
  }

  /** The price in ticks, not yet whole. */
  ticks(bp: number): number {
    return (this.#base * Math.exp(bp / BASIS_POINTS)) / this.instrument.tickSize;
  }

  ticksOf(price: number): number {
    return Math.round(price / this.instrument.tickSize);
  }

  /** At least one tick. */
  price(ticks: number): number {
    return fromUnits(this.#priceGrid, Math.max(1, Math.round(ticks)));
  }

  /** At least one lot. */
  quantity(coins: number): number {
    const quantity = (Math.min(coins, SIZE_MAX) * COIN_VALUE) / this.#base;
    return fromUnits(this.#quantityGrid, Math.max(1, Math.round(quantity / this.instrument.lotSize)));
  }

  coins(quantity: number): number {
    return (quantity * this.#base) / COIN_VALUE;
  }
}
