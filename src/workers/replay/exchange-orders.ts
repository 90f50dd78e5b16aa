/**
 * Quantity that the exchange still holds of each resting order in the file's book, according to the messages so far. An
 * order is `touched` when another trader took part in it, or the exchange moved or cancelled it. From then on it may
 * differ from the file.
 */
import type { QuantityLots } from '../../contract/units.ts';

interface ExchangeOrder {
  quantity: number;
  touched: boolean;
}

export class ExchangeOrders {
  readonly #orders = new Map<string, ExchangeOrder>();

  quantityOf(id: string): QuantityLots {
    return (this.#orders.get(id)?.quantity ?? 0) as QuantityLots;
  }

  isTouched(id: string): boolean {
    return this.#orders.get(id)?.touched ?? false;
  }

  placed(id: string, quantity: QuantityLots): void {
    this.#orders.set(id, { quantity, touched: false });
  }

  filled(id: string, quantity: QuantityLots): void {
    const order = this.#orders.get(id);
    // A fill of an order with a pending cancel changes nothing.
    if (order !== undefined) order.quantity = Math.max(order.quantity - quantity, 0);
  }

  /** Sets the quantity that the exchange now holds of the order. */
  changed(id: string, quantity: number): void {
    const order = this.#orders.get(id);
    if (order !== undefined) order.quantity = quantity;
  }

  touch(id: string): void {
    const order = this.#orders.get(id);
    if (order !== undefined) order.touched = true;
  }

  forget(id: string): void {
    this.#orders.delete(id);
  }
}
