/**
 * Where one account's profit comes from. Every change of equity is exactly one of: the distance between a fill and the mark
 * price (earned as maker, paid as taker), fees, and the position carried while the mark price moved (inventory).
 */
import type { MarketEvent, PositionUpdate } from '../../src/contract/events.ts';
import type { Fill, Reply } from '../../src/contract/orders.ts';

/** After so many seconds the mid shows whether a fill was good. */
export const MARKOUT_SECONDS = [1, 10, 60] as const;
const BASIS_POINTS = 10_000;
const MICROS_PER_SECOND = 1_000_000;

export interface FillRow {
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  readonly liquidity: 'maker' | 'taker';
  readonly fee: number;
  readonly mark: number;
  /** In basis points of the price, positive: the mid moved in the account's favour; null: the run ended before. */
  readonly markouts: (number | null)[];
}

export class AccountBook {
  readonly fills: FillRow[] = [];
  readonly rejections: Record<string, number> = {};
  orders = 0;
  liquidations = 0;
  spreadEarned = 0;
  spreadPaid = 0;
  fees = 0;
  readonly #account: string;
  readonly #pending: { readonly fill: FillRow; readonly horizon: number; readonly at: number }[] = [];

  constructor(account: string) {
    this.#account = account;
  }

  /** @param mark the mark price before the fill moved it */
  replied(reply: Reply, mark: number): void {
    if (reply.type === 'order_accepted') this.orders += 1;
    else if (reply.type === 'order_rejected' || reply.type === 'error')
      this.rejections[reply.code] = (this.rejections[reply.code] ?? 0) + 1;
    else if (reply.type === 'fill') this.#filled(reply, mark);
  }

  observed(events: readonly MarketEvent[]): void {
    for (const event of events)
      if (event.type === 'liquidation' && event.account === this.#account && event.stage === 'started')
        this.liquidations += 1;
  }

  /** @param mid undefined: a side of the book is empty, and the next look decides */
  look(timeMicros: number, mid: number | undefined): void {
    if (mid === undefined) return;
    while ((this.#pending[0]?.at ?? Infinity) <= timeMicros) {
      const due = this.#pending.shift();
      if (due === undefined) return;
      const { fill, horizon } = due;
      fill.markouts[horizon] = (signOf(fill.side) * (mid - fill.price) * BASIS_POINTS) / fill.price;
    }
  }

  /** Profit of the position since the account opened, without spread and fees. */
  inventory(equityChange: number): number {
    return equityChange - this.spreadEarned + this.spreadPaid + this.fees;
  }

  #filled({ side, price, quantity, liquidity, fee, time }: Fill, mark: number): void {
    const edge = signOf(side) * (mark - price) * quantity;
    if (liquidity === 'maker') this.spreadEarned += edge;
    else this.spreadPaid -= edge;
    this.fees += fee;
    const fill = {
      time,
      side,
      price,
      quantity,
      liquidity,
      fee,
      mark,
      markouts: MARKOUT_SECONDS.map(() => null),
    };
    this.fills.push(fill);
    MARKOUT_SECONDS.forEach((seconds, horizon) =>
      this.#await(fill, horizon, time + seconds * MICROS_PER_SECOND),
    );
  }

  #await(fill: FillRow, horizon: number, at: number): void {
    const index = this.#pending.findLastIndex((other) => other.at <= at);
    this.#pending.splice(index + 1, 0, { fill, horizon, at });
  }
}

/** Of an account that has never traded, its balance. */
export function equityOf(position: PositionUpdate | undefined, deposit: number): number {
  return position?.equity ?? deposit;
}

function signOf(side: 'buy' | 'sell'): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}
