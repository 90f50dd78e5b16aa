/**
 * Rows of the ladder, from the highest price to the lowest.
 *
 * 1. Every step of the price has a row, with or without orders, so distances on the screen are distances in price.
 * 2. A run of more than `gapMax` empty steps between two occupied ones is one row with their number. This keeps both
 *    sides visible when the spread is thousands of steps wide.
 * 3. Rows are counted from the anchor, a step in the middle of the screen (ladder-anchor.ts).
 */
import type { Level } from '../../contract/events.ts';
import { gridOf, sumOnGrid } from '../../contract/units.ts';
import type { BookSideName, PriceSteps } from './price-steps.ts';

/** A step of one side, with the sum of its levels. */
export interface StepLevel {
  readonly step: number;
  readonly quantity: number;
}

/**
 * Place of a row: between best bid and best ask, on one side of them, or within both sides of a crossed book, as in an
 * auction.
 */
export type Zone = 'ask' | 'spread' | 'bid' | 'crossed' | 'empty';

export interface LadderRow {
  /** Number of the step. For a gap, that of one step in it. */
  readonly step: number;
  readonly zone: Zone;
  /** Resting quantities. 0: none. */
  readonly bid: number;
  readonly ask: number;
  /** Sum from the best price of its side to this row. */
  readonly cumulative: number;
  /** Number of empty steps that this row represents. 0: the row is a step. */
  readonly gap: number;
}

export interface StepBook {
  /** Steps, best first. */
  readonly bids: readonly StepLevel[];
  readonly asks: readonly StepLevel[];
}

/** At most `count` steps, best first. */
export function stepLevels(
  levels: readonly Level[],
  side: BookSideName,
  steps: PriceSteps,
  lotSize: number,
  count = Infinity,
): readonly StepLevel[] {
  const lots = gridOf(lotSize);
  const found: { step: number; quantity: number }[] = [];
  for (const [price, quantity] of levels) {
    const step = steps.of(price, side);
    const last = found.at(-1);
    if (last?.step === step) last.quantity = sumOnGrid(lots, last.quantity, quantity);
    else if (found.length === count) break;
    else found.push({ step, quantity });
  }
  return found;
}

interface Place {
  readonly step: number;
  readonly gap: number;
}

export interface LadderWindow {
  readonly anchor: number;
  /** Number of rows that fit. */
  readonly rows: number;
  /** Number of rows by which the reader has scrolled up, toward higher prices. Negative: down. */
  readonly shift: number;
  readonly gapMax: number;
}

export interface LadderSight {
  readonly rows: readonly LadderRow[];
  /** The requested shift, but not beyond the last levels. */
  readonly shift: number;
}

export function ladderRows(book: StepBook, window: LadderWindow): LadderSight {
  const { anchor, rows, gapMax } = window;
  const occupied = [...new Set([...book.bids, ...book.asks].map(({ step }) => step))].sort((a, b) => a - b);
  const { centre, above, below } = around(occupied, anchor, gapMax);
  const shift = Math.min(Math.max(window.shift, -reach(below, gapMax)), reach(above, gapMax));
  const half = Math.floor(rows / 2);
  const up = placesFrom(above, half + shift, gapMax).toReversed();
  const down = placesFrom(below, rows - 1 - half - shift, gapMax);
  const places = [...up, centre, ...down];
  const first = shift < -half ? places.length - rows : 0;
  return { rows: filled(places.slice(first, first + rows), book), shift };
}

/** A path from the middle of the ladder to its top or bottom. */
interface Way {
  readonly sign: 1 | -1;
  readonly start: number;
  /** Occupied steps, in the order of the path. */
  readonly occupied: readonly number[];
}

