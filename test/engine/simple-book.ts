/**
 * The order book in its simplest form, to check the fast one: one array per side, in the order in which the orders would
 * trade, searched from end to end for every operation.
 */
import type { SelfTradePrevention, Side } from '../../src/contract/index.ts';

export interface SimpleOrder {
  readonly id: number;
  readonly side: Side;
  readonly price: number;
  readonly owner: number;
  readonly isReduceOnly: boolean;
  open: number;
}

interface Taker {
  readonly side: Side;
  readonly limit: number;
  readonly lots: number;
  readonly tradable: number;
  readonly owner: number;
  readonly selfTradePrevention: SelfTradePrevention;
}

/** An event of a resting order, in words. */
export interface SimpleStep {
  readonly kind: 'trade' | 'cancel' | 'decrement';
  readonly id: number;
  readonly price: number;
  readonly lots: number;
}

export class SimpleBook {
  readonly #sides: Readonly<Record<Side, SimpleOrder[]>> = { buy: [], sell: [] };

  side(side: Side): readonly SimpleOrder[] {
    return this.#sides[side];
  }

  levels(side: Side): readonly (readonly [price: number, total: number])[] {
    const totals = new Map<number, number>();
    for (const { price, open } of this.#sides[side]) totals.set(price, (totals.get(price) ?? 0) + open);
    return [...totals];
  }

  add(order: SimpleOrder): void {
    const orders = this.#sides[order.side];
    const place = orders.findIndex(({ price }) => isBetter(order.side, order.price, price));
    orders.splice(place === -1 ? orders.length : place, 0, order);
  }

  take(id: number, lots: number): void {
    for (const orders of Object.values(this.#sides)) {
      const place = orders.findIndex((order) => order.id === id);
      const order = orders[place];
      if (order === undefined) continue;
      order.open -= lots;
      if (order.open === 0) orders.splice(place, 1);
    }
  }

  match(taker: Taker): { readonly end: string; readonly steps: readonly SimpleStep[] } {
    const steps: SimpleStep[] = [];
    let { lots, tradable } = taker;
    for (;;) {
      const [first] = this.#sides[taker.side === 'buy' ? 'sell' : 'buy'];
      if (first === undefined || lots === 0 || tradable === 0) return { end: 'done', steps };
      if (isBetter(taker.side, first.price, taker.limit)) return { end: 'done', steps };
      const { id, price, open, owner, isReduceOnly } = first;
      if (owner === taker.owner) {
        const mode = taker.selfTradePrevention;
        if (mode === 'cancel_incoming') return { end: 'self_trade', steps };
        const taken = mode === 'decrement' ? Math.min(lots, open) : open;
        steps.push({ kind: mode === 'decrement' ? 'decrement' : 'cancel', id, price, lots: taken });
        this.take(id, taken);
        if (mode === 'cancel_both') return { end: 'self_trade', steps };
        if (mode === 'decrement') lots -= taken;
        continue;
      }
      if (isReduceOnly) return { end: 'met_alone', steps };
      const traded = Math.min(lots, tradable, open);
      steps.push({ kind: 'trade', id, price, lots: traded });
      this.take(id, traded);
      lots -= traded;
      tradable -= traded;
    }
  }
}

/** True when the first price trades before the other on this side. */
function isBetter(side: Side, price: number, other: number): boolean {
  return side === 'buy' ? price > other : price < other;
}
