/** Converts a LOBSTER file's prices and sizes to the ticks and lots of the replayed instrument, and back. */
import type { Instrument } from '../../contract/instrument.ts';
import {
  fromUnits,
  gridOf,
  toUnits,
  type Grid,
  type PriceTicks,
  type QuantityLots,
} from '../../contract/units.ts';
import { SetupError } from '../../runtime/failure.ts';
import { LineError, LOBSTER_PRICE_SCALE } from './lobster-message.ts';

const LOBSTER_UNITS_PER_CENT = LOBSTER_PRICE_SCALE / 100;

export class InstrumentGrid {
  readonly #instrument: Instrument;
  readonly #priceGrid: Grid;
  readonly #quantityGrid: Grid;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    this.#priceGrid = gridOf(instrument.tickSize);
    this.#quantityGrid = gridOf(instrument.lotSize);
  }

  get symbol(): string {
    return this.#instrument.symbol;
  }

  /**
   * @param lobsterPrice price in dollars × 10,000
   * @param where row of a line in the file, or the name of another origin
   * @throws SetupError when the price is off the instrument's grid
   */
  ticks(lobsterPrice: number, where: number | string): PriceTicks {
    const price = lobsterPrice / LOBSTER_PRICE_SCALE;
    const ticks = toUnits(this.#priceGrid, price);
    if (ticks !== null) return ticks as PriceTicks;
    const { symbol, tickSize } = this.#instrument;
    const fitting = lobsterPrice % LOBSTER_UNITS_PER_CENT === 0 ? 0.01 : 1 / LOBSTER_PRICE_SCALE;
    throw offGrid(
      where,
      `price ${price} is not a multiple of ${symbol}'s tickSize ${tickSize}; configure tickSize ${fitting}`,
    );
  }

  /** @throws SetupError when the size is off the instrument's grid */
  lots(size: number, where: number | string): QuantityLots {
    const lots = toUnits(this.#quantityGrid, size);
    if (lots !== null) return lots as QuantityLots;
    const { symbol, lotSize } = this.#instrument;
    throw offGrid(
      where,
      `size ${size} is not a multiple of ${symbol}'s lotSize ${lotSize}; configure lotSize 1`,
    );
  }

  price(ticks: PriceTicks): number {
    return fromUnits(this.#priceGrid, ticks);
  }

  quantity(lots: QuantityLots): number {
    return fromUnits(this.#quantityGrid, lots);
  }

  /** Lots of a quantity that the exchange sent. */
  lotsOf(quantity: number): QuantityLots {
    return this.lots(quantity, 'the exchange');
  }
}

function offGrid(where: number | string, problem: string): SetupError {
  return typeof where === 'number' ? new LineError(where, problem) : new SetupError(`${where}: ${problem}`);
}
