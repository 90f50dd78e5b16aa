/**
 * One account of the crowd at the order gateway. The gateway's replies keep its position and its resting orders up to
 * date.
 *
 * An order has at most one change in progress (`isBusy`). A second change before the reply to the first would race with
 * it and leave orphans in the book. After a rejection for lack of margin and the like, the seat sends no new orders for
 * a second, and for twice as long after each further one. An account without money therefore does not flood the
 * gateway.
 */
import type { Fill, RejectCode, Reply, Request, Side, Welcome } from '../contract/orders.ts';
import type { Phase } from '../contract/phases.ts';
import type { Scale } from './scale.ts';

export type SeatRequest = Extract<
  Request,
  { type: 'place_order' | 'amend_order' | 'cancel_order' | 'cancel_all' }
>;

/** A resting order, as its owner knows it. */
export interface CrowdOrder {
  readonly id: string;
  readonly side: Side;
  /** Price of the order, in basis points. */
  readonly bp: number;
  readonly isBusy: boolean;
  /** True when the order has left the book or never reached it. */
  readonly isGone: boolean;
}

type Own = { -readonly [Name in keyof CrowdOrder]: CrowdOrder[Name] } & { isAccepted: boolean };
type Terms = Pick<Extract<SeatRequest, { type: 'place_order' }>, 'price' | 'timeInForce' | 'postOnly'>;

const PAUSE_SECONDS = 1;
const PAUSE_SECONDS_MAX = 60;
/** Rejections that the moves of the market cause, not the account. */
const HARMLESS: ReadonlySet<RejectCode> = new Set([
  'POST_ONLY_WOULD_CROSS',
  'UNKNOWN_ORDER',
  'MARKET_NOT_OPEN',
]);

export interface SeatOptions {
  readonly account: string;
  /** Index of this seat's market among the crowd's markets. */
  readonly place: number;
  readonly scale: Scale;
  /** Current time, in seconds since the crowd's start. */
  readonly now: () => number;
  /** Current phase of the market. */
  readonly phase: () => Phase;
  /** @returns false when the gateway cannot be reached */
  readonly send: (request: SeatRequest) => boolean;
}

export class Seat {
  /** Called with each fill of a resting or an incoming order. */
  onFill: (fill: Fill) => void = () => {};
  readonly #options: SeatOptions;
  readonly #orders = new Map<string, Own>();
  #pauseSeconds = PAUSE_SECONDS;
  #silentUntil = 0;
  #quantity = 0;
  #balance = 0;
  #ids = 0;
  /** `seq` of the newest login. It starts the ids of the orders, so that ids never repeat. */
  #seq = 0;

  constructor(options: SeatOptions) {
    this.#options = options;
  }

  get account(): string {
    return this.#options.account;
  }

  /** Position in coins. Positive: long. */
  get position(): number {
    return this.#options.scale.coins(this.#quantity);
  }

  /** The account's equity at login, in currency. */
  get balance(): number {
    return this.#balance;
  }

  get openOrders(): number {
    return this.#orders.size;
  }

  /** Best price of the seat's resting orders, in basis points. Undefined: none rests on this side. */
  bestBp(side: Side): number | undefined {
    let best: number | undefined;
    for (const { isAccepted, side: of, bp } of this.#orders.values()) {
      if (!isAccepted || of !== side) continue;
      if (best === undefined || (side === 'buy' ? bp > best : bp < best)) best = bp;
    }
    return best;
  }

