/**
 * The owner of resting orders that close its position, in a match that is only measured (fillable.ts). Rule R4 weighs
 * such orders again before they trade, so the measurement keeps copies of the position, of the balance that backs it
 * and of the sums of its open orders.
 */
import type { Money, PriceTicks, Side } from '../contract/index.ts';
import { changePosition, countOpenIn } from './ledger.ts';
import type { Rules } from './rules.ts';
import type { Order, Position } from './state.ts';
import { isCovered, unknownLots, youngestFirst } from './weighing.ts';

export class MeasuredOwner {
  readonly #original: Position;
  readonly #copy: Position;
  /** Records of the orders that have traded or would be cancelled. */
  readonly #gone = new Set<number>();
  /** Orders of each side that may be cancelled. An earlier one is gone. */
  readonly #youngest: Partial<Record<Side, Generator<Order>>> = {};
  #hasShrunk = false;

  constructor(position: Position) {
    this.#original = position;
    this.#copy = copyOf(position);
  }

  /** @returns true when the order still rests after the orders have been weighed again */
  keeps(rules: Rules, order: Order): boolean {
    if (this.#hasShrunk && !order.reduceOnly) this.#weigh(rules, order.side);
    return !this.#gone.has(order.record);
  }

  /**
   * Notes that the aggressor met an order.
   * @param change lots traded, positive for a buy; 0: the order would be cancelled
   */
  meet(order: Order, change: number, price: number, fee: number): void {
    if (change === 0) return this.#remove(order);
    const { margin } = this.#copy;
    this.#hasShrunk = true;
    this.#gone.add(order.record);
    countOpenIn(this.#copy, order, -Math.abs(change));
    changePosition(this.#copy, change, price as PriceTicks);
    margin.balance = (margin.balance - fee) as Money;
    this.#removeLinked(order);
  }

  #remove(order: Order): void {
    this.#gone.add(order.record);
    countOpenIn(this.#copy, order, -order.open);
    this.#removeLinked(order);
  }

  /** M14: removes the other order of a pair. */
  #removeLinked({ linked }: Order): void {
    if (linked === null || this.#gone.has(linked.record)) return;
    this.#gone.add(linked.record);
    countOpenIn(this.#copy, linked, -linked.open);
  }

  #weigh(rules: Rules, side: Side): void {
    while (!isCovered(rules, this.#copy, side)) this.#remove(this.#takeYoungest(side));
  }

  #takeYoungest(side: Side): Order {
    const orders = (this.#youngest[side] ??= youngestFirst(this.#original, side));
    for (;;) {
      const { done, value: order } = orders.next();
      if (done === true) throw unknownLots();
      if (!this.#gone.has(order.record)) return order;
    }
  }
}

function copyOf(original: Position): Position {
  const margin = { ...original.margin };
  const { openOrders, reduceOnlyLots } = original;
  const copy = {
    ...original,
    margin,
    openOrders: { buy: { ...openOrders.buy }, sell: { ...openOrders.sell } },
    reduceOnlyLots: { ...reduceOnlyLots },
  };
  const positions = margin.positions.map((position) => (position === original ? copy : position));
  return Object.assign(copy, { margin: Object.assign(margin, { positions }) });
}
