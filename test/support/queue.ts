/** The book, order by order. */
import type { Level } from '../../src/engine/book.ts';
import type { Order } from '../../src/engine/index.ts';

/** The orders at one price, oldest first. */
export function queueOf(level: Level): Order[] {
  const orders: Order[] = [];
  for (let order = level.head; order !== null; order = order.next) orders.push(order);
  return orders;
}
