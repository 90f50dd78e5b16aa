/** Columns of depth as the history service sends them: prices in ticks and quantities in lots, which are short. */
import type { Level } from './events.ts';
import type { DepthTier, Traded } from './depth-tier.ts';
import type { HistoryAnswer } from './history.ts';
import type { Instrument } from './instrument.ts';
import { fromUnits, gridOf, type Grid } from './units.ts';

type Packed = HistoryAnswer<'depth'>['columns'][number];
export type Steps = Pick<Instrument, 'tickSize' | 'lotSize'>;

export interface DepthColumn extends Traded {
  /** Start of the column, in microseconds since the Unix epoch. */
  readonly time: number;
  readonly mark: number;
  /** Levels, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Columns of one length, oldest first. */
export interface DepthPast {
  readonly columnMs: number;
  readonly columns: readonly DepthColumn[];
}

export function packColumn(tier: DepthTier, column: number, { tickSize, lotSize }: Steps): Packed {
  const [bought, sold] = [tier.traded(column, 'buy'), tier.traded(column, 'sell')];
  const pack = (side: 'bids' | 'asks') => packLevels(tier.levels(column, side), tickSize, lotSize);
  return {
    time: tier.start(column),
    mark: tier.mark(column),
    bought: Math.round(bought.quantity / lotSize),
    boughtAt: bought.price,
    sold: Math.round(sold.quantity / lotSize),
    soldAt: sold.price,
    bids: pack('bids'),
    asks: pack('asks'),
  };
}

/** @throws RangeError when the tick size or the lot size is not one that the protocol allows */
export function unpackColumns({
  columns,
  tickSize,
  lotSize,
}: HistoryAnswer<'depth'>): readonly DepthColumn[] {
  // An older service sends no step sizes for an instrument without depth.
  if (columns.length === 0) return [];
  const [ticks, lots] = [gridOf(tickSize), gridOf(lotSize)];
  return columns.map(({ bids, asks, bought, sold, ...rest }) => ({
    ...rest,
    bought: fromUnits(lots, bought),
    sold: fromUnits(lots, sold),
    bids: unpackLevels(bids, -1, ticks, lots),
    asks: unpackLevels(asks, 1, ticks, lots),
  }));
}

/** Writes the best price in ticks, and each further price as its distance in ticks from the previous one. */
function packLevels(levels: readonly Level[], tickSize: number, lotSize: number): number[] {
  let before = 0;
  return levels.flatMap(([price, quantity]) => {
    const ticks = Math.round(price / tickSize);
    const distance = Math.abs(ticks - before);
    before = ticks;
    return [distance, Math.round(quantity / lotSize)];
  });
}

/** @param sign sign of the distances: -1 for bids, whose prices fall, 1 for asks */
function unpackLevels(packed: readonly number[], sign: 1 | -1, ticks: Grid, lots: Grid): readonly Level[] {
  const levels: Level[] = [];
  let price = 0;
  for (let at = 0; at + 1 < packed.length; at += 2) {
    price += at === 0 ? (packed[at] ?? 0) : sign * (packed[at] ?? 0);
    levels.push([fromUnits(ticks, price), fromUnits(lots, packed[at + 1] ?? 0)]);
  }
  return levels;
}
