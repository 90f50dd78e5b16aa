/**
 * The order book plus the minimum with which clients can name their orders and facts leave as objects: a map of names,
 * an object per order, and the events. There are no accounts and no money. The difference from the whole engine is the
 * cost of accounts, margin and liquidation.
 */
import type { Engine } from './contender.ts';
import { nameOf } from './exchange.ts';
import { MatchingAlone } from './matching-alone.ts';
import { ADD, CANCEL, type Stream } from './stream.ts';

export const matchingAndEvents: Engine = {
  name: 'botpit: matching, names and events',
  start: (stream) => new MatchingAndEvents(stream),
};

interface Named {
  readonly clientOrderId: string;
  readonly orderId: number;
  readonly account: number;
  readonly price: number;
  readonly quantity: number;
}

class MatchingAndEvents extends MatchingAlone {
  readonly #stream: Stream;
  readonly #live: Map<string, Named>[];
  readonly #orders: (Named | undefined)[] = [];
  #names: string[] = [];
  #first = 0;
  /** Counted only to ensure that no engine omits the events. */
  published = 0;

  constructor(stream: Stream) {
    super(stream, true);
    this.#stream = stream;
    this.#live = Array.from({ length: stream.accounts }, () => new Map<string, Named>());
  }

  override prepare(from: number, to: number): void {
    super.prepare(from, to);
    this.#first = from;
    this.#names = Array.from({ length: to - from }, (_, index) => nameOf(from + index));
  }

  override step(operation: number): void {
    const { kind, target } = this.#stream;
    const events =
      kind[operation] === CANCEL ? this.#canceled(target[operation] as number) : this.#placed(operation);
    this.book.log.clear();
    super.step(operation);
    const { log } = this.book;
    for (let step = 0; step < log.count; step += 1) {
      this.#traded(events, operation, log.price(step));
      if (this.book.openOf(log.slot(step)) === 0) this.#forget(this.book.tagOf(log.slot(step)));
    }
    const slot = this.slots[operation] as number;
    // As in the engine, the slot's tag names the order.
    if (kind[operation] === ADD && slot !== 0) this.book.setTag(slot, operation);
    const price = this.#stream.price[operation] as number;
    events.push({ type: 'book_update', instrument: 0, bids: [[price, 1]], asks: [] });
    this.published += events.length;
  }

  #placed(operation: number): object[] {
    const { account, price, lots, kind } = this.#stream;
    const clientOrderId = this.#names[operation - this.#first] as string;
    const order: Named = {
      clientOrderId,
      orderId: operation,
      account: account[operation] as number,
      price: price[operation] as number,
      quantity: lots[operation] as number,
    };
    const live = this.#live[order.account] as Map<string, Named>;
    if (live.has(clientOrderId)) throw new Error(`${clientOrderId} is taken`);
    if (kind[operation] === ADD) {
      live.set(clientOrderId, order);
      this.#orders[operation] = order;
    }
    return [
      { type: 'order_accepted', ...order, instrument: 0, side: 'buy', orderType: 'limit', stopPrice: null },
    ];
  }

  #canceled(operation: number): object[] {
    const order = this.#forget(operation);
    if (order === undefined) return [];
    const { clientOrderId, orderId, account, quantity: remainingQuantity } = order;
    return [
      {
        type: 'order_canceled',
        account,
        clientOrderId,
        orderId,
        instrument: 0,
        remainingQuantity,
        cause: 'user',
      },
    ];
  }

  #forget(operation: number | undefined): Named | undefined {
    const order = operation === undefined ? undefined : this.#orders[operation];
    if (operation === undefined || order === undefined) return undefined;
    this.#orders[operation] = undefined;
    this.#live[order.account]?.delete(order.clientOrderId);
    return order;
  }

  /** Makes a trade, a fill for each side and both position updates. */
  #traded(events: object[], tradeId: number, price: number): void {
    events.push({
      type: 'trade',
      tradeId,
      instrument: 0,
      price,
      quantity: 1,
      aggressor: 'buy',
      buyAccount: 0,
      sellAccount: 1,
    });
    for (let account = 0; account < 2; account += 1) {
      events.push({
        type: 'fill',
        account,
        orderId: tradeId,
        instrument: 0,
        tradeId,
        price,
        quantity: 1,
        fee: 1,
      });
      events.push({
        type: 'position_update',
        account,
        instrument: 0,
        quantity: 1,
        costBasis: price,
        markPrice: price,
      });
    }
  }
}
