/** The orders of one account: how much of them trades, and how much stood before them in the queue. */
import type { Answer } from '../quick-pit/replies.ts';
import { mean, sum } from './statistics.ts';

interface Placed {
  /** Quantity before it at its price when it came to rest; undefined: it never rested. */
  queueAhead: number | undefined;
  /** Quantity that can still trade. */
  open: number;
  hasRestedAndTraded: boolean;
}

export class OrderLedger {
  /** Of all orders: what has traded and what may or might still have. */
  #quantity = 0;
  #filled = 0;
  readonly #orders = new Map<number, Placed>();

  replied(reply: Answer): void {
    if (reply.type === 'order_accepted') {
      const { orderId, quantity, queueAhead } = reply;
      this.#quantity += quantity;
      this.#orders.set(orderId, { queueAhead, open: quantity, hasRestedAndTraded: false });
      return;
    }
    if (reply.type !== 'fill' && reply.type !== 'order_amended') return;
    const placed = this.#orders.get(reply.orderId);
    if (placed === undefined) return;
    if (reply.type === 'fill') {
      this.#filled += reply.quantity;
      placed.open = reply.remainingQuantity;
      if (reply.liquidity === 'maker') placed.hasRestedAndTraded = true;
    } else {
      this.#quantity += reply.quantity - placed.open;
      placed.open = reply.quantity;
      placed.queueAhead = reply.queueAhead ?? placed.queueAhead;
    }
  }

  /** When the order came to rest, at its last price; undefined: it never rested. */
  queueAheadOf(orderId: number): number | undefined {
    return this.#orders.get(orderId)?.queueAhead;
  }

  /** Filled quantity over the quantity of all orders, as they were last amended; null without an order. */
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
