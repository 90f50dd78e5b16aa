/** Ticks and lots of an instrument. Rounds a strategy's numbers, and reports the invalid ones. */
import type { Instrument } from '../../contract/instrument.ts';
import { fromUnits, gridOf, POWERS_OF_TEN, toUnits, type Grid } from '../../contract/units.ts';

export class InstrumentSteps {
  readonly instrument: Instrument;
  readonly #prices: Grid;
  readonly #quantities: Grid;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    this.#prices = gridOf(instrument.tickSize);
    this.#quantities = gridOf(instrument.lotSize);
  }

  readonly roundPrice = (price: number): number => nearest(this.#prices, price);

  readonly roundQuantity = (quantity: number): number => nearest(this.#quantities, quantity);

  /** A sum of quantities without binary rounding errors. It may be negative or 0. */
  onLots(quantity: number): number {
    return fromUnits(this.#quantities, Math.round(stepsOf(this.#quantities, quantity)) + 0);
  }

  /** The mistake in a price. Undefined: the price is valid. */
  priceProblem(price: number): string | undefined {
    return problem(this.#prices, price, 'tick');
  }

  quantityProblem(quantity: number): string | undefined {
    return problem(this.#quantities, quantity, 'lot');
  }
}

function stepsOf({ mantissa, decimals }: Grid, value: number): number {
  return (value * (POWERS_OF_TEN[decimals] ?? 10 ** decimals)) / mantissa;
}

/** The nearest multiple of the step, at least one step, so that a rounded value is always valid. */
function nearest(grid: Grid, value: number): number {
  return fromUnits(grid, Math.max(1, Math.round(stepsOf(grid, value))));
}

function problem(grid: Grid, value: number, step: 'tick' | 'lot'): string | undefined {
  const size = fromUnits(grid, 1);
  if (!(value > 0)) return `must be above 0; got ${value}`;
  if (toUnits(grid, value) !== null) return undefined;
  const below = Math.floor(stepsOf(grid, value));
  if (!Number.isSafeInteger(below)) return `must be a number of at most 15 digits; got ${value}`;
  const around = below === 0 ? `${size}` : `${fromUnits(grid, below)} and ${fromUnits(grid, below + 1)}`;
  return `must be a multiple of the ${step} ${size}; got ${value}, nearest ${below === 0 ? 'is' : 'are'} ${around}`;
}
