/**
 * Runs a strategy: calls it with its context, and turns its intents into requests.
 * It owns no socket and no clock; the bot around it passes the events in.
 */
import type { MarketEvent, PositionUpdate } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { OrderRejected, Reply, Request, Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Context, OrderRecord, OwnFill, OwnOrder, Strategy } from '../../contract/strategy.ts';
import { Candles } from './candles.ts';
import { checkIntent, INTENTS_PER_CALL_MAX, listIntents, tooMany } from './check-intent.ts';
import { createContext } from './context.ts';
import type { Guard } from './guard.ts';
import { InstrumentSteps } from './instrument-steps.ts';
import { OrderHistory, ownFill } from './order-history.ts';
import { OwnOrders, recordOf, rejectOf, type Own } from './own-orders.ts';
import { OwnPosition } from './own-position.ts';
import type { Params } from '../../config/strategy-params.ts';
import { QueuePlaces } from './queue-places.ts';
import { Restraint } from './restraint.ts';
import type { Tally, TraderMemory } from './trader-memory.ts';
import type { Activity } from './activity.ts';

/** Number of own fills that a strategy sees. */
const FILLS_MAX = 100;

export interface TraderOptions {
  readonly strategy: Strategy;
  readonly guard: Guard;
  readonly account: string;
  readonly symbol: string;
  readonly params: Params;
  readonly random: () => number;
  /** Prefix of the client order ids that the bot generates; unique to each run of this account. */
  readonly idPrefix: string;
  /** Called with the text of every refusal. */
  readonly warn: (text: string) => void;
  readonly strategyLog: Context['log'];
  readonly replica: Replica;
  /** The stream's individual orders are needed from now on. */
  readonly wantOrders: () => void;
  /** Exchange time of the newest event, microseconds. */
  readonly time: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds from requests to their answers; undefined before the first. */
  readonly ackLatency?: () => Context['ackLatency'];
  readonly clockOffset?: () => number | undefined;
  /** @returns false when the gateway cannot be reached. */
  readonly send: (request: Request) => boolean;
}

export class Trader {
  readonly #options: TraderOptions;
  readonly #orders = new OwnOrders();
  readonly #history = new OrderHistory();
  readonly #places: QueuePlaces;
  readonly #restraint: Restraint;
  readonly #candles = new Candles();
  readonly #fills: OwnFill[] = [];
  readonly #tally = { orders: 0, fills: 0, rejects: 0, rejectsByCode: {} as Record<string, number> };
  #steps: InstrumentSteps | undefined;
  #welcome: Welcome | undefined;
  #position: OwnPosition | undefined;
  #requests = 0;
  #ids = 0;
  #hasStarted = false;
  /** During `onReject` for an intent that was not sent. */
  #isRejecting = false;
  /** The orders as the strategy sees them, and what they were made of. */
  #shown: { readonly from: readonly Own[]; readonly orders: readonly OwnOrder[] } = { from: [], orders: [] };
  readonly #withQueues = new WeakMap<Own, OwnOrder>();
  #lastPosition: PositionUpdate | undefined;

