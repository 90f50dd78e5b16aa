/**
 * An aggressive order as people send it: when the spread is narrow, and limited near the touch, so that it does not walk
 * through the book. On the recorded AAPL session the spread at a trade is 0.7 of the median spread; orders that do not
 * wait for it make the price bounce from trade to trade.
 */
import type { Side } from '../../contract/orders.ts';
import type { Dice } from '../dice.ts';
import type { Seat } from '../seat.ts';
import { opposite, outward, type World } from '../world.ts';

const CAREFUL_SHARE = 0.55;
const CAREFUL_BP = 0.2;
const EAGER_BP = 3;
const BASIS_POINT = 1e-4;
/** Of the average spread: a wider one is waited out. */
const WIDE = 0.7;
const WAIT_SECONDS = 0.2;
const WAITS_MAX = 20;

export function cross(seat: Seat, world: World, dice: Dice, side: Side, coins: number): void {
  const slack = dice.chance(CAREFUL_SHARE) ? CAREFUL_BP : EAGER_BP;
  const price = world.best(opposite(side));
  if (price === undefined) return;
  seat.take(side, coins, Math.round(price * (1 - outward(side) * slack * BASIS_POINT)));
}

/** Run the task as soon as the spread is narrow; anyway after a few seconds. */
export function whenNarrow(world: World, dice: Dice, task: () => void, waits = WAITS_MAX): void {
  const { touch, watch } = world;
  if (waits === 0 || (touch !== undefined && touch.ask - touch.bid <= WIDE * watch.spreadBp)) task();
  else world.after(dice.exponential(WAIT_SECONDS), () => whenNarrow(world, dice, task, waits - 1));
}
