/**
 * A patient trader. It places limit orders, some inside the spread and most behind it, and cancels them later.
 *
 * Distances from the mid have a power-law tail (J.-P. Bouchaud, M. Mézard, M. Potters, "Statistical properties of stock
 * order books: empirical results and models", Quantitative Finance 2 (2002), 251–256), in units of the volatility. The
 * further out an order rests, the longer it lives. The trader cancels an order that the price is about to run over,
 * because a book that keeps its stale orders drags the mid behind the fair value.
 */
import type { Side } from '../../contract/orders.ts';
import type { Dice } from '../dice.ts';
import type { CrowdOrder, Seat } from '../seat.ts';
import { outward, type CrowdTrader, type Touch, type World } from '../world.ts';

const INSIDE_SHARE = 0.3;
/** Spread in ticks below which there is no room inside it. */
const INSIDE_TICKS_MIN = 5;
const INSIDE_DEPTH = 0.6;
/** Distance from the mid at which the outer orders begin, as a share of the average spread. */
const HALF_SPREAD = 0.3;
/** Scale of the distances, in standard deviations of a one-second return. */
const DISTANCE = 4;
const DISTANCE_EXPONENT = 1.6;
const DISTANCE_MAX_BP = 60;
const SIZE_COINS = 0.03;
const SIZE_SIGMA = 1;
const LIFE_SECONDS = 8;
const LOOK_SECONDS = 0.4;
/** Age of the fair value that the trader sees, in seconds. */
const LATENCY_SECONDS = 0.1;
/**
 * Smallest advantage of an order over the believed price, in standard deviations of a one-second return. Below it, the
 * order is cancelled.
 */
const EDGE_MIN = 0.9;
/** Position in coins at which the trader leans to the other side. */
const LEAN_COINS = 2;
const LEAN_CHANCE = 0.25;

export class Patient implements CrowdTrader {
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
      this.#act();
    });
  }

  #act(): void {
    const { touch } = this.#world;
    if (touch === undefined) return;
    const side = this.#side();
    const isInside = this.#dice.chance(INSIDE_SHARE) && touch.askTicks - touch.bidTicks >= INSIDE_TICKS_MIN;
    const distance = isInside ? 0 : this.#distance();
    const ticks = isInside ? this.#inside(side, touch) : this.#outside(side, touch, distance);
    const coins = this.#dice.rounded(this.#dice.logNormal(SIZE_COINS * this.#world.depth, SIZE_SIGMA));
    const order = this.#seat.rest(side, coins, ticks);
    if (order === undefined) return;
    const scale = DISTANCE * this.#world.watch.volatilityBp;
    this.#mind(order, LIFE_SECONDS * (0.25 + distance / scale), LOOK_SECONDS * (1 + distance / 5));
  }

  /** Looks at the order from time to time until it is gone. Cancels it by chance, or when it is about to lose money. */
  #mind(order: CrowdOrder, life: number, every: number): void {
    const period = Math.min(life, every);
    const look = () => {
      if (order.isGone) return;
      const isWeary = this.#dice.chance(period / life);
      if (isWeary || this.#isStale(order)) this.#seat.cancel(order);
      this.#world.after(period * (0.5 + this.#dice.uniform()), look);
    };
    this.#world.after(period * (0.5 + this.#dice.uniform()), look);
  }

  #isStale({ side, bp }: CrowdOrder): boolean {
    const { now, fair, flow, watch } = this.#world;
    const believed = fair.at(Math.max(0, now - LATENCY_SECONDS)) + flow.impactBp(now);
    const edge = outward(side) * (bp - believed);
    return edge < EDGE_MIN * watch.volatilityBp;
  }

  #side(): Side {
    const { position } = this.#seat;
    const buys = position > LEAN_COINS ? LEAN_CHANCE : position < -LEAN_COINS ? 1 - LEAN_CHANCE : 0.5;
    return this.#dice.chance(buys) ? 'buy' : 'sell';
  }

  /** Distance from the mid, in basis points. */
  #distance(): number {
    const reach = DISTANCE * this.#world.watch.volatilityBp;
    return Math.min(DISTANCE_MAX_BP, reach * (this.#dice.pareto(DISTANCE_EXPONENT) - 1));
  }

  #inside(side: Side, { bidTicks, askTicks }: Touch): number {
    const depth = Math.floor(this.#dice.uniform() * INSIDE_DEPTH * (askTicks - bidTicks));
    return side === 'buy' ? bidTicks + depth : askTicks - depth;
  }

  #outside(side: Side, { bid, ask, bidTicks, askTicks }: Touch, distance: number): number {
    const { scale, watch } = this.#world;
    const away = distance + HALF_SPREAD * watch.spreadBp;
    const ticks = Math.round(scale.ticks((bid + ask) / 2 + outward(side) * away));
    return side === 'buy' ? Math.min(ticks, askTicks - 1) : Math.max(ticks, bidTicks + 1);
  }
}
