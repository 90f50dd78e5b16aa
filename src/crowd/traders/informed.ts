/**
 * An informed trader. It knows the fair value, and trades when the book is off by more than its edge (L. R. Glosten, P.
 * R. Milgrom, "Bid, ask and transaction prices in a specialist market with heterogeneously informed traders", Journal
 * of Financial Economics 14 (1985), 71–100). One kind knows the current value, and adds the impact of the flow as
 * makers do. The other knows the value a while ahead, and adds what the market has learned from the flow. Without that,
 * it would trade against every parent order until nothing of its impact remained.
 */
import type { Dice } from '../dice.ts';
import type { Seat } from '../seat.ts';
import type { CrowdTrader, Touch, World } from '../world.ts';

export interface Insight {
  /** Lead with which the trader knows the fair value. Negative: the delay. */
  readonly aheadSeconds: number;
  /** Impact of the flow that the trader adds: all of it, or the part that stays for minutes. */
  readonly impact: 'all' | 'learned';
  readonly wakeSeconds: number;
  readonly edgeBp: number;
}

export const NEWS: Insight = { aheadSeconds: -0.02, impact: 'all', wakeSeconds: 0.2, edgeBp: 1.1 };
export const FORESIGHT: Insight = { aheadSeconds: 10, impact: 'learned', wakeSeconds: 4, edgeBp: 1.65 };

const SIZE_COINS = 0.03;
const SIZE_SIGMA = 1;
const POSITION_COINS = 4;
/** Edge that suffices to close a position, as a share of the usual edge. */
const CLOSING_EDGE = 0.3;
/** Edge that remains at the order's limit price, as a share of the usual edge. */
const LIMIT_EDGE = 0.2;
const DELAY_SECONDS = 0.02;
const DELAY_SPREAD_SECONDS = 0.05;

export class Informed implements CrowdTrader {
  readonly #seat: Seat;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #insight: Insight;

  constructor(seat: Seat, world: World, dice: Dice, insight: Insight) {
    this.#seat = seat;
    this.#world = world;
    this.#dice = dice;
    this.#insight = insight;
  }

  start(): void {
    this.#world.after(this.#dice.exponential(this.#insight.wakeSeconds), () => {
      this.start();
      const { touch } = this.#world;
      if (touch !== undefined) this.#act(touch);
    });
  }

  #act(touch: Touch): void {
    const { now, fair, flow, scale } = this.#world;
    const { aheadSeconds, impact, edgeBp } = this.#insight;
    const pushed = impact === 'all' ? flow.impactBp(now) : flow.learnedBp(now);
    const value = fair.at(Math.max(0, now + aheadSeconds)) + pushed;
    const sign = this.#direction(value, touch);
    if (sign === 0 || this.#seat.position * sign > POSITION_COINS) return;
    const coins = this.#dice.rounded(this.#dice.logNormal(SIZE_COINS, SIZE_SIGMA));
    const limit = Math.round(scale.ticks(value - sign * edgeBp * LIMIT_EDGE));
    const delay = DELAY_SECONDS + DELAY_SPREAD_SECONDS * this.#dice.uniform();
    this.#world.after(delay, () => this.#seat.take(sign > 0 ? 'buy' : 'sell', coins, limit));
  }

  /** Direction in which the trader expects a profit: 1 up, -1 down, 0 none. */
  #direction(value: number, { bid, ask }: Touch): -1 | 0 | 1 {
    const { position } = this.#seat;
    const { edgeBp } = this.#insight;
    if (value - ask > (position < 0 ? edgeBp * CLOSING_EDGE : edgeBp)) return 1;
    if (bid - value > (position > 0 ? edgeBp * CLOSING_EDGE : edgeBp)) return -1;
    return 0;
  }
}
