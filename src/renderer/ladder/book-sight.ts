/** The rows of a market's book that are visible in a ladder of a given height. */
import type { MarketView } from '../../contract/replica.ts';
import { levelKey, type KeyedLevel } from './book-changes.ts';
import { middleOf, type LadderAnchor } from './ladder-anchor.ts';
import { ladderRows, stepLevels, type LadderRow, type LadderSight } from './ladder-rows.ts';
import type { PriceSteps } from './price-steps.ts';

/** Share of the visible rows. A longer run of empty steps takes one row. */
const GAP_SHARE = 1 / 3;

interface Wish {
  readonly steps: PriceSteps;
  /** Number of rows that fit. */
  readonly rows: number;
  /** Number of rows by which the reader has scrolled. */
  readonly wanted: number;
  readonly anchor: LadderAnchor;
}

export function rowsInSight(market: MarketView, { steps, rows, wanted, anchor }: Wish): LadderSight {
  const { instrument, lastPrice, markPrice } = market;
  const isHeld = wanted !== 0;
  // Without scrolling, the ladder shows no more steps of a side than it has rows.
  const count = isHeld ? Infinity : rows;
  const bids = stepLevels(market.bids, 'bid', steps, instrument.lotSize, count);
  const asks = stepLevels(market.asks, 'ask', steps, instrument.lotSize, count);
  const middle = middleOf({ bids, asks }, steps.of(lastPrice ?? markPrice, 'bid'));
  const key = `${instrument.symbol} ${steps.ticks}`;
  const at = anchor.at({ key, middle, rows, isHeld });
  const gapMax = Math.max(2, Math.floor(rows * GAP_SHARE));
  const sight = ladderRows({ bids, asks }, { anchor: at, rows, shift: wanted, gapMax });
  // Prices are positive. A step of several ticks at price 0 holds the bids below its upper neighbour.
  const isPrice = ({ step, bid }: LadderRow) => bid > 0 || steps.priceOf(step) > 0;
  return { ...sight, rows: sight.rows.filter(isPrice) };
}

export function keyedLevels(rows: readonly LadderRow[]): readonly KeyedLevel[] {
  return rows.flatMap(({ step, bid, ask }) => [
    ...(bid > 0 ? [{ key: levelKey('bid', step), quantity: bid }] : []),
    ...(ask > 0 ? [{ key: levelKey('ask', step), quantity: ask }] : []),
  ]);
}