  welcomed(welcome: Welcome): void {
    for (const order of this.#orders.values()) order.isGone = true;
    this.#orders.clear();
    const { symbol } = this.#options.scale.instrument;
    this.#quantity = welcome.positions.find((held) => held.symbol === symbol)?.quantity ?? 0;
    this.#balance = welcome.balance;
    this.#seq = welcome.seq;
    if (welcome.openOrders.length > 0) this.#options.send({ type: 'cancel_all', symbol });
  }

  /** Sets the position from the public stream, which includes liquidations. */
  holds(quantity: number): void {
    this.#quantity = quantity;
  }

  /** Sends a post-only order. @returns undefined when it cannot be sent */
  rest(side: Side, coins: number, ticks: number): CrowdOrder | undefined {
    const id = this.#freshId();
    const terms = { price: this.#options.scale.price(ticks), timeInForce: 'gtc', postOnly: true } as const;
    if (!this.#takesOrders || !this.#place(id, side, coins, terms)) return undefined;
    const order = { id, side, bp: this.#bpOf(ticks), isBusy: true, isGone: false, isAccepted: false };
    this.#orders.set(id, order);
    return order;
  }

  /** Sends an order that trades at once, up to its price, or not at all. */
  take(side: Side, coins: number, ticks: number): void {
    if (this.#options.phase() !== 'continuous') return;
    const terms = { price: this.#options.scale.price(ticks), timeInForce: 'ioc' } as const;
    this.#place(this.#freshId(), side, coins, terms);
  }

  move(order: CrowdOrder, coins: number, ticks: number): void {
    const own = this.#orders.get(order.id);
    if (own === undefined || own.isBusy || this.#isSilent || !this.#takesOrders) return;
    const { scale, send } = this.#options;
    const terms = { price: scale.price(ticks), quantity: scale.quantity(coins) };
    own.isBusy = send({ type: 'amend_order', clientOrderId: own.id, requestId: own.id, ...terms });
  }

  cancel(order: CrowdOrder): void {
    const own = this.#orders.get(order.id);
    if (own === undefined || own.isBusy) return;
    own.isBusy = this.#options.send({ type: 'cancel_order', clientOrderId: own.id, requestId: own.id });
  }

  replied(reply: Exclude<Reply, Welcome>): void {
    switch (reply.type) {
      case 'order_accepted':
        this.#pauseSeconds = PAUSE_SECONDS;
        return this.#settled(reply.clientOrderId);
      case 'order_amended':
        return this.#settled(reply.clientOrderId, reply.price);
      case 'order_canceled':
        return this.#gone(reply.clientOrderId);
      case 'order_rejected':
      case 'error':
        return this.#refused(reply);
      case 'fill':
        this.#quantity += reply.side === 'buy' ? reply.quantity : -reply.quantity;
        if (reply.remainingQuantity === 0) this.#gone(reply.clientOrderId);
        return this.onFill(reply);
      case 'order_triggered':
      case 'cancel_all_done':
      case 'margin_set':
      case 'index_set':
      case 'phase_set':
      case 'pong':
    }
  }

  /** False in a halted or closed market, which rejects orders. */
  get #takesOrders(): boolean {
    const phase = this.#options.phase();
    return phase !== 'halted' && phase !== 'closed';
  }

  get #isSilent(): boolean {
    return this.#options.now() < this.#silentUntil;
  }

  #place(clientOrderId: string, side: Side, coins: number, terms: Terms): boolean {
    const { scale, send } = this.#options;
    if (this.#isSilent) return false;
    return send({
      type: 'place_order',
      requestId: clientOrderId,
      clientOrderId,
      symbol: scale.instrument.symbol,
      side,
      orderType: 'limit',
      quantity: scale.quantity(coins),
      ...terms,
    });
  }

  #settled(id: string, price?: number): void {
    const own = this.#orders.get(id);
    if (own === undefined) return;
    own.isAccepted = true;
    own.isBusy = false;
    if (price !== undefined) own.bp = this.#bpOf(this.#options.scale.ticksOf(price));
  }

  #bpOf(ticks: number): number {
    const { scale } = this.#options;
    return scale.bp(scale.price(ticks));
  }

  /** A rejected change leaves the order unchanged. A rejected new order does not exist. */
  #refused({ requestId = '', code }: Extract<Reply, { type: 'order_rejected' | 'error' }>): void {
    if (!HARMLESS.has(code)) this.#pause();
    const isThere = this.#orders.get(requestId)?.isAccepted === true && code !== 'UNKNOWN_ORDER';
    if (isThere) this.#settled(requestId);
    else this.#gone(requestId);
  }

  #pause(): void {
    this.#silentUntil = this.#options.now() + this.#pauseSeconds;
    this.#pauseSeconds = Math.min(PAUSE_SECONDS_MAX, 2 * this.#pauseSeconds);
  }

  #gone(id: string): void {
    const own = this.#orders.get(id);
    if (own !== undefined) own.isGone = true;
    this.#orders.delete(id);
  }

  /** A new id. It contains the place, because the account's seats in other markets must use other ids. */
  #freshId(): string {
    const { place } = this.#options;
    return `${this.#seq}-${(this.#ids += 1)}${place === 0 ? '' : `-${place}`}`;
  }
}

/** Index of the market that a reply concerns, from the id that the seat made. */
export function placeOf(reply: Exclude<Reply, Welcome>): number {
  const id = 'clientOrderId' in reply ? reply.clientOrderId : reply.requestId;
  if (id === undefined) return 0;
  const second = id.indexOf('-', id.indexOf('-') + 1);
  return second === -1 ? 0 : Number(id.slice(second + 1));
}
