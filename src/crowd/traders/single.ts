/**
 * A trader that occasionally sends one aggressive order without information: the noise trader of A. S. Kyle,
 * "Continuous auctions and insider trading", Econometrica 53 (1985), 1315–1335. Arrivals are a plain Poisson process.
 * Self-exciting arrivals, in a comparison, only made the price bounce more from trade to trade.
 */
import type { Dice } from '../dice.ts';
import type { Seat } from '../seat.ts';
import { opposite, type CrowdTrader, type World } from '../world.ts';
import { cross, whenNarrow } from './cross.ts';
import { PIECE_COINS } from './parent.ts';

const SIZE_SIGMA = 1;
/** Time within which each of them sends its first order, so that a new pit shows a market at once. */
const FIRST_SECONDS = 2;
/** Position in coins at which the trader trades back. */
const POSITION_COINS = 5;

export class Single implements CrowdTrader {
  readonly #seat: Seat;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #everySeconds: number;

  constructor(seat: Seat, world: World, dice: Dice, everySeconds: number) {
    this.#seat = seat;
    this.#world = world;
    this.#dice = dice;
    this.#everySeconds = everySeconds;
  }

  start(): void {
    this.#world.after(this.#dice.uniform() * FIRST_SECONDS, () => this.#turn());
  }

  #turn(): void {
    this.#world.after(this.#dice.exponential(this.#everySeconds), () => this.#turn());
    this.#act();
  }

  #act(): void {
    const dice = this.#dice;
    const drawn = dice.chance(0.5) ? 'buy' : 'sell';
    const wouldHold = this.#seat.position * (drawn === 'buy' ? 1 : -1);
    const side = wouldHold > POSITION_COINS ? opposite(drawn) : drawn;
    const coins = dice.rounded(dice.logNormal(PIECE_COINS, SIZE_SIGMA));
    whenNarrow(this.#world, dice, () => cross(this.#seat, this.#world, dice, side, coins));
  }
}
