/**
 * The quantities at which the heatmap's colours begin and end.
 *
 * They belong to an instrument, not to the view: scrolling, zooming or a moving price changes no colour. The default
 * ones come from the book of the last minutes and stay until the book is several times as deep or shallow. Those of a
 * user stay until the user changes them.
 */
import type { DepthHistory } from '../feed/depth-history.ts';
import { referenceOf } from './heat-scale.ts';

export interface HeatCutoffs {
  /** Quantity below which a price has no colour. */
  readonly low: number;
  /** Quantity from which on a price has the warmest colour. */
  readonly high: number;
}

const SAMPLED_COLUMNS = 48;
/**
 * Number of sampled levels of each side. Deeper levels may be far larger, and would leave the depth at the market
 * without a colour.
 */
const SAMPLED_LEVELS = 24;
/** Factor by which the typical quantity must change before the colours do. */
const CHANGE_FACTOR = 4;
/** Number of columns between two samples of the book: ten seconds. */
const LOOK_COLUMNS = 40;

interface Usual {
  readonly version: number;
  readonly high: number;
}

const usualOf = new WeakMap<DepthHistory, Usual>();

/** Default cut-offs: nothing is hidden, and few quantities of the last minutes have the warmest colour. */
export function usualCutoffs(depth: DepthHistory): HeatCutoffs {
  const { version } = depth;
  const before = usualOf.get(depth);
  if (before !== undefined && version >= before.version && version < before.version + LOOK_COLUMNS)
    return { low: 0, high: before.high };
  const now = referenceOf(depth.sampledQuantities(SAMPLED_COLUMNS, SAMPLED_LEVELS));
  const high = before === undefined || isFar(now / before.high) ? now : before.high;
  usualOf.set(depth, { version, high });
  return { low: 0, high };
}

function isFar(ratio: number): boolean {
  return ratio >= CHANGE_FACTOR || ratio <= 1 / CHANGE_FACTOR;
}

/** Number of slider positions for a tenfold quantity. Each is 12 % more than the one before. */
const POSITIONS_PER_DECADE = 20;
const DECADES = 7;
export const POSITION_MAX = POSITIONS_PER_DECADE * DECADES;

/** Quantity with two significant figures. Position 0 is one lot. */
export function quantityAt(position: number, lotSize: number): number {
  const lots = Math.round(10 ** (position / POSITIONS_PER_DECADE));
  return Number(lots.toPrecision(2)) * lotSize;
}

export function positionOf(quantity: number, lotSize: number): number {
  const lots = Math.max(1, quantity / lotSize);
  return Math.min(POSITION_MAX, Math.round(Math.log10(lots) * POSITIONS_PER_DECADE));
}

/**
 * The cut-offs after one of them has moved. The other one moves along if necessary, so that the low one stays below the
 * high one.
 */
export function movedCutoffs(
  which: 'low' | 'high',
  position: number,
  { low, high }: HeatCutoffs,
  lotSize: number,
): HeatCutoffs {
  const quantity = quantityAt(position, lotSize);
  if (which === 'high') return { low: Math.max(0, Math.min(low, quantity - lotSize)), high: quantity };
  // At the left end, nothing is hidden.
  if (position === 0) return { low: 0, high };
  return { low: quantity, high: Math.max(high, quantity + lotSize) };
}
