/** The live orders of the exchange by id, and those of an account by client order id. */
import type { OrderId } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { NOWHERE, OrderTable } from './order-table.ts';
import type { Order } from './state.ts';

export class LiveOrders {
  readonly #byId = new OrderTable();

  get(id: OrderId): Order | undefined {
    for (let place = this.#byId.first(id); place !== NOWHERE; place = this.#byId.next(place)) {
      const order = this.#byId.at(place);
      if (order.id === id) return order;
    }
    return undefined;
  }

  add(order: Order): void {
    if (this.get(order.id) !== undefined) throw broken(`order id ${order.id} is given twice`);
    this.#byId.add(order.id, order);
  }

  remove(order: Order): void {
    if (!this.#byId.remove(order.id, order)) throw broken(`order ${order.id} is not live`);
  }

  /** Live orders, in no particular order. */
  [Symbol.iterator](): Iterator<Order> {
    return this.#byId[Symbol.iterator]();
  }
}

const HASH_MASK = 2 ** 30 - 1;

/** Start value of the hashes of names. No answer, event or state depends on it. */
let nameSeed = 0;

/**
 * Sets the seed for accounts that are opened from now on.
 * @param seed random number, so that no client can choose names that share a hash
 */
export function seedNames(seed: number): void {
  nameSeed = seed;
}

export class OwnOrders {
  readonly #byName = new OrderTable();
  readonly #seed = nameSeed;
  #hashed = '';
  #hash = nameSeed & HASH_MASK;

  get size(): number {
    return this.#byName.size;
  }

  get(clientOrderId: string): Order | undefined {
    const hash = this.#hashOf(clientOrderId);
    for (let place = this.#byName.first(hash); place !== NOWHERE; place = this.#byName.next(place)) {
      const order = this.#byName.at(place);
      if (order.clientOrderId === clientOrderId) return order;
    }
    return undefined;
  }

  has(clientOrderId: string): boolean {
    return this.get(clientOrderId) !== undefined;
  }

  /** Adds an order whose name is not in use. */
  add(order: Order): void {
    order.nameHash = this.#hashOf(order.clientOrderId);
    this.#byName.add(order.nameHash, order);
  }

  remove(order: Order): void {
    if (!this.#byName.remove(order.nameHash, order))
      throw broken(`order ${order.id} is not among its owner's`);
  }

  clear(): void {
    this.#byName.clear();
  }

  /** Live orders of the account, oldest first. */
  values(): readonly Order[] {
    return [...this.#byName].sort((a, b) => a.id - b.id);
  }

  /** Live orders of the account, in no particular order. */
  [Symbol.iterator](): Iterator<Order> {
    return this.#byName[Symbol.iterator]();
  }

  /**
   * FNV-1a hash of a name, in 30 bits, which every platform stores without a box. It keeps the last one, because a new
   * order's name is looked up before it is added.
   */
  #hashOf(name: string): number {
    if (name === this.#hashed) return this.#hash;
    let hash = this.#seed;
    for (let index = 0; index < name.length; index += 1)
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    this.#hashed = name;
    this.#hash = hash & HASH_MASK;
    return this.#hash;
  }
}