  constructor(options: TraderOptions) {
    this.#options = options;
    this.#places = new QueuePlaces(options.wantOrders);
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

  /** The code for which the exchange refuses order after order, while the bot holds back; undefined: it does not. */
  get waitingFor(): OrderRejected['code'] | undefined {
    return this.#restraint.waitingFor;
  }

  /** Signed: positive is long. */
  get position(): number {
    const { replica, symbol } = this.#options;
    return this.#position?.at(replica.markets.get(symbol)?.markPrice ?? 0).quantity ?? 0;
  }

  /** The gateway has let the bot in, for the first time or again. */
  welcomed(welcome: Welcome): void {
    const { account, symbol, replica } = this.#options;
    const instrument = welcome.instruments.find((instrument) => instrument.symbol === symbol);
    this.#welcome = welcome;
    this.#steps = instrument === undefined ? undefined : new InstrumentSteps(frozen(instrument));
    this.#position = this.#steps && new OwnPosition(account, this.#steps, welcome, replica);
    this.#places.replied(welcome);
    this.#restraint.restart();
    this.#orders.restore(welcome.openOrders.filter((order) => order.symbol === symbol));
  }

  replied(reply: Exclude<Reply, Welcome>): void {
    const id = 'clientOrderId' in reply ? reply.clientOrderId : undefined;
    const before = this.#record(id);
    const request = this.#orders.apply(reply);
    this.#restraint.replied(reply);
    this.#places.replied(reply);
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
    this.#refused(rejectOf(reply, request));
  }

  #filled(fill: OwnFill): void {
    this.#tally.fills += 1;
    this.#position?.filled(fill);
    this.#fills.push(fill);
    if (this.#fills.length > FILLS_MAX) this.#fills.shift();
    this.#notify('onFill', (context) => this.#options.strategy.onFill?.(fill, context));
  }

  /** Keep the continuous public data, even while the gateway is unreachable. */
  record(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (!('symbol' in event) || event.symbol !== this.#options.symbol) continue;
      this.#places.observed(event);
      if (event.type === 'trade') this.#candles.add(event);
      if (event.type === 'position_update') this.#position?.record(event, this.#options.replica);
    }
  }

  /** Pass the relevant public events to the strategy. */
  observed(events: readonly MarketEvent[]): void {
    const { strategy, symbol, account } = this.#options;
    const own = events.filter((event) => 'symbol' in event && event.symbol === symbol);
    if (own.some(({ type }) => type === 'book_update')) {
      this.#notify('onBook', (context) => strategy.onBook?.(context));
    }
    for (const event of own) {
      if (event.type === 'trade') {
        this.#notify('onTrade', (context) => strategy.onTrade?.(event, context));
      } else if (event.type === 'position_update' && event.account === account) {
        this.#positionPublished(event);
      } else if (event.type === 'liquidation' && event.account === account) {
        this.#notify('onLiquidation', (context) => strategy.onLiquidation?.(event, context));
      }
    }
  }

  /** Checkpoints repeat published state, which is not news. */
  #positionPublished(update: PositionUpdate): void {
    const former = this.#lastPosition;
    this.#lastPosition = update;
    if (former !== undefined && isSamePosition(former, update)) return;
    this.#notify('onPosition', (context) => this.#options.strategy.onPosition?.(update, context));
  }

  /** Ask the strategy once, and send its intents. */
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

  /** Time for `onTimer`. */
  tick(): void {
    this.#notify('onTimer', (context) => this.#options.strategy.onTimer?.(context));
  }

  /** The bot stops: `onStop` is the strategy's last callback. @returns as `cancelAll` */
  leave(): string | undefined {
    this.#notify('onStop', (context) => this.#options.strategy.onStop?.(context));
    this.#hasStarted = false;
    return this.cancelAll();
  }

  /** @returns the id of the request that cancels the bot's orders; undefined when it cannot be sent. */
  cancelAll(): string | undefined {
    return this.#send({ type: 'cancel_all', symbol: this.#options.symbol });
  }

  get memory(): TraderMemory {
    const { replica } = this.#options;
    return {
      epoch: replica.status?.epoch,
      seq: replica.seq,
      trades: replica.trades,
      candles: this.#candles.memory,
      fills: this.#fills,
      ended: this.#history.ended,
      tally: this.#tally,
    };
  }

  /** Continue with what the version before passes on. The replica has followed the stream since before that one ended. */
  recall({ epoch, seq, trades, candles, fills, ended, tally }: TraderMemory): void {
    const { replica, symbol } = this.#options;
    const isSameEpoch = replica.status?.epoch === epoch;
    this.#candles.recall(candles);
    for (const trade of replica.trades)
      if (trade.symbol === symbol && !(isSameEpoch && trade.seq <= seq)) this.#candles.add(trade);
    if (isSameEpoch) replica.recall(trades);
    this.#fills.push(...fills.map((fill) => Object.freeze(fill)));
    this.#history.recall(ended);
    Object.assign(this.#tally, tally);
  }

  #start(): void {
    if (this.#hasStarted || this.#context() === undefined) return;
    this.#hasStarted = true;
    this.#notify('onStart', (context) => this.#options.strategy.onStart?.(context));
  }

  /** @param callback of the strategy, which returned this */
  #carryOut(callback: string, returned: unknown): void {
    const intents = listIntents(returned);
    if (intents.length > INTENTS_PER_CALL_MAX) this.#notSent(tooMany(callback, intents.length));
    else for (const intent of intents) this.#carryOutOne(callback, intent);
  }

