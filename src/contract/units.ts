/**
 * Integers with their unit in the type, and exact conversions between them and the wire's decimals.
 *
 * Every price, quantity and amount of money is an integer count of a step: the tick, the lot, the money unit.
 * The wire carries decimals. `toUnits` and `fromUnits` convert exactly and never round a value that is off the grid.
 */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Price in ticks of its instrument. */
export type PriceTicks = Unit<'PriceTicks'>;
/** Quantity in lots of its instrument. For a position it is signed: positive is long. */
export type QuantityLots = Unit<'QuantityLots'>;
/** Money in the smallest unit, 10^-moneyDecimals of the currency. Signed: positive is the account's gain. */
export type Money = Unit<'Money'>;
/** Microseconds since the Unix epoch. */
export type TimeMicros = Unit<'TimeMicros'>;
/** A rate in ten-millionths: 0.0005 is 5,000. */
export type RateE7 = Unit<'RateE7'>;
/** Index of an account in the order in which accounts were opened, from 0. */
export type AccountIndex = Unit<'AccountIndex'>;
/** Index of an instrument in the configuration, from 0. */
export type InstrumentIndex = Unit<'InstrumentIndex'>;
/** Number of an order. It rises by one with every accepted order, and with every order of the exchange itself. */
export type OrderId = Unit<'OrderId'>;
/** Number of a trade. It rises by one with every trade. */
export type TradeId = Unit<'TradeId'>;

/** Ten-millionths in one whole. */
export const RATE_SCALE = 10_000_000;

/** Largest distance of a number on the wire from a whole step, in steps. */
const OFF_GRID_MAX = 1e-9;
/** Number of steps above which a double cannot distinguish a whole number from a fraction. */
const STEPS_WITH_FRACTION_MAX = 2 ** 51;
/** Offsets from the nearest step, the likeliest first. */
const NEIGHBOURS = [0, 1, -1, 2, -2] as const;

/** Powers of ten from a table: `10 ** decimals` takes five times as long. */
export const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** A grid of decimal steps: the step is `mantissa` / 10^`decimals`. */
export interface Grid {
  readonly mantissa: number;
  readonly decimals: number;
}

const DECIMAL_PATTERN = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * The grid of a decimal step such as 0.5 or 1e-8.
 * @throws RangeError when the step is not a positive decimal of at most 15 digits
 */
export function gridOf(step: number): Grid {
  const match = DECIMAL_PATTERN.exec(String(step));
  if (match === null || step <= 0) throw new RangeError(`step ${step} is not a positive decimal number`);
  const fraction = match[2] ?? '';
  let mantissa = Number((match[1] ?? '') + fraction);
  let decimals = fraction.length - Number(match[3] ?? 0);
  while (decimals > 0 && mantissa % 10 === 0) {
    mantissa /= 10;
    decimals -= 1;
  }
  if (decimals < 0) return grid(mantissa * 10 ** -decimals, 0, step);
  return grid(mantissa, decimals, step);
}

function grid(mantissa: number, decimals: number, step: number): Grid {
  if (mantissa > 1e15 || decimals > 15) throw new RangeError(`step ${step} has more than 15 digits`);
  return { mantissa, decimals };
}

/** The grid with 10^-`decimals` as its step. */
export function decimalGrid(decimals: number): Grid {
  return { mantissa: 1, decimals };
}

/** Value of `units` steps as a decimal: the double nearest to the exact value. */
export function fromUnits(grid: Grid, units: number): number {
  return (units * grid.mantissa) / powerOfTen(grid.decimals);
}

/**
 * The whole number of steps in `value`, or null when it is off the grid or beyond 2^53 - 1. The product of a large
 * value is a few steps off, so the neighbours of the nearest step are tried as well.
 */
export function toUnits(grid: Grid, value: number): number | null {
  const steps = (value * powerOfTen(grid.decimals)) / grid.mantissa;
  const nearest = Math.round(steps);
  for (const offset of NEIGHBOURS) {
    const whole = nearest + offset;
    if (Number.isSafeInteger(whole * grid.mantissa) && fromUnits(grid, whole) === value) return whole;
  }
  const isNearlyWhole = steps < STEPS_WITH_FRACTION_MAX && Math.abs(steps - nearest) <= OFF_GRID_MAX;
  return isNearlyWhole && Number.isSafeInteger(nearest * grid.mantissa) ? nearest : null;
}

/** Exact sum of two values on the grid. One that is off the grid counts as 0. */
export function sumOnGrid(grid: Grid, one: number, other: number): number {
  return fromUnits(grid, (toUnits(grid, one) ?? 0) + (toUnits(grid, other) ?? 0));
}

function powerOfTen(exponent: number): number {
  return POWERS_OF_TEN[exponent] ?? 10 ** exponent;
}

/** `amount` × `rate`, rounded up to the unit, exact for every safe integer and any rate up to 1. Both at least 0. */
export function rateOfUp(amount: number, rate: RateE7): number {
  const product = amount * rate;
  // The quotient of integers below 2^53 is never rounded to another integer.
  if (product <= Number.MAX_SAFE_INTEGER) return Math.ceil(product / RATE_SCALE);
  const high = Math.floor(amount / RATE_SCALE);
  const low = amount - high * RATE_SCALE;
  return high * rate + Math.ceil((low * rate) / RATE_SCALE);
}

/** `amount` × `rate`, rounded down to the unit. Both at least 0. */
export function rateOfDown(amount: number, rate: RateE7): number {
  const high = Math.floor(amount / RATE_SCALE);
  const low = amount - high * RATE_SCALE;
  return high * rate + Math.floor((low * rate) / RATE_SCALE);
}
