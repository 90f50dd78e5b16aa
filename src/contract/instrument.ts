/**
 * Instruments in two forms: as the configuration and the wire write them, and compiled to the integers of the engine.
 * instrument-schema.ts checks a configuration, so the engine needs no schema library.
 */
import { compileFunding, type FundingSpec, type FundingTerms } from './funding-terms.ts';
import { onGrid, rate } from './on-grid.ts';
import {
  compileLimits,
  compileMark,
  type LimitsSpec,
  type MarkSpec,
  type PriceRules,
} from './price-rules.ts';
import {
  decimalGrid,
  gridOf,
  rateOfUp,
  type Grid,
  type InstrumentIndex,
  type Money,
  type PriceTicks,
  type QuantityLots,
  type RateE7,
} from './units.ts';

/** Largest number of decimals of money. */
export const MONEY_DECIMALS_MAX = 8;
/** Highest price that an order may name, as a multiple of the reference price. */
const PRICE_MAX_FACTOR = 64;
/**
 * Largest value of all positions of one account at the highest prices. It is half of 2^53, because a bankruptcy price
 * may lie at twice the mark price and must still be exact.
 */
const VALUE_MAX = 2 ** 52;
const MICROS_PER_MS = 1_000;

/** An instrument in decimals, as the configuration and the wire carry it. `instrument-schema.ts` checks it. */
export interface Instrument extends PriceRules, FundingTerms {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly referencePrice: number;
  readonly makerFeeRate: number;
  readonly takerFeeRate: number;
  readonly priceBand?: number | undefined;
  readonly marginValue?: 'mark' | 'entry' | undefined;
  readonly liquidation?: 'whole' | 'steps' | undefined;
  readonly openingAuctionMs?: number | undefined;
  readonly reopeningAuctionMs?: number | undefined;
  readonly marginTiers: {
    /** Position value at which the tier ends, in currency. Null: the last tier, which has no end. */
    upTo: number | null;
    maxLeverage: number;
    maintenanceRate: number;
  }[];
}

/** One margin tier. Its rates apply to the part of the position's value that lies above `floor`. */
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
  /** Value of one lot at a price of one tick. */
  readonly tickLotMoney: Money;
  readonly referencePrice: PriceTicks;
  readonly makerFeeRate: RateE7;
  readonly takerFeeRate: RateE7;
  /** Highest price that an order may name, and therefore the highest mark price. */
  readonly priceMax: PriceTicks;
  /** Largest position. At `priceMax` its value is the largest that integers represent exactly. */
  readonly lotsMax: QuantityLots;
  /** M11: largest distance of an order's price from the mark price, with limits from the reference price. Null: none. */
  readonly priceBand: RateE7 | null;
  /** Basis of margin: a position's value at the mark price, or its cost. */
  readonly marginValue: 'mark' | 'entry';
  /**
   * Lots that the exchange takes over in a liquidation: the whole position, or first only as many as restore the
   * margin.
   */
  readonly liquidation: 'whole' | 'steps';
  /** Length of the opening auction. Null: the market is continuous from the session's start. */
  readonly openingAuctionMicros: number | null;
  /** Length of the auction after a halt. Null: trading resumes without one. */
  readonly reopeningAuctionMicros: number | null;
  readonly tiers: readonly TierSpec[];
  /** Rule for the mark price. Null: the median of best bid, best ask and last trade. */
  readonly mark: MarkSpec | null;
  /** Price limits. Null: none. */
  readonly limits: LimitsSpec | null;
  /** The highest maintenance rate of the tiers. */
  readonly maintenanceRateMax: RateE7;
  /** Terms of funding. Null: no funding. */
  readonly funding: FundingSpec | null;
}

/** A plain instrument. Its mark price follows the market without delay. */
export const DEFAULT_INSTRUMENT: Instrument = {
  symbol: 'BTC-USD',
  tickSize: 0.5,
  lotSize: 0.001,
  referencePrice: 50_000,
  makerFeeRate: 0.0002,
  takerFeeRate: 0.0005,
  priceBand: 0.2,
  marginTiers: [
    { upTo: 50_000, maxLeverage: 50, maintenanceRate: 0.004 },
    { upTo: 250_000, maxLeverage: 20, maintenanceRate: 0.005 },
    { upTo: null, maxLeverage: 10, maintenanceRate: 0.01 },
  ],
};

/**
 * The default instrument of a pit. A fifth of a bitcoin must rest on both sides of the book to move the mark price, and
 * a lone maker quotes that much. No trade is farther than a tenth from the mean of the mark price over five minutes.
 */
export const PIT_INSTRUMENT: Instrument = {
  ...DEFAULT_INSTRUMENT,
  markPrice: 'impact',
  impactQuantity: 0.2,
  markSmoothingMs: 3_000,
  markSpeedPerSecond: 0.005,
  priceLimits: { band: 0.1, referenceMs: 300_000, limitStateMs: 15_000, haltMs: 30_000 },
  fundingIntervalMs: 28_800_000,
  liquidation: 'steps',
  reopeningAuctionMs: 10_000,
};

/**
 * Compiles an instrument to whole numbers.
 * @param count number of instruments that share the range in which integers are exact
 * @throws RangeError with one sentence that names the value that does not fit
 */
