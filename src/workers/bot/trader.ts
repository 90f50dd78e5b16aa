/**
 * Runs a strategy: calls it with its context, and turns its intents into requests. It owns no socket and no clock, and
 * the bot passes the events in.
 */
import type { MarketEvent, Trade } from '../../contract/events.ts';
import type { OwnPast, Past } from '../../contract/history-reader.ts';
import type { OrderRejected, Reply, Request, Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Context, OrderRecord, OwnFill, OwnOrder, Strategy } from '../../contract/strategy.ts';
import { checkIntent, INTENTS_PER_CALL_MAX, listIntents, tooMany } from './check-intent.ts';
import { createContext } from './context.ts';
import type { Guard } from './guard.ts';
import { OrderHistory, ownFill } from './order-history.ts';
import { OwnMarkets } from './own-markets.ts';
import { OwnOrders, recordOf, rejectOf, type Own } from './own-orders.ts';
import { OwnProfit } from './own-profit.ts';
import type { Params } from '../../config/strategy-params.ts';
import { Restraint } from './restraint.ts';
import type { Tally, TraderMemory } from './trader-memory.ts';
import type { Activity } from './activity.ts';

export interface TraderOptions {
  readonly strategy: Strategy;
  readonly guard: Guard;
  readonly account: string;
  readonly params: Params;
  readonly random: () => number;
  /** Prefix of the client order ids that the bot generates. It is unique to each run of this account. */
  readonly idPrefix: string;
  /** Called with the text of every rejection. */
  readonly warn: (text: string) => void;
  readonly strategyLog: Context['log'];
  readonly replica: Replica;
  /** Called when the stream's single orders are needed from now on. */
  readonly wantOrders: () => void;
  /** Exchange time of the newest event, in microseconds. */
  readonly time: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds from requests to their replies. Undefined before the first reply. */
  readonly ackLatency?: () => Context['ackLatency'];
  readonly clockOffset?: () => number | undefined;
  /** @returns false when the gateway cannot be reached */
  readonly send: (request: Request) => boolean;
}

export class Trader {
  readonly #options: TraderOptions;
  readonly #orders = new OwnOrders();
  readonly #history = new OrderHistory();
  readonly #markets: OwnMarkets;
  readonly #restraint: Restraint;
  readonly #profit: OwnProfit;
  readonly #tally = { orders: 0, fills: 0, rejects: 0, rejectsByCode: {} as Record<string, number> };
  #welcome: Welcome | undefined;
  #requests = 0;
  #ids = 0;
  #hasStarted = false;
  /** True during `onReject` for an intent that was not sent. */
  #isRejecting = false;
  /** The orders as the strategy sees them, and the orders from which they were made. */
  #shown: { readonly from: readonly Own[]; readonly orders: readonly OwnOrder[] } = { from: [], orders: [] };
  readonly #withQueues = new WeakMap<Own, OwnOrder>();