/** @param occupied occupied steps, ascending */
function around(occupied: readonly number[], anchor: number, gapMax: number) {
  const at = occupied.findIndex((step) => step >= anchor);
  const higher = at < 0 ? [] : occupied.slice(at).filter((step) => step !== anchor);
  const lower = occupied.slice(0, at < 0 ? occupied.length : at).reverse();
  const empty = occupied[at] === anchor ? 0 : emptyBetween(lower[0], higher[0]);
  const gap = empty > gapMax ? empty : 0;
  const above: Way = { sign: 1, start: (gap > 0 && higher[0]) || anchor + 1, occupied: higher };
  const below: Way = { sign: -1, start: (gap > 0 && lower[0]) || anchor - 1, occupied: lower };
  return { centre: { step: anchor, gap }, above, below };
}

/**
 * Number of empty steps between two. Undefined: no step is occupied on that side, and an endless run of empty steps is
 * never one row.
 */
function emptyBetween(lower: number | undefined, higher: number | undefined): number {
  return lower === undefined || higher === undefined ? 0 : higher - lower - 1;
}

function placesFrom({ sign, start, occupied }: Way, count: number, gapMax: number): Place[] {
  const places: Place[] = [];
  let next = start;
  for (const step of occupied) {
    if (places.length >= count) break;
    const empty = (step - next) * sign;
    if (empty > gapMax) {
      places.push({ step: next, gap: empty });
      next = step;
    }
    for (; next !== step + sign && places.length < count; next += sign) places.push({ step: next, gap: 0 });
  }
  for (; places.length < count; next += sign) places.push({ step: next, gap: 0 });
  return places.slice(0, Math.max(0, count));
}

/** Number of rows up to the last occupied step. */
function reach({ sign, start, occupied }: Way, gapMax: number): number {
  let rows = 0;
  let next = start;
  for (const step of occupied) {
    const empty = (step - next) * sign;
    rows += empty > gapMax ? 2 : empty + 1;
    next = step + sign;
  }
  return rows;
}

/** @param places places from the highest to the lowest */
function filled(places: readonly Place[], book: StepBook): readonly LadderRow[] {
  const asks = sumsAt(places.toReversed(), book.asks, (one, other) => one <= other).reverse();
  const bids = sumsAt(places, book.bids, (one, other) => one >= other);
  return places.map(({ step, gap }, index) => {
    const zone = zoneOf(step, book);
    const [ask, bid] = [asks[index], bids[index]];
    const cumulative = (zone === 'ask' ? ask?.cumulative : zone === 'bid' ? bid?.cumulative : 0) ?? 0;
    return { step, gap, zone, bid: bid?.quantity ?? 0, ask: ask?.quantity ?? 0, cumulative };
  });
}

/** @param places places, beginning with the best price @param levels levels, best first */
function sumsAt(
  places: readonly Place[],
  levels: readonly StepLevel[],
  isReached: (level: number, place: number) => boolean,
): { readonly quantity: number; readonly cumulative: number }[] {
  let cumulative = 0;
  let next = 0;
  return places.map(({ step, gap }) => {
    let quantity = 0;
    for (let level = levels[next]; level !== undefined && isReached(level.step, step); level = levels[next]) {
      cumulative += level.quantity;
      if (level.step === step && gap === 0) ({ quantity } = level);
      next += 1;
    }
    return { quantity, cumulative };
  });
}

function zoneOf(step: number, { bids, asks }: StepBook): Zone {
  const isAsk = asks[0] !== undefined && step >= asks[0].step;
  const isBid = bids[0] !== undefined && step <= bids[0].step;
  if (isAsk && isBid) return 'crossed';
  if (isAsk) return 'ask';
  if (isBid) return 'bid';
  return asks.length > 0 && bids.length > 0 ? 'spread' : 'empty';
}

/** Quantity to which the depth bars of both sides relate. */
export function largestQuantity(rows: readonly Pick<LadderRow, 'bid' | 'ask'>[]): number {
  return rows.reduce((most, { bid, ask }) => Math.max(most, bid, ask), 0);
}

/** Share in whole percent, so that a bar is drawn again only when it moves visibly. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, Math.round((part / whole) * 100));
}
