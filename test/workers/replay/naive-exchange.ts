/**
 * An exchange in memory for the replay's two sessions: one list of resting orders, searched from end to end for every
 * match. Replies come in a microtask, not at once, as from a gateway, and tests can play other traders.
 */
import type { Reply, Side } from '../../../src/contract/orders.ts';
import { Gate } from '../../../src/workers/replay/gate.ts';
import type {
  OrderRequest,
  OrderSession,
  SessionListener,
} from '../../../src/workers/replay/gateway-session.ts';

interface Resting {
  readonly owner: string;
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  quantity: number;
}

type Update = Parameters<SessionListener['onUpdate']>[0];

export class NaiveExchange {
  readonly gate = new Gate(new AbortController().signal);
  readonly requests: OrderRequest[] = [];
  readonly resting: Resting[] = [];
  readonly sessions = { replay: this.#session('replay'), takers: this.#session('takers') };
  /** While set, new orders are rejected with it. */
  refusal:
    { readonly code: 'INSUFFICIENT_MARGIN' | 'PRICE_OUT_OF_BAND'; readonly reason: string } | undefined;
  /** Runs once, when the next request has arrived and before it is carried out. */
  meanwhile: (() => void) | undefined;
  /** Messages of a slow connection: they come with its next reply. */
  readonly #late: (() => void)[] = [];
  isReplaySlow = false;
  readonly #listeners = new Map<string, SessionListener>();
  #tradeId = 0;

  /** Another trader's order; what does not trade rests. */
  other(side: Side, price: number, quantity: number): void {
    this.#match({ owner: 'other', id: `other-${this.resting.length}`, side, price, quantity }, true);
  }

  /** Price and quantity of our resting orders, oldest first. */
  ofReplay(): readonly (readonly [string, number])[] {
    return this.resting.filter(({ owner }) => owner === 'replay').map(({ id, quantity }) => [id, quantity]);
  }

  best(side: Side): readonly [price: number, quantity: number] | undefined {
    const orders = this.resting.filter((order) => order.side === side);
    if (orders.length === 0) return undefined;
    const prices = orders.map(({ price }) => price);
    const best = side === 'buy' ? Math.max(...prices) : Math.min(...prices);
    const atBest = orders.filter(({ price }) => price === best);
    return [best, atBest.reduce((sum, { quantity }) => sum + quantity, 0)];
  }

  #session(account: string): OrderSession {
    let unanswered = 0;
    return {
      account,
      get unanswered() {
        return unanswered;
      },
      listen: (listener) => void this.#listeners.set(account, listener),
      send: (request) => {
        unanswered += 1;
        this.requests.push(request);
        queueMicrotask(() => {
          unanswered -= 1;
          this.meanwhile?.();
          this.meanwhile = undefined;
          this.#carryOut(account, request);
          this.gate.check();
        });
      },
    };
  }

  #carryOut(account: string, request: OrderRequest): void {
    const id = request.clientOrderId ?? '';
    if (account === 'replay') for (const send of this.#late.splice(0)) send();
    const answer = (reply: object) =>
      this.#listeners
        .get(account)
        ?.onAnswer(request, { clientOrderId: id, orderId: 1, time: 0, ...reply } as Update);
    if (request.type === 'place_order') {
      if (this.refusal !== undefined) return answer({ type: 'order_rejected', ...this.refusal });
      answer({ type: 'order_accepted' });
      const { side, quantity, price = 0 } = request;
      const left = this.#match({ owner: account, id, side, price, quantity }, request.timeInForce !== 'ioc');
      if (left > 0 && request.timeInForce === 'ioc') this.#send(account, { type: 'order_canceled' });
      return;
    }
    const order = this.resting.find((candidate) => candidate.owner === account && candidate.id === id);
    if (order === undefined) return answer({ type: 'order_rejected', code: 'UNKNOWN_ORDER', reason: 'gone' });
    if (request.type === 'cancel_order') {
      this.#remove(order);
      return answer({ type: 'order_canceled' });
    }
    const { quantity = 0 } = request;
    const keptPriority = quantity <= order.quantity;
    order.quantity = quantity;
    if (!keptPriority) {
      this.#remove(order);
      this.resting.push(order);
    }
    return answer({ type: 'order_amended', quantity, keptPriority });
  }

  /** @returns the quantity that did not trade. */
  #match(incoming: Resting, rests: boolean): number {
    for (;;) {
      const maker = this.#firstToTrade(incoming);
      if (maker === undefined || incoming.quantity === 0) break;
      const quantity = Math.min(maker.quantity, incoming.quantity);
      this.#tradeId += 1;
      maker.quantity -= quantity;
      incoming.quantity -= quantity;
      if (maker.quantity === 0) this.#remove(maker);
      this.#tellFill(incoming, quantity, 'taker');
      this.#tellFill(maker, quantity, 'maker');
    }
    if (rests && incoming.quantity > 0) this.resting.push(incoming);
    return incoming.quantity;
  }

  #firstToTrade({ side, price }: Resting): Resting | undefined {
    const makers = this.resting.filter(
      (order) => order.side !== side && (side === 'buy' ? order.price <= price : order.price >= price),
    );
    return makers.sort((a, b) => (side === 'buy' ? a.price - b.price : b.price - a.price))[0];
  }

  #remove(order: Resting): void {
    this.resting.splice(this.resting.indexOf(order), 1);
  }

  #tellFill({ owner, id, quantity: remainingQuantity }: Resting, quantity: number, liquidity: string): void {
    const fill = { clientOrderId: id, tradeId: this.#tradeId, quantity, remainingQuantity, liquidity };
    this.#send(owner, { type: 'fill', ...fill });
  }

  #send(owner: string, update: { readonly type: Reply['type'] } & object): void {
    const send = () => this.#listeners.get(owner)?.onUpdate(update as Update);
    if (this.isReplaySlow && owner === 'replay') this.#late.push(send);
    else send();
  }
}
