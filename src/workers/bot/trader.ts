/**
 * Runs a strategy: calls it with its context, and turns its intents into requests. It owns no socket and no clock, and
 * the bot passes the events in.
 */
import type { Trade } from '../../contract/events.ts';
import type { OwnPast, Past } from '../../contract/history-reader.ts';
import type { Fill, OrderRejected, Reply, Request, Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Context, OrderEvent, OrderRecord, OwnFill, Strategy } from '../../contract/strategy.ts';
import { checkIntent, INTENTS_PER_CALL_MAX, listIntents, tooMany, type Unsent } from './check-intent.ts';
import { concerns, type Arrival, type StrategyEvent } from './arrival.ts';
import { createContext, type Constants } from './context.ts';
import { FrozenTrades } from './frozen-trades.ts';
import type { Guard } from './guard.ts';
import { once } from './once.ts';
import { OrderHistory, orderEventOf, ownFill } from './order-history.ts';
import { OwnMarkets, type TradedMarket } from './own-markets.ts';
import { OwnOrders, recordOf, rejectOf } from './own-orders.ts';
import { OwnProfit } from './own-profit.ts';
import type { Params } from '../../config/strategy-params.ts';
import { Restraint, type Sent } from './restraint.ts';
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
  /** Called with the text of every rejection and of every wait. The texts of one subject may repeat each other. */
  readonly warn: (subject: string, text: string) => void;
  /** Called with the reason for which an intent is not sent. */
  readonly onUnsent?: (reason: string) => void;
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
  readonly #orders = new OwnOrders((order) => this.#markets.ahead(order));
  readonly #history = new OrderHistory();
  readonly #markets: OwnMarkets;
  readonly #restraint: Restraint;
  readonly #profit: OwnProfit;
  readonly #trades: FrozenTrades;
  readonly #tally = { orders: 0, fills: 0, rejects: 0, rejectsByCode: {} as Record<string, number> };
  #welcome: Welcome | undefined;
  /** Parts of every context. Undefined before the welcome. */
  #constants: Constants | undefined;
  #requests = 0;
  #ids = 0;
  #hasStarted = false;
  /** True during `onReject` for an intent that was not sent. */
  #isRejecting = false;
  readonly #resting = () => this.#orders.resting;

  constructor(options: TraderOptions) {
    this.#options = options;
    this.#markets = new OwnMarkets(options);
    this.#profit = new OwnProfit(options.account, options.replica);
    this.#trades = new FrozenTrades(options.replica);
    const { now, send, warn } = options;
    this.#restraint = new Restraint({
      now,
      send,
      onWait: (text) => warn('waiting', text),
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
    const { account, params, random, strategyLog } = this.#options;
    this.#welcome = welcome;
    this.#constants = { account, params, random, log: strategyLog, welcome, history: this.#history };
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
    this.#history.record(reply, before);
    const fill = reply.type === 'fill' ? once(() => ownFill(reply, before)) : undefined;
    if (reply.type === 'fill' && fill !== undefined) this.#filled(reply, fill);
    if (before !== undefined && this.#options.strategy.onOrder !== undefined)
      this.#changed(orderEventOf(reply, before, this.#record(id), fill));
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

  /** @param own the fill as the strategy sees it */
  #filled(fill: Fill, own: () => OwnFill): void {
    this.#tally.fills += 1;
    this.#markets.filled(fill);
    this.#profit.filled(fill);
    this.#history.filled(own);
    this.#notify('onFill', (context) => this.#options.strategy.onFill?.(own(), context));
  }

  #changed(event: OrderEvent | undefined): void {
    if (event !== undefined)
      this.#notify('onOrder', (context) => this.#options.strategy.onOrder?.(event, context));
  }

  /** Keeps the continuous public data, even while the gateway is unreachable. */
  record(arrival: Arrival): void {
    this.#markets.record(arrival);
    this.#profit.record(arrival);
  }

  /** Passes the relevant public events to the strategy. */
  observed(arrival: Arrival): void {
    const { strategy, account } = this.#options;
    if (strategy.onBook !== undefined) this.#observedBooks(arrival);
    const events = strategy.onTrade === undefined ? arrival.concerning(account) : arrival.events;
    for (const event of events) if (concerns(account, event)) this.#pass(event);
  }

  #pass(event: StrategyEvent): void {
    const { strategy } = this.#options;
    if (!this.#markets.has(event.symbol) || !this.#isWanted(event)) return;
    const frozen = Object.freeze(event);
    switch (frozen.type) {
      case 'trade':
        return this.#notify('onTrade', (context) => strategy.onTrade?.(frozen, context));
      case 'position_update':
        return this.#notify('onPosition', (context) => strategy.onPosition?.(frozen, context));
      case 'liquidation':
        return this.#notify('onLiquidation', (context) => strategy.onLiquidation?.(frozen, context));
    }
  }

  #isWanted(event: StrategyEvent): boolean {
    const { strategy } = this.#options;
    if (event.type === 'trade') return strategy.onTrade !== undefined;
    return event.type === 'liquidation' || this.#markets.isNews(event, strategy.onPosition !== undefined);
  }

  /** Passes each traded instrument whose book has changed to the strategy. */
  #observedBooks({ books }: Arrival): void {
    const symbols = new Set(books.map(({ symbol }) => symbol).filter((symbol) => this.#markets.has(symbol)));
    for (const symbol of symbols)
      this.#notify('onBook', (context) => {
        const book = context.markets[symbol];
        return book && this.#options.strategy.onBook?.(context, book);
      });
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
    this.#trades.addPast(trades.trades);
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
    if (isSameEpoch) this.#trades.addPast(trades);
    if (isSameEpoch && profit !== undefined) this.#profit.recall(profit);
    for (const trade of since) this.#profit.addTrade(trade);
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
  #sendUnlessWaiting(request: Unsent): void {
    const refusal = this.#restraint.refusalOf(request);
    if (refusal === undefined) return void this.#send(request);
    const named = 'clientOrderId' in request ? { clientOrderId: request.clientOrderId } : {};
    this.#rejectedHere({ type: 'order_rejected', ...refusal, ...named }, symbolIn(request));
  }

  #send(request: Unsent): string | undefined {
    const requestId = String((this.#requests += 1));
    request.requestId = requestId;
    if (!this.#restraint.send(request as Sent)) return undefined;
    this.#orders.sent(requestId, request);
    if (request.type === 'place_order') this.#tally.orders += 1;
    return requestId;
  }

  #freshId(): string {
    do this.#ids += 1;
    while (this.#orders.has(`${this.#options.idPrefix}${this.#ids}`));
    return `${this.#options.idPrefix}${this.#ids}`;
  }

  /** Reports a rejection, unless the order had ended before the request arrived. */
  #refused(reject: OrderRejected, symbol: string | undefined): void {
    if (reject.code !== 'UNKNOWN_ORDER') this.#warn(reject);
    this.#rejected(reject, symbol);
  }

  #notSent(reject: OrderRejected, intent?: unknown): void {
    this.#warn(reject);
    this.#options.onUnsent?.(reject.reason);
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
    this.#options.warn(code, `${code}: ${reason}`);
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
    const { replica, time, ackLatency, clockOffset } = this.#options;
    const markets = this.#markets.all;
    if (!hasMain(markets) || this.#constants === undefined) return undefined;
    return createContext(this.#constants, {
      replica,
      markets,
      trades: this.#trades,
      orders: this.#orders.all,
      resting: this.#resting,
      time: time(),
      ackLatency,
      clockOffset,
      profit: this.#profit,
    });
  }
}

function hasMain(markets: readonly TradedMarket[]): markets is readonly [TradedMarket, ...TradedMarket[]] {
  return markets.length > 0;
}

/** Symbol that an intent or a request names. */
function symbolIn(named: unknown): string | undefined {
  const { symbol } = (named ?? {}) as { readonly symbol?: unknown };
  return typeof symbol === 'string' ? symbol : undefined;
}
