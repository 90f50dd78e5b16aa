/**
 * A value trader: large orders far from the fair value on both sides, which trade only when the price has run away. It
 * is the fundamentalist of C. Chiarella and G. Iori, "A simulation analysis of the microstructure of double auction
 * markets", Quantitative Finance 2 (2002), 346–353. Without it, a pit loses a side of its book when somebody buys
 * everything.
 */
import type { Dice } from '../dice.ts';
import type { CrowdOrder, Seat } from '../seat.ts';
import { outward, type CrowdTrader, type World } from '../world.ts';

const LEVELS = 4;
const NEAREST_BP = 60;
const LEVEL_STEP = 0.5;
const SIZE_MIN_COINS = 0.5;
const SIZE_SPREAD_COINS = 2;
const LATENCY_SECONDS = 1;
const WAKE_MIN_SECONDS = 2;
const WAKE_SPREAD_SECONDS = 4;

export class Value implements CrowdTrader {
  readonly #seat: Seat;
  readonly #world: World;
  readonly #dice: Dice;
  #ladder: (CrowdOrder | undefined)[] = [];

  constructor(seat: Seat, world: World, dice: Dice) {
    this.#seat = seat;
    this.#world = world;
    this.#dice = dice;
  }

  start(): void {
    const turn = () => {
      this.#act();
      this.#world.after(WAKE_MIN_SECONDS + WAKE_SPREAD_SECONDS * this.#dice.uniform(), turn);
    };
    this.#world.after(this.#dice.uniform(), turn);
  }

  #act(): void {
    const { now, fair } = this.#world;
    const value = fair.at(Math.max(0, now - LATENCY_SECONDS));
    const ladder = this.#ladder;
    this.#ladder = (['buy', 'sell'] as const).flatMap((side, half) =>
      Array.from({ length: LEVELS }, (_, level) => {
        const away = NEAREST_BP * (1 + LEVEL_STEP * level) * (0.8 + 0.4 * this.#dice.uniform());
        const coins = SIZE_MIN_COINS + SIZE_SPREAD_COINS * this.#dice.uniform() * (1 + level);
        const ticks = Math.round(this.#world.scale.ticks(value + outward(side) * away));
        return this.#renew(ladder[half * LEVELS + level], side, coins, ticks);
      }),
    );
  }

  #renew(order: CrowdOrder | undefined, side: 'buy' | 'sell', coins: number, ticks: number) {
    if (order === undefined || order.isGone) return this.#seat.rest(side, coins, ticks);
    this.#seat.move(order, coins, ticks);
    return order;
  }
}
