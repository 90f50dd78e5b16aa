/** The candle length that Auto chooses. */
import { INTERVALS, type IntervalSeconds } from '../feed/bars.ts';

/**
 * Number of live candles of the shortest length after which Auto no longer waits for the past. They count the market's
 * time, so a slow machine does not choose earlier than a fast one.
 */
export const WAITED_BARS = 10;

interface Candles {
  /** The shortest length of which all candles fit. Undefined: the past may still arrive. */
  readonly fitting: IntervalSeconds | undefined;
  /** True when there are `WAITED_BARS` candles of the shortest length. */
  readonly isWaitOver: boolean;
  /** False while the user has scrolled back. */
  readonly isFollowing: boolean;
}

/**
 * @param kept length on screen. Null: there is none yet
 * @returns null: the chart waits for the past
 */
export function autoInterval(
  kept: IntervalSeconds | null,
  { fitting, isWaitOver, isFollowing }: Candles,
): IntervalSeconds | null {
  if (fitting === undefined) return kept ?? (isWaitOver ? INTERVALS[0].seconds : null);
  return kept === null || isFollowing ? fitting : kept;
}
