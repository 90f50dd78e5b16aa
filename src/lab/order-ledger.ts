/** The orders of one account: how much of them trades, and how much was ahead of them in the queue. */
import type { Answer } from '../quick-pit/replies.ts';
import { mean } from '../contract/sample.ts';

interface Placed {
  /** Quantity ahead of it at its price when it came to rest. Undefined: it never rested. */
  queueAhead: number | undefined;
  /** Quantity that can still trade. */
  open: number;
  hasRestedAndTraded: boolean;
}

export class OrderLedger {
  /** Quantity of all orders: traded, still open, or open when they ended. */
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

  /** Quantity ahead of the order when it came to rest at its last price. Undefined: it never rested. */
  queueAheadOf(orderId: number): number | undefined {
    return this.#orders.get(orderId)?.queueAhead;
  }

  /** Filled quantity divided by the quantity of all orders after their last amendment. Null without an order. */
  get fillRatio(): number | null {
    return this.#quantity === 0 ? null : this.#filled / this.#quantity;
  }

  /** Mean quantity ahead of the orders that came to rest. Null: none did. */
  get queuePlaced(): number | null {
    return meanOf([...this.#orders.values()]);
  }

  /** The same for those that traded as maker. Null: none did. */
  get queueFilled(): number | null {
    return meanOf([...this.#orders.values()].filter((order) => order.hasRestedAndTraded));
  }
}

function meanOf(orders: readonly Placed[]): number | null {
  const known = orders.flatMap(({ queueAhead }) => queueAhead ?? []);
  return known.length === 0 ? null : mean(known);
}
