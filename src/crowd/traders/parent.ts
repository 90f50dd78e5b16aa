/**
 * A trader with large parent orders, which it works in pieces.
 *
 * The number of pieces has a power-law tail, which gives the signs of trades their long memory (F. Lillo, S. Mike,
 * J. D. Farmer, "Theory for long memory in supply and demand", Physical Review E 71 (2005), 066122). Some parents send
 * their pieces in a burst and some take minutes: the gap is drawn once for each parent, with a heavy tail.
 */
import type { Side } from '../../contract/orders.ts';
import type { Dice } from '../dice.ts';
import type { Seat } from '../seat.ts';
import { opposite, outward, type CrowdTrader, type World } from '../world.ts';
import { cross, whenNarrow } from './cross.ts';

const PIECES_MIN = 3;
const PIECES_EXPONENT = 1.7;
const PIECES_MAX = 60;
const GAP_SECONDS = 0.03;
const GAP_SIGMA = 1.8;
export const PIECE_COINS = 0.012;
/**
 * Spread of the piece sizes in two parts: between parents, and between the pieces of one parent. Their squares add up
 * to 1.
 */
const PARENT_SIGMA = 0.5;
const PIECE_SIGMA = Math.sqrt(0.75);
/** Position in coins at which the trader would always trade back, if LEAN_MAX did not cap the lean. */
const POSITION_COINS = 10;
const LEAN_MAX = 0.45;
const LARGE_GAP_SECONDS = 2;
/** How far through the book a piece of a large order goes, as a share of the price. */
const LARGE_SLACK = 0.01;

export class Parent implements CrowdTrader {
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
    this.#world.after(this.#dice.exponential(this.#everySeconds), () => {
      this.start();
      this.#begin();
    });
  }

  /** Works a parent order in equal pieces at equal intervals. Each piece takes the liquidity that it finds. */
  workLarge(side: Side, coins: number, seconds: number): void {
    const pieces = Math.max(1, Math.round(seconds / LARGE_GAP_SECONDS));
    for (let piece = 0; piece < pieces; piece += 1) {
      this.#world.after(piece * LARGE_GAP_SECONDS, () => this.#takeLarge(side, coins / pieces));
    }
  }

  #takeLarge(side: Side, coins: number): void {
    const price = this.#world.best(opposite(side));
    if (price === undefined) return;
    this.#seat.take(side, coins, Math.round(price * (1 - outward(side) * LARGE_SLACK)));
  }

  #begin(): void {
    const dice = this.#dice;
    const lean = (0.5 * this.#seat.position) / POSITION_COINS;
    const side = dice.chance(0.5 - Math.max(-LEAN_MAX, Math.min(LEAN_MAX, lean))) ? 'buy' : 'sell';
    const pieces = Math.min(PIECES_MAX, Math.round(PIECES_MIN * dice.pareto(PIECES_EXPONENT)));
    const gap = dice.logNormal(GAP_SECONDS, GAP_SIGMA);
    const median = dice.logNormal(PIECE_COINS, PARENT_SIGMA);
    whenNarrow(this.#world, dice, () => this.#work(side, pieces, gap, median));
  }

  #work(side: Side, pieces: number, gap: number, median: number): void {
    const coins = this.#dice.rounded(this.#dice.logNormal(median, PIECE_SIGMA));
    cross(this.#seat, this.#world, this.#dice, side, coins);
    if (pieces === 1) return;
    this.#world.after(this.#dice.exponential(gap), () => this.#work(side, pieces - 1, gap, median));
  }
}
