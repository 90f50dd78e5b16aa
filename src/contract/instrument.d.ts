/**
 * Instruments: as the configuration and the wire write them, and compiled to the whole numbers the engine works on.
 */
import { z } from 'zod';
import { type Grid, type InstrumentIndex, type Money, type PriceTicks, type QuantityLots, type RateE7 } from './units.ts';
/** Most digits after the point in which money can be kept. */
export declare const MONEY_DECIMALS_MAX = 8;
export declare const instrumentSchema: z.ZodObject<{
    symbol: z.ZodString;
    tickSize: z.ZodNumber;
    lotSize: z.ZodNumber;
    referencePrice: z.ZodNumber;
    makerFeeRate: z.ZodDefault<z.ZodNumber>;
    takerFeeRate: z.ZodDefault<z.ZodNumber>;
    priceBand: z.ZodOptional<z.ZodNumber>;
    marginValue: z.ZodOptional<z.ZodEnum<{
        entry: "entry";
        mark: "mark";
    }>>;
    marginTiers: z.ZodDefault<z.ZodArray<z.ZodObject<{
        upTo: z.ZodNullable<z.ZodNumber>;
        maxLeverage: z.ZodNumber;
        maintenanceRate: z.ZodNumber;
    }, z.core.$strict>>>;
}, z.core.$strict>;
/** An instrument in decimals, as configuration and wire carry it. */
export type Instrument = Readonly<z.infer<typeof instrumentSchema>>;
/** One margin tier. Amounts are for the part of the position's value that lies above `floor`. */
export interface TierSpec {
    readonly floor: Money;
    readonly maxLeverage: number;
    readonly maintenanceRate: RateE7;
    /** Initial and maintenance margin of a position worth exactly `floor`. */
    readonly initialAtFloor: Money;
    readonly maintenanceAtFloor: Money;
}
/** An instrument in whole numbers. */
export interface InstrumentSpec {
    readonly index: InstrumentIndex;
    readonly symbol: string;
    readonly priceGrid: Grid;
    readonly quantityGrid: Grid;
    /** What one lot is worth at a price of one tick. */
    readonly tickLotMoney: Money;
    readonly referencePrice: PriceTicks;
    readonly makerFeeRate: RateE7;
    readonly takerFeeRate: RateE7;
    /** No order may name a higher price, so that no mark price can be higher. */
    readonly priceMax: PriceTicks;
    /** No position may be larger: at `priceMax` it is worth as much as can be counted. */
    readonly lotsMax: QuantityLots;
    /** Null: prices are not banded. */
    readonly priceBand: RateE7 | null;
    /** What margin is charged on: a position's value at the mark price, or what it cost. */
    readonly marginValue: 'mark' | 'entry';
    readonly tiers: readonly TierSpec[];
    /** The highest maintenance rate of a tier. */
    readonly maintenanceRateMax: RateE7;
}
/** What BTC-USD looks like when nobody configures an instrument. */
export declare const DEFAULT_INSTRUMENT: Instrument;
/**
 * Compile an instrument to whole numbers.
 * @param count how many instruments share what can be counted
 * @throws RangeError with one sentence that names the value that does not fit.
 */
export declare function compileInstrument(instrument: Instrument, index: number, moneyDecimals: number, count?: number): InstrumentSpec;