  #carryOutOne(callback: string, intent: unknown): void {
    const steps = this.#steps;
    if (steps === undefined) return;
    const context = { callback, steps, orders: this.#orders, freshId: () => this.#freshId() };
    const checked = checkIntent(intent, context);
    if ('reject' in checked) this.#notSent(checked.reject);
    else if ('request' in checked) this.#sendUnlessWaiting(checked.request);
  }

  /** The bot has already warned about refusals while it waits. */
  #sendUnlessWaiting(request: Exclude<Request, { type: 'login' }>): void {
    const refusal = this.#restraint.refusalOf(request);
    if (refusal === undefined) return void this.#send(request);
    const named = 'clientOrderId' in request ? { clientOrderId: request.clientOrderId } : {};
    this.#rejectedHere({ type: 'order_rejected', ...refusal, ...named });
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

  /** An order that ended before the request arrived is not reported; every other refusal is. */
  #refused(reject: OrderRejected): void {
    if (reject.code !== 'UNKNOWN_ORDER') this.#warn(reject);
    this.#rejected(reject);
  }

  #notSent(reject: OrderRejected): void {
    this.#warn(reject);
    this.#rejectedHere(reject);
  }

  /** A wrong intent from `onReject` does not call `onReject` again, which could loop forever. */
  #rejectedHere(reject: OrderRejected): void {
    if (this.#isRejecting) return;
    this.#isRejecting = true;
    this.#rejected(reject);
    this.#isRejecting = false;
  }

  #warn({ code, reason }: OrderRejected): void {
    this.#options.warn(`${code}: ${reason}`);
  }

  #rejected(reject: OrderRejected): void {
    this.#tally.rejects += 1;
    this.#tally.rejectsByCode[reject.code] = (this.#tally.rejectsByCode[reject.code] ?? 0) + 1;
    this.#notify('onReject', (context) => this.#options.strategy.onReject?.(reject, context));
  }

  /** A strategy that has no such callback costs nothing. */
  #notify(name: Activity & keyof Strategy, callback: (context: Context) => unknown): void {
    const { guard, strategy } = this.#options;
    if (strategy[name] === undefined || !this.#hasStarted || guard.hasGivenUp) return;
    const context = this.#context();
    if (context === undefined) return;
    const returned = guard.call(name, () => callback(context));
    if (name !== 'onStop') this.#carryOut(name, returned);
  }

  /** Undefined until both the gateway and the relay have reported the instrument. */
  #context(): Context | undefined {
    const { replica, symbol, strategyLog, time, account, params, random, ackLatency, clockOffset } =
      this.#options;
    const market = replica.markets.get(symbol);
    if (market === undefined || this.#welcome === undefined) return undefined;
    if (this.#steps === undefined || this.#position === undefined) return undefined;
    const constants = {
      account,
      params,
      random,
      log: strategyLog,
      steps: this.#steps,
      welcome: this.#welcome,
      candles: this.#candles,
      fills: this.#fills,
      history: this.#history,
    };
    const position = this.#position.at(market.markPrice);
    const resting = () => this.#orders.resting;
    const moment = {
      replica,
      market,
      position,
      orders: this.#ownOrders(),
      resting,
      time: time(),
      ackLatency,
      clockOffset,
    };
    return createContext(constants, moment);
  }

  /** Only orders that have changed are made again. */
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

  /** The place is looked up on access. */
  #withPlace(own: Own): OwnOrder {
    const places = this.#places;
    const { replica, symbol } = this.#options;
    return {
      ...own,
      get queueAhead() {
        const market = replica.markets.get(symbol);
        const ahead = market && places.ahead(own, market);
        return replica.inSync ? ahead : undefined;
      },
    };
  }
}

/** Frozen, so a strategy cannot change the bot's state. */
function frozen(instrument: Instrument): Instrument {
  const marginTiers = instrument.marginTiers.map((tier) => Object.freeze({ ...tier }));
  return Object.freeze({ ...instrument, marginTiers: Object.freeze(marginTiers) as typeof marginTiers });
}

/** Equal except for the time. */
function isSamePosition(one: PositionUpdate, other: PositionUpdate): boolean {
  const names = Object.keys(one) as (keyof PositionUpdate)[];
  return names.every((name) => name === 'seq' || name === 'time' || one[name] === other[name]);
}