  constructor(options: TraderOptions) {
    this.#options = options;
    this.#markets = new OwnMarkets(options);
    this.#profit = new OwnProfit(options.account, options.replica);
    const { now, send, warn } = options;
    this.#restraint = new Restraint({
      now,
      send,
      onWait: warn,
      onDropped: ({ requestId }, code, reason) =>
        this.replied({ type: 'order_rejected', requestId, code, reason }),
    });
  }

  get tally(): Tally {
    return this.#tally;
  }

  get openOrders(): number {
    return this.#orders.size;
  }

  /** Code with which the exchange rejects order after order, while the bot holds back. Undefined: it does not. */
  get waitingFor(): OrderRejected['code'] | undefined {
    return this.#restraint.waitingFor;
  }

  /** Symbols of the traded instruments, the main one first. Empty before the welcome. */
  get symbols(): readonly string[] {
    return this.#markets.symbols;
  }

  /** Position in the main instrument. Positive: long. */
  get position(): number {
    return this.#markets.mainPosition;
  }

  /**
   * Handles a login, the first one or a later one.
   * @param symbols symbols to trade, all of them on the exchange, the main one first
   */
  welcomed(welcome: Welcome, symbols: readonly string[]): void {
    this.#welcome = welcome;
    this.#markets.welcomed(welcome, symbols);
    this.#profit.welcomed(welcome);
    this.#restraint.restart();
    this.#orders.restore(welcome.openOrders.filter((order) => this.#markets.has(order.symbol)));
  }

  replied(reply: Exclude<Reply, Welcome>): void {
    const id = 'clientOrderId' in reply ? reply.clientOrderId : undefined;
    const before = this.#record(id);
    const request = this.#orders.apply(reply);
    this.#restraint.replied(reply);
    this.#markets.replied(reply);
    const event = this.#history.record(reply, before, this.#record(id));
    if (reply.type === 'fill')
      this.#filled(event?.type === 'filled' ? event.fill : ownFill(reply, undefined));
    if (event !== undefined)
      this.#notify('onOrder', (context) => this.#options.strategy.onOrder?.(event, context));
    if (reply.type === 'order_rejected' || reply.type === 'error') this.#answeredNo(reply, request);
    this.#restraint.advance();
  }

  #record(clientOrderId: string | undefined): OrderRecord | undefined {
    return clientOrderId === undefined ? undefined : this.#orders.record(clientOrderId);
  }

  #answeredNo(reply: OrderRejected | Extract<Reply, { type: 'error' }>, request: Request | undefined): void {
    if (request?.type === 'place_order')
      this.#history.rejected(recordOf(request), reply.code, this.#options.time());
    this.#refused(rejectOf(reply, request), symbolIn(request));
  }

  #filled(fill: OwnFill): void {
    this.#tally.fills += 1;
    this.#markets.filled(fill);
    this.#profit.filled(fill);
    this.#history.filled(fill);
    this.#notify('onFill', (context) => this.#options.strategy.onFill?.(fill, context));
  }

  /** Keeps the continuous public data, even while the gateway is unreachable. */
  record(events: readonly MarketEvent[]): void {
    for (const event of events) {
      this.#markets.record(event);
      this.#profit.record(event);
    }
  }

  /** Passes the relevant public events to the strategy. */
  observed(events: readonly MarketEvent[]): void {
    const { strategy, account } = this.#options;
    for (const symbol of this.#changedBooks(events))
      this.#notify('onBook', (context) => {
        const book = context.markets[symbol];
        return book && strategy.onBook?.(context, book);
      });
    for (const event of events) {
      if (!('symbol' in event) || !this.#markets.has(event.symbol)) continue;
      if (event.type === 'trade') {
        this.#notify('onTrade', (context) => strategy.onTrade?.(event, context));
      } else if (event.type === 'position_update' && event.account === account) {
        if (!this.#markets.isNews(event)) continue;
        this.#notify('onPosition', (context) => strategy.onPosition?.(event, context));
      } else if (event.type === 'liquidation' && event.account === account) {
        this.#notify('onLiquidation', (context) => strategy.onLiquidation?.(event, context));
      }
    }
  }

  /** Symbols of the traded instruments whose books the events change. */
  #changedBooks(events: readonly MarketEvent[]): Iterable<string> {
    if (this.#options.strategy.onBook === undefined) return [];
    const symbols = new Set<string>();
    for (const event of events)
      if (event.type === 'book_update' && this.#markets.has(event.symbol)) symbols.add(event.symbol);
    return symbols;
  }

  /** Asks the strategy once, and sends its intents. */
  decide(): void {
    const { strategy, guard } = this.#options;
    this.#start();
    if (guard.hasGivenUp || this.#restraint.isWaiting) return;
    const context = this.#context();
    if (context === undefined) return;
    this.#carryOut(
      'nextOrder',
      guard.ask('nextOrder', () => strategy.nextOrder(context)),
    );
  }

  /** Runs `onTimer`. */
  tick(): void {
    this.#notify('onTimer', (context) => this.#options.strategy.onTimer?.(context));
  }

  /** Stops the strategy. `onStop` is its last callback. @returns as `cancelAll` */
  leave(): string | undefined {
    this.#notify('onStop', (context) => this.#options.strategy.onStop?.(context));
    this.#hasStarted = false;
    return this.cancelAll();
  }

  /** @returns the id of the request that cancels the bot's orders; undefined when it cannot be sent */
  cancelAll(): string | undefined {
    const [symbol, ...others] = this.#markets.symbols;
    const isOne = symbol !== undefined && others.length === 0;
    return this.#send({ type: 'cancel_all', ...(isOne && { symbol }) });
  }

  /** Adds what happened before the bot connected. @param since trades since then */
  addPast({ candles, trades }: Past, since: readonly Trade[]): void {
    this.#markets.addPast(candles, since);
    this.#options.replica.addPast(trades.trades, []);
  }

  /** Adds the account's fills and ended orders from before the bot connected. */
  addOwnPast(past: OwnPast): void {
    this.#history.addPast(past, this.#welcome?.instruments ?? []);
  }

  get memory(): TraderMemory {
    const { replica } = this.#options;
    return {
      epoch: replica.status?.epoch,
      seq: replica.seq,
      trades: replica.trades,
      candles: this.#markets.candles,
      fills: this.#history.fills,
      ended: this.#history.ended,
      tally: this.#tally,
      profit: this.#profit.memory,
    };
  }

  /** Continues with the memory of the previous version. The replica has been up to date since before that ended. */
  recall({ epoch, seq, trades, candles, fills, ended, tally, profit }: TraderMemory): void {
    const { replica } = this.#options;
    const isSameEpoch = replica.status?.epoch === epoch;
    const since = replica.trades.filter((trade) => !(isSameEpoch && trade.seq <= seq));
    this.#markets.recall(candles, since);
    if (isSameEpoch) replica.addPast(trades, []);
    if (isSameEpoch && profit !== undefined) this.#profit.recall(profit);
    for (const trade of since) this.#profit.record(trade);
    this.#history.recall(ended, fills);
    Object.assign(this.#tally, tally);
  }

  #start(): void {
    if (this.#hasStarted || this.#context() === undefined) return;
    this.#hasStarted = true;
    this.#notify('onStart', (context) => this.#options.strategy.onStart?.(context));
  }

  /** @param callback name of the strategy's callback that returned this */
  #carryOut(callback: string, returned: unknown): void {
    const intents = listIntents(returned);
    if (intents.length > INTENTS_PER_CALL_MAX) this.#notSent(tooMany(callback, intents.length));
    else for (const intent of intents) this.#carryOutOne(callback, intent);
  }

  #carryOutOne(callback: string, intent: unknown): void {
    const { instruments, listed } = this.#markets;
    const freshId = () => this.#freshId();
    const checked = checkIntent(intent, { callback, instruments, listed, orders: this.#orders, freshId });
    if ('reject' in checked) this.#notSent(checked.reject, intent);
    else if ('request' in checked) this.#sendUnlessWaiting(checked.request);
  }

  /** Sends a request unless the bot waits. It has already warned about the rejections. */
  #sendUnlessWaiting(request: Exclude<Request, { type: 'login' }>): void {
    const refusal = this.#restraint.refusalOf(request);
    if (refusal === undefined) return void this.#send(request);
    const named = 'clientOrderId' in request ? { clientOrderId: request.clientOrderId } : {};
    this.#rejectedHere({ type: 'order_rejected', ...refusal, ...named }, symbolIn(request));
  }

  #send(request: Exclude<Request, { type: 'login' }>): string | undefined {
    const requestId = String((this.#requests += 1));
    if (!this.#restraint.send({ ...request, requestId })) return undefined;
    this.#orders.sent(requestId, request);
    if (request.type === 'place_order') this.#tally.orders += 1;
    return requestId;
  }

  #freshId(): string {
    do this.#ids += 1;
    while (this.#orders.get(`${this.#options.idPrefix}${this.#ids}`) !== undefined);
    return `${this.#options.idPrefix}${this.#ids}`;
  }

  /** Reports a rejection, unless the order had ended before the request arrived. */
  #refused(reject: OrderRejected, symbol: string | undefined): void {
    if (reject.code !== 'UNKNOWN_ORDER') this.#warn(reject);
    this.#rejected(reject, symbol);
  }

  #notSent(reject: OrderRejected, intent?: unknown): void {
    this.#warn(reject);
    this.#rejectedHere(reject, symbolIn(intent));
  }

  /** Rejects an intent before it is sent. During `onReject`, it does not call `onReject` again: that could loop. */
  #rejectedHere(reject: OrderRejected, symbol: string | undefined): void {
    if (this.#isRejecting) return;
    this.#isRejecting = true;
    this.#rejected(reject, symbol);
    this.#isRejecting = false;
  }

  #warn({ code, reason }: OrderRejected): void {
    this.#options.warn(`${code}: ${reason}`);
  }

  /** @param symbol symbol in the request; undefined: that of its order, or none */
  #rejected(reject: OrderRejected, symbol = this.#orders.get(reject.clientOrderId ?? '')?.symbol): void {
    this.#tally.rejects += 1;
    this.#tally.rejectsByCode[reject.code] = (this.#tally.rejectsByCode[reject.code] ?? 0) + 1;
    const own = { ...reject, ...(symbol !== undefined && { symbol }) };
    this.#notify('onReject', (context) => this.#options.strategy.onReject?.(own, context));
  }

  /** Calls a callback of the strategy. A strategy without it costs nothing. */
  #notify(name: Activity & keyof Strategy, callback: (context: Context) => unknown): void {
    const { guard, strategy } = this.#options;
    if (strategy[name] === undefined || !this.#hasStarted || guard.hasGivenUp) return;
    const context = this.#context();
    if (context === undefined) return;
    const returned = guard.call(name, () => callback(context));
    if (name !== 'onStop') this.#carryOut(name, returned);
  }

  /** Context of a call. Undefined until both the gateway and the relay have reported the instruments. */
  #context(): Context | undefined {
    const { replica, strategyLog, time, account, params, random, ackLatency, clockOffset } = this.#options;
    const [main, ...others] = this.#markets.all;
    if (main === undefined || this.#welcome === undefined) return undefined;
    const constants = {
      account,
      params,
      random,
      log: strategyLog,
      welcome: this.#welcome,
      fills: this.#history.fills,
      history: this.#history,
    };
    const moment = {
      replica,
      markets: [main, ...others],
      orders: this.#ownOrders(),
      resting: () => this.#orders.resting,
      time: time(),
      ackLatency,
      clockOffset,
      profit: this.#profit,
    } as const;
    return createContext(constants, moment);
  }

  /** The orders as the strategy sees them. Only those that have changed are made again. */
  #ownOrders(): readonly OwnOrder[] {
    const { all } = this.#orders;
    if (this.#shown.from !== all) this.#shown = { from: all, orders: all.map((own) => this.#withQueue(own)) };
    return this.#shown.orders;
  }

  #withQueue(own: Own): OwnOrder {
    const known = this.#withQueues.get(own);
    if (known !== undefined) return known;
    const order = Object.freeze(this.#withPlace(own));
    this.#withQueues.set(own, order);
    return order;
  }

  /** An order whose place in the queue is looked up on access. */
  #withPlace(own: Own): OwnOrder {
    const markets = this.#markets;
    return {
      ...own,
      get queueAhead() {
        return markets.ahead(own);
      },
    };
  }
}

/** Symbol that an intent or a request names. */
function symbolIn(named: unknown): string | undefined {
  const { symbol } = (named ?? {}) as { readonly symbol?: unknown };
  return typeof symbol === 'string' ? symbol : undefined;
}