export function compileInstrument(
  instrument: Instrument,
  index: number,
  moneyDecimals: number,
  count = 1,
): InstrumentSpec {
  const { symbol } = instrument;
  const priceGrid = gridOf(instrument.tickSize);
  const quantityGrid = gridOf(instrument.lotSize);
  const perTickLot = tickLotMoney(instrument, priceGrid, quantityGrid, moneyDecimals);
  const referencePrice = onGrid(priceGrid, instrument.referencePrice, `${symbol}: referencePrice`);
  const priceMax = referencePrice * PRICE_MAX_FACTOR;
  const lotsMax = Math.floor(VALUE_MAX / count / (priceMax * perTickLot));
  if (lotsMax < 1) {
    throw new RangeError(
      `${symbol}: one lot at ${PRICE_MAX_FACTOR} times the reference price is more than can be counted; take a smaller lotSize or fewer moneyDecimals`,
    );
  }
  if (instrument.makerFeeRate + instrument.takerFeeRate < 0) {
    throw new RangeError(
      `${symbol}: makerFeeRate ${instrument.makerFeeRate} gives away more than takerFeeRate ${instrument.takerFeeRate} takes`,
    );
  }
  const tiers = compileTiers(instrument, decimalGrid(moneyDecimals));
  const bounds = { symbol, quantityGrid, lotsMax, priceMax };
  const maintenanceRates = tiers.map((tier) => tier.maintenanceRate);
  return {
    index: index as InstrumentIndex,
    symbol,
    priceGrid,
    quantityGrid,
    tickLotMoney: perTickLot,
    referencePrice: referencePrice as PriceTicks,
    priceMax: priceMax as PriceTicks,
    lotsMax: lotsMax as QuantityLots,
    makerFeeRate: rate(instrument.makerFeeRate, `${symbol}: makerFeeRate`),
    takerFeeRate: rate(instrument.takerFeeRate, `${symbol}: takerFeeRate`),
    priceBand: instrument.priceBand === undefined ? null : rate(instrument.priceBand, `${symbol}: priceBand`),
    marginValue: instrument.marginValue ?? 'mark',
    liquidation: instrument.liquidation ?? 'whole',
    openingAuctionMicros: microsOrNull(instrument.openingAuctionMs),
    reopeningAuctionMicros: microsOrNull(instrument.reopeningAuctionMs),
    tiers,
    mark: compileMark(instrument, bounds),
    limits: compileLimits(instrument, bounds),
    maintenanceRateMax: Math.max(...maintenanceRates) as RateE7,
    funding: compileFunding(instrument, { ...bounds, maintenanceRate: Math.min(...maintenanceRates) }),
  };
}

function microsOrNull(ms: number | undefined): number | null {
  return ms === undefined ? null : ms * MICROS_PER_MS;
}

function tickLotMoney(instrument: Instrument, price: Grid, quantity: Grid, moneyDecimals: number): Money {
  const exponent = moneyDecimals - price.decimals - quantity.decimals;
  const value = price.mantissa * quantity.mantissa * 10 ** Math.max(exponent, 0);
  const divisor = 10 ** Math.max(-exponent, 0);
  if (value % divisor !== 0 || !Number.isSafeInteger(value)) {
    throw new RangeError(
      `${instrument.symbol}: a tick of ${instrument.tickSize} times a lot of ${instrument.lotSize} is not a whole number of money units of 1e-${moneyDecimals}; raise moneyDecimals or take coarser steps`,
    );
  }
  return (value / divisor) as Money;
}

function compileTiers(instrument: Instrument, moneyGrid: Grid): readonly TierSpec[] {
  const { symbol, marginTiers } = instrument;
  const tiers: TierSpec[] = [];
  let floor = 0;
  marginTiers.forEach(({ upTo, maxLeverage, maintenanceRate }, index) => {
    const path = `${symbol}: marginTiers.${index}`;
    if ((upTo === null) !== (index === marginTiers.length - 1)) {
      throw new RangeError(`${path}.upTo is ${upTo}: the last tier, and no other, has upTo null`);
    }
    if (maintenanceRate >= 1 / maxLeverage) {
      throw new RangeError(
        `${path}.maintenanceRate ${maintenanceRate} is not below the initial rate 1/${maxLeverage}`,
      );
    }
    tiers.push(tierSpec(tiers.at(-1), floor, maxLeverage, rate(maintenanceRate, `${path}.maintenanceRate`)));
    if (upTo === null) return;
    const ceiling = onGrid(moneyGrid, upTo, `${path}.upTo`);
    if (ceiling <= floor) throw new RangeError(`${path}.upTo ${upTo} is not above the tier before it`);
    floor = ceiling;
  });
  return tiers;
}

function tierSpec(
  below: TierSpec | undefined,
  floor: number,
  maxLeverage: number,
  maintenanceRate: RateE7,
): TierSpec {
  const width = below === undefined ? 0 : floor - below.floor;
  const initialAtFloor =
    below === undefined ? 0 : below.initialAtFloor + Math.ceil(width / below.maxLeverage);
  const maintenanceAtFloor =
    below === undefined ? 0 : below.maintenanceAtFloor + rateOfUp(width, below.maintenanceRate);
  return {
    floor: floor as Money,
    maxLeverage,
    maintenanceRate,
    initialAtFloor: initialAtFloor as Money,
    maintenanceAtFloor: maintenanceAtFloor as Money,
  };
}
