/**
 * All live orders by id. Ids are counters, so arithmetic finds an order: in pages of 256 neighbours. Only pages that
 * hold a live order exist, however many orders have come and gone.
 */
import type { OrderId } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { Order } from './state.ts';

const PAGE_SIZE = 256;

interface Page {
  number: number;
  readonly orders: (Order | undefined)[];
  count: number;
}

export class LiveOrders {
  readonly #pages = new Map<number, Page>();
  /** The page of the newest order. */
  #newest: Page | undefined;
  /** The last page that became empty. */
  #spare: Page | undefined;

  get(id: OrderId): Order | undefined {
    return this.#pageOf(id)?.orders[id % PAGE_SIZE];
  }

  add(order: Order): void {
    const page = this.#pageOf(order.id) ?? this.#makePage(pageNumber(order.id));
    const place = order.id % PAGE_SIZE;
    if (page.orders[place] !== undefined) throw broken(`order id ${order.id} is given twice`);
    page.orders[place] = order;
    page.count += 1;
  }

  remove(order: Order): void {
    const page = this.#pageOf(order.id);
    const place = order.id % PAGE_SIZE;
    if (page?.orders[place] !== order) throw broken(`order ${order.id} is not live`);
    page.orders[place] = undefined;
    page.count -= 1;
    if (page.count > 0) return;
    this.#pages.delete(page.number);
    if (page === this.#newest) this.#newest = undefined;
    this.#spare = page;
  }

  /** In no order. */
  *[Symbol.iterator](): Generator<Order> {
    for (const { orders } of this.#pages.values()) {
      for (const order of orders) if (order !== undefined) yield order;
    }
  }

  #pageOf(id: OrderId): Page | undefined {
    const number = pageNumber(id);
    return this.#newest?.number === number ? this.#newest : this.#pages.get(number);
  }

  #makePage(number: number): Page {
    const page = this.#spare ?? { number, orders: emptyPage(), count: 0 };
    page.number = number;
    this.#spare = undefined;
    this.#newest = page;
    this.#pages.set(number, page);
    return page;
  }
}

function emptyPage(): (Order | undefined)[] {
  return Array.from({ length: PAGE_SIZE }, () => undefined);
}

function pageNumber(id: OrderId): number {
  return Math.floor(id / PAGE_SIZE);
}
