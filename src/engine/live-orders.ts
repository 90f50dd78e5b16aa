/** The live orders of the exchange by id, and those of an account by client order id. */
import type { OrderId } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { hashOfId, hashOfText, hashSecret } from './hashes.ts';
import { NOWHERE, OrderTable } from './order-table.ts';
import type { Order } from './state.ts';

export class LiveOrders {
  readonly #byId = new OrderTable();
  readonly #secret = hashSecret();

  get(id: OrderId): Order | undefined {
    return this.#find(hashOfId(this.#secret, id), id);
  }

  add(order: Order): void {
    const hash = hashOfId(this.#secret, order.id);
    if (this.#find(hash, order.id) !== undefined) throw broken(`order id ${order.id} is given twice`);
    this.#byId.add(hash, order);
  }

  remove(order: Order): void {
    const hash = hashOfId(this.#secret, order.id);
    if (!this.#byId.remove(hash, order)) throw broken(`order ${order.id} is not live`);
  }

  /** Live orders, in no particular order. */
  [Symbol.iterator](): Iterator<Order> {
    return this.#byId[Symbol.iterator]();
  }

  #find(hash: number, id: OrderId): Order | undefined {
    for (let place = this.#byId.first(hash); place !== NOWHERE; place = this.#byId.next(place)) {
      const order = this.#byId.at(place);
      if (order.id === id) return order;
    }
    return undefined;
  }
}

export class OwnOrders {
  readonly #byClientOrderId = new OrderTable();
  readonly #secret = hashSecret();
  #hashed = '';
  #hash = hashOfText(this.#secret, '');

  get size(): number {
    return this.#byClientOrderId.size;
  }

  get(clientOrderId: string): Order | undefined {
    const hash = this.#hashOf(clientOrderId);
    for (
      let place = this.#byClientOrderId.first(hash);
      place !== NOWHERE;
      place = this.#byClientOrderId.next(place)
    ) {
      const order = this.#byClientOrderId.at(place);
      if (order.clientOrderId === clientOrderId) return order;
    }
    return undefined;
  }

  has(clientOrderId: string): boolean {
    return this.get(clientOrderId) !== undefined;
  }

  /** Adds an order whose client order id is not in use. */
  add(order: Order): void {
    order.clientOrderIdHash = this.#hashOf(order.clientOrderId);
    this.#byClientOrderId.add(order.clientOrderIdHash, order);
  }

  remove(order: Order): void {
    if (!this.#byClientOrderId.remove(order.clientOrderIdHash, order))
      throw broken(`order ${order.id} is not among its owner's`);
  }

  /** Live orders of the account, oldest first. */
  values(): readonly Order[] {
    return [...this.#byClientOrderId].sort((a, b) => a.id - b.id);
  }

  /** Live orders of the account, in no particular order. */
  [Symbol.iterator](): Iterator<Order> {
    return this.#byClientOrderId[Symbol.iterator]();
  }

  /** It keeps the last hash, because the client order id of a new order is looked up before the order is added. */
  #hashOf(clientOrderId: string): number {
    if (clientOrderId === this.#hashed) return this.#hash;
    this.#hashed = clientOrderId;
    this.#hash = hashOfText(this.#secret, clientOrderId);
    return this.#hash;
  }
}
