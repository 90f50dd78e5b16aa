/**
 * An aggressive order as people send it: it waits for a narrow spread, and has a limit near the touch, so it does not
 * walk through the book. In the recorded AAPL session, the spread at a trade is 0.7 of the median spread. Orders that
 * do not wait for it make the price bounce from trade to trade.
 */
import type { Side } from '../../contract/orders.ts';
import type { Dice } from '../dice.ts';
import type { Seat } from '../seat.ts';
import { opposite, outward, type World } from '../world.ts';

const CAREFUL_SHARE = 0.55;
const CAREFUL_BP = 0.2;
const EAGER_BP = 3;
const BASIS_POINT = 1e-4;
/** Largest spread at which the order is sent, as a share of the average spread. */
const WIDE = 0.7;
const WAIT_SECONDS = 0.2;
const WAITS_MAX = 20;

export function cross(seat: Seat, world: World, dice: Dice, side: Side, coins: number): void {
  const slack = dice.chance(CAREFUL_SHARE) ? CAREFUL_BP : EAGER_BP;
  const price = world.best(opposite(side));
  if (price === undefined) return;
  seat.take(side, coins, Math.round(price * (1 - outward(side) * slack * BASIS_POINT)));
}

/** Runs the task as soon as the spread is narrow, or after a few seconds at the latest. */
export function whenNarrow(world: World, dice: Dice, task: () => void, waits = WAITS_MAX): void {
  const { touch, watch } = world;
  if (waits === 0 || (touch !== undefined && touch.ask - touch.bid <= WIDE * watch.spreadBp)) task();
  else world.after(dice.exponential(WAIT_SECONDS), () => whenNarrow(world, dice, task, waits - 1));
}
