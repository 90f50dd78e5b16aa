/**
 * A market maker: a ladder of post-only quotes on both sides of its estimate of the price.
 *
 * Its estimate is the fair value of a moment ago, plus the impact of the flow since, less a little for its inventory
 * (M. Avellaneda, S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008), 217–224).
 * Its width follows the volatility. Only the recent change of inventory counts: makers that skewed on all of it would
 * lock each other in. The side that would add to it is quoted further out and smaller.
 */
import type { Side } from '../../contract/orders.ts';
import type { Dice } from '../dice.ts';
import type { CrowdOrder, Seat } from '../seat.ts';
import { opposite, outward, type CrowdTrader, type World } from '../world.ts';

const LEVELS = 4;
/** Age of the fair value that a maker sees, and its delay after a trade. */
const LATENCY_SECONDS = 0.07;
const REACTION_SECONDS = 0.01;
const WAKE_SECONDS = 0.15;
const WIDTH = 2.5;
const WIDTH_SIGMA = 0.35;
const HALF_WIDTH_MIN_BP = 0.8;
/** Distance between levels, in standard deviations of a one-second return. */
const LEVEL_STEP = 0.8;
const SIZE_COINS = 0.013;
const SIZE_SIGMA = 1;
const SIZE_PER_LEVEL = 0.3;
const INVENTORY_SECONDS = 90;
const SKEW_PER_COIN = 0.066;
/** Recent inventory at which the exposed side is quoted twice as far out. */
const EXPOSED_COINS = 5;
const RETREAT_MAX = 4;
/** Deviation at which a quote is moved, as a share of the half width. It is larger on outer levels. */
const TOLERANCE = 0.15;
const POSITION_MAX_COINS = 120;
/** Largest position as a multiple of the maker's funds. */
const LEVERAGE_MAX = 6;
const COIN_VALUE = 50_000;
/** Largest distance of a quote from the fair value, whatever the flow and the inventory. */
const DISTANCE_MAX_BP = 100;

export class Maker implements CrowdTrader {
  readonly #seat: Seat;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #width: number;
  readonly #size: number;
  readonly #quotes: Record<Side, (CrowdOrder | undefined)[]> = { buy: [], sell: [] };
  /** Moving average of the position, in coins. */
  #usual = 0;
  #acted = 0;
  #isAlert = false;

  /** @param share factor on the size of its quotes; 1 in a crowd of the usual size */
  constructor(seat: Seat, world: World, dice: Dice, share: number) {
    this.#seat = seat;
    this.#world = world;
    this.#dice = dice;
    this.#width = dice.logNormal(WIDTH, WIDTH_SIGMA);
    this.#size = SIZE_COINS * share;
    world.onTrade(() => this.#react());
  }

  start(): void {
    this.#usual = this.#seat.position;
    const turn = () => {
      this.#act();
      this.#world.after(WAKE_SECONDS * (0.3 + this.#dice.exponential(0.7)), turn);
    };
    this.#world.after(this.#dice.uniform() * WAKE_SECONDS, turn);
  }

  #react(): void {
    if (this.#isAlert) return;
    this.#isAlert = true;
    this.#world.after(REACTION_SECONDS * (0.5 + this.#dice.uniform()), () => {
      this.#isAlert = false;
      this.#act();
    });
  }

  #act(): void {
    const { now, fair, flow, watch } = this.#world;
    const { position } = this.#seat;
    this.#usual = position + (this.#usual - position) * Math.exp((this.#acted - now) / INVENTORY_SECONDS);
    this.#acted = now;
    const volatility = watch.volatilityBp;
    const recent = position - this.#usual;
    const seen = fair.at(Math.max(0, now - LATENCY_SECONDS));
    const centre = seen + flow.impactBp(now) - SKEW_PER_COIN * volatility * recent;
    const half = Math.max(HALF_WIDTH_MIN_BP, this.#width * volatility);
    for (const side of ['buy', 'sell'] as const) {
      const sign = outward(side);
      // Buying adds to a long position, and selling to a short one.
      const retreat = -sign * recent > 0 ? Math.min(RETREAT_MAX, 1 + (recent / EXPOSED_COINS) ** 2) : 1;
      const isFull = -sign * position > this.#positionMax() || now < this.#world.awayUntil;
      for (let level = 0; level < LEVELS; level += 1) {
        const distance = retreat * (half + level * LEVEL_STEP * volatility);
        const wanted = centre + sign * distance;
        const bp = Math.max(seen - DISTANCE_MAX_BP, Math.min(seen + DISTANCE_MAX_BP, wanted));
        const tolerance = TOLERANCE * half * (1 + level / 2);
        this.#quote(side, level, { bp, tolerance, retreat, isFull });
      }
    }
  }

  #quote(side: Side, level: number, to: { bp: number; tolerance: number; retreat: number; isFull: boolean }) {
    const { scale } = this.#world;
    const order = this.#quotes[side][level];
    const isLive = order !== undefined && !order.isGone;
    if (isLive && order.isBusy) return;
    if (to.isFull) return isLive ? this.#seat.cancel(order) : undefined;
    if (isLive && Math.abs(to.bp - order.bp) < to.tolerance) return;
    const ticks = this.#behindTouch(side, scale.ticks(to.bp));
    const median = (this.#size * this.#world.depth * (1 + SIZE_PER_LEVEL * level)) / Math.sqrt(to.retreat);
    const coins = this.#dice.rounded(this.#dice.logNormal(median, SIZE_SIGMA));
    if (isLive) this.#seat.move(order, coins, ticks);
    else this.#quotes[side][level] = this.#seat.rest(side, coins, ticks);
  }

  /** A whole tick that does not cross the other side. */
  #behindTouch(side: Side, exact: number): number {
    const other = this.#world.best(opposite(side));
    if (side === 'buy') return Math.min(Math.floor(exact), (other ?? Infinity) - 1);
    return Math.max(Math.ceil(exact), (other ?? -Infinity) + 1);
  }

  #positionMax(): number {
    return Math.min(POSITION_MAX_COINS, (LEVERAGE_MAX * this.#seat.balance) / COIN_VALUE);
  }
}
