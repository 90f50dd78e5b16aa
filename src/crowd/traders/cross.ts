/** An aggressive order as people send it: limited near the touch, so that it does not walk through the book. */
import type { Side } from '../../contract/orders.ts';
import type { Dice } from '../dice.ts';
import type { Seat } from '../seat.ts';
import { opposite, outward, type World } from '../world.ts';

const CAREFUL_SHARE = 0.7;
const CAREFUL_BP = 0.2;
const EAGER_BP = 3;
const BASIS_POINT = 1e-4;

export function cross(seat: Seat, { best }: World, dice: Dice, side: Side, coins: number): void {
  const slack = dice.chance(CAREFUL_SHARE) ? CAREFUL_BP : EAGER_BP;
  const price = best(opposite(side));
  if (price === undefined) return;
  seat.take(side, coins, Math.round(price * (1 - outward(side) * slack * BASIS_POINT)));
}
