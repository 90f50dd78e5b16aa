/** The orders of one account: how much of them trades, and how much stood before them in the queue. */
import type { Answer } from '../quick-pit/replies.ts';
import { mean, sum } from './statistics.ts';

interface Placed {
  /** Quantity before it at its price when it came to rest; undefined: it never rested. */
  readonly queueAhead: number | undefined;
  hasRestedAndTraded: boolean;
}

export class OrderLedger {
  #quantity = 0;
  #filled = 0;
  readonly #orders = new Map<number, Placed>();

  replied(reply: Answer): void {
    if (reply.type === 'order_accepted') {
      this.#quantity += reply.quantity;
      this.#orders.set(reply.orderId, { queueAhead: reply.queueAhead, hasRestedAndTraded: false });
    } else if (reply.type === 'fill') {
      this.#filled += reply.quantity;
      const placed = this.#orders.get(reply.orderId);
      if (placed !== undefined && reply.liquidity === 'maker') placed.hasRestedAndTraded = true;
    }
  }

  /** At the moment in which the order was placed; undefined: it never rested. */
  queueAheadOf(orderId: number): number | undefined {
    return this.#orders.get(orderId)?.queueAhead;
  }

  /** Filled quantity over the quantity of all orders; null without an order. */
  get fillRatio(): number | null {
    return this.#quantity === 0 ? null : this.#filled / this.#quantity;
  }

  /** The mean of the orders that came to rest; null: none did. */
  get queuePlaced(): number | null {
    return meanOf([...this.#orders.values()]);
  }

  /** The mean of those of them that traded as maker; null: none did. */
  get queueFilled(): number | null {
    return meanOf([...this.#orders.values()].filter((order) => order.hasRestedAndTraded));
  }
}

function meanOf(orders: readonly Placed[]): number | null {
  const known = orders.flatMap(({ queueAhead }) => queueAhead ?? []);
  return known.length === 0 ? null : mean(known);
}

/** The share of the values that are true; 0 without any. */
export function share(values: readonly boolean[]): number {
  return values.length === 0 ? 0 : sum(values.map(Number)) / values.length;
}
