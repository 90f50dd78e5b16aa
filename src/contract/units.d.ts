/**
 * Whole numbers with their unit in the type, and the exact way between them and the wire's decimals.
 *
 * Every price, quantity and amount of money is an integer count of a step: the tick, the lot, the money unit.
 * The wire carries decimals. `toUnits` and `fromUnits` convert without ever rounding a value that is off the grid.
 */
declare const unit: unique symbol;
type Unit<Name extends string> = number & {
    readonly [unit]: Name;
};
/** Price in ticks of its instrument. */
export type PriceTicks = Unit<'PriceTicks'>;
/** Quantity in lots of its instrument. Signed where it is a position: positive is long. */
export type QuantityLots = Unit<'QuantityLots'>;
/** Money in the smallest unit, 10^-moneyDecimals of the currency. Signed: positive is the account's gain. */
export type Money = Unit<'Money'>;
/** Microseconds since the Unix epoch. */
export type TimeMicros = Unit<'TimeMicros'>;
/** A rate in ten-millionths: 0.0005 is 5,000. */
export type RateE7 = Unit<'RateE7'>;
/** Position of an account in the order in which accounts were opened, from 0. */
export type AccountIndex = Unit<'AccountIndex'>;
/** Position of an instrument in the configuration, from 0. */
export type InstrumentIndex = Unit<'InstrumentIndex'>;
/** Rises by one with every accepted order. */
export type OrderId = Unit<'OrderId'>;
/** Rises by one with every trade. */
export type TradeId = Unit<'TradeId'>;
/** Ten-millionths in one whole. */
export declare const RATE_SCALE = 10000000;
/** Decimal steps of `mantissa` / 10^`decimals`. */
export interface Grid {
    readonly mantissa: number;
    readonly decimals: number;
}
/**
 * The grid of a decimal step such as 0.5 or 1e-8.
 * @throws RangeError when the step is not a positive decimal of at most 15 digits.
 */
export declare function gridOf(step: number): Grid;
/** The grid with 10^-`decimals` as its step. */
export declare function decimalGrid(decimals: number): Grid;
/** `units` steps as a decimal: the double nearest to the exact value. */
export declare function fromUnits(grid: Grid, units: number): number;
/** The whole number of steps in `value`, or null when it is off the grid or beyond 2^53 - 1. */
export declare function toUnits(grid: Grid, value: number): number | null;
/** `amount` × `rate`, rounded up to the unit, exact for every safe integer and any rate up to 1. Both at least 0. */
export declare function rateOfUp(amount: number, rate: RateE7): number;
/** `amount` × `rate`, rounded down to the unit. Both at least 0. */
export declare function rateOfDown(amount: number, rate: RateE7): number;
export {};
