/**
 * Turns the steps of a LOBSTER file into orders of two accounts. One owns all resting orders and the other sends the
 * incoming orders, because an account never trades with itself.
 *
 * 1. An incoming order is sent after all earlier requests are acknowledged, and the next request after it is done. It
 *    therefore meets exactly the queue of the file.
 * 2. Its fills are compared with those in the file. A difference is explained when other traders were its makers or had
 *    touched one of the orders concerned.
 * 3. Where the original exchange skipped the queue, no incoming order is sent. A price-time exchange would fill other
 *    orders, which could not be put back in their place. The reported orders are reduced instead.
 * 4. Each part is a generator of the conditions on which it waits. Over a network they become true later; with an
 *    exchange in the same process they are true at once.
 */
import { SetupError } from '../../runtime/failure.ts';
import { Aggression, isSameFills, reportedAggressor, type ReportedAggressor } from './aggression.ts';
import { anonymousId, type FileBook, type FileOrder, type MakerFill } from './file-book.ts';
import type { Gate } from './gate.ts';
import type { OrderSession, Refused } from './gateway-session.ts';
import type { InstrumentGrid } from './instrument-grid.ts';
import type { SeedLevel } from './lobster-book.ts';
import { LineError } from './lobster-message.ts';
import { refusalText } from './refusal.ts';
import { RestingOrders, type Condition } from './resting-orders.ts';
import { reduceInBook } from './skim.ts';
import type { AggressorStep, OrderStep, ReplayStep } from './steps.ts';
import { countSkip, countUnexplained, type Tally } from './tally.ts';

export interface ReplayerOptions {
  readonly grid: InstrumentGrid;
  readonly resting: OrderSession;
  readonly takers: OrderSession;
  /** Makes the replayer wait for an exchange behind a network. Undefined: the exchange replies at once. */
  readonly gate: Gate | undefined;
  readonly tally: Tally;
  /** Called when the exchange rejects an order that the replay needs. */
  readonly onFailure: (error: Error) => void;
}

export class Replayer {
  readonly #options: ReplayerOptions;
  readonly #orders: RestingOrders;
  #aggression: Aggression | undefined;
  #aggressors = 0;

  constructor(options: ReplayerOptions) {
    const { grid, resting, takers, tally } = options;
    this.#options = options;
    this.#orders = new RestingOrders({
      grid,
      session: resting,
      tally,
      onRefused: (reply) => this.#refused(resting.account, reply),
    });
    takers.listen({
      onAnswer: (_request, reply) => {
        if ('reason' in reply) this.#refused(takers.account, reply);
      },
      onUpdate: (reply) => {
        if (reply.type === 'fill') this.#aggression?.takerFilled(reply);
        else if (reply.type === 'order_canceled') this.#aggression?.done();
      },
    });
  }

  /** Places the orders that rested before the file began: one anonymous order per price. */
  async seed(levels: readonly SeedLevel[]): Promise<void> {
    await this.#await(this.#rest(anonymousOrders(levels, this.#options.grid)));
  }

  /** Carries out a step. @throws SetupError when the step contradicts the file so far */
  async apply(step: ReplayStep): Promise<void> {
    await this.#await(this.#apply(step));
  }

  /** Waits until every request has its reply. */
  async settle(): Promise<void> {
    await this.#await([this.#orders.isSettled]);
  }

  /** Places the orders of a book, without waiting. */
  beginNow(book: FileBook): void {
    carryOutNow(this.#rest(book.orders()));
  }

  /** Carries out a step, without waiting. @throws SetupError as `apply` */
  applyNow(step: ReplayStep): void {
    carryOutNow(this.#apply(step));
  }

  async #await(conditions: Iterable<Condition>): Promise<void> {
    for (const condition of conditions) await this.#options.gate?.until(condition);
  }

  *#rest(orders: Iterable<FileOrder>): Generator<Condition> {
    for (const order of orders) {
      this.#orders.place(order);
      yield this.#orders.hasRoom;
    }
    yield this.#orders.isSettled;
  }

  *#apply(step: ReplayStep): Generator<Condition> {
    const { tally } = this.#options;
    switch (step.type) {
      case 'place':
        this.#place(step);
        break;
      case 'reduce':
      case 'remove':
        this.#reduce(step);
        break;
      case 'aggressor':
        yield* this.#execute(step);
        break;
      case 'ignored':
        tally.ignored += 1;
        break;
    }
    tally.messages += step.type === 'aggressor' ? step.executions.length : 1;
    yield this.#orders.hasRoom;
  }

  #place(step: OrderStep): void {
    const { row, orderId: id, side, price, quantity } = step;
    if (!this.#orders.place({ id, side, price, quantity }))
      throw new LineError(row, `order ${id} rests already`);
  }

  #reduce(step: OrderStep): void {
    const id = reduceInBook(this.#orders.book, step);
    if (id === undefined) this.#options.tally.unknownIds += 1;
    else this.#orders.follow(id);
  }

  *#execute(step: AggressorStep): Generator<Condition> {
    const { tally } = this.#options;
    const { book } = this.#orders;
    const reported = reportedAggressor(step, book);
    tally.unknownIds += reported.unknownIds;
    if (reported.fills.length === 0) return;
    const byQueue = book.fifoFills(step.side, reported.limit, reported.quantity);
    let filled: readonly MakerFill[] = [];
    if (isSameFills(byQueue, reported.fills)) filled = yield* this.#aggress(step, reported);
    else countSkip(tally, step.row);
    for (const { orderId, quantity } of reported.fills) book.reduce(orderId, quantity);
    for (const { orderId } of [...reported.fills, ...filled]) this.#orders.follow(orderId);
  }

  /** Sends the incoming order and compares its fills. @returns the fills of our resting orders */
  *#aggress(step: AggressorStep, reported: ReportedAggressor): Generator<Condition, readonly MakerFill[]> {
    yield this.#orders.isSettled;
    const aggression = new Aggression();
    this.#aggression = aggression;
    this.#orders.attribute(aggression);
    this.#sendAggressor(step, reported);
    yield () => aggression.isDone;
    // Others took part, or our makers' fills are still on their way over the other connection.
    if (!isSameFills(this.#ownFills(aggression), reported.fills)) yield this.#orders.fence();
    this.#orders.attribute(undefined);
    this.#aggression = undefined;
    return this.#conclude(step.row, reported.fills, aggression);
  }

  #sendAggressor({ side }: AggressorStep, { limit, quantity }: ReportedAggressor): void {
    const { grid, takers } = this.#options;
    this.#aggressors += 1;
    takers.send({
      type: 'place_order',
      clientOrderId: `aggressor-${this.#aggressors}`,
      symbol: grid.symbol,
      side: side === 'buy' ? 'sell' : 'buy',
      orderType: 'limit',
      timeInForce: 'ioc',
      price: grid.price(limit),
      quantity: grid.quantity(quantity),
    });
  }

  #conclude(row: number, reported: readonly MakerFill[], aggression: Aggression): readonly MakerFill[] {
    const { tally } = this.#options;
    for (const fill of aggression.fillsByOthers()) this.#orders.filledByOther(fill);
    const filled = this.#ownFills(aggression);
    const tradesWithOthers = aggression.tradesWithOthers();
    const isByOthers = aggression.isRefused || tradesWithOthers > 0;
    tally.aggressors += 1;
    tally.fills += filled.length;
    tally.fillsWithOthers += tradesWithOthers;
    if (!isSameFills(filled, reported)) this.#judge(row, [...reported, ...filled], isByOthers);
    for (const fill of filled) this.#orders.filledByAggressor(fill);
    return filled;
  }

  #ownFills(aggression: Aggression): readonly MakerFill[] {
    return aggression.ownFills().map((fill) => this.#orders.makerFill(fill));
  }

  #judge(row: number, involved: readonly MakerFill[], isByOthers: boolean): void {
    const { tally } = this.#options;
    const isExplained = isByOthers || involved.some(({ orderId }) => this.#orders.isTouched(orderId));
    if (isExplained) tally.explained += 1;
    else countUnexplained(tally, row);
    for (const { orderId } of involved) this.#orders.touch(orderId);
  }

  #refused(account: string, { code, reason }: Refused): void {
    const { tally, onFailure, takers } = this.#options;
    if (code !== 'PRICE_OUT_OF_BAND') {
      const restingValue = this.#orders.value();
      onFailure(new SetupError(refusalText({ account, code, reason, restingValue })));
      return;
    }
    // The pit's own traders have moved the market. The order is missing, and the report counts it.
    tally.rejected[code] = (tally.rejected[code] ?? 0) + 1;
    if (account === takers.account) this.#aggression?.refused();
  }
}

/** The orders of the book before the file, as far as they are known. */
export function* anonymousOrders(levels: readonly SeedLevel[], grid: InstrumentGrid): Generator<FileOrder> {
  for (const { side, price, size } of levels) {
    const ticks = grid.ticks(price, 'the order book');
    const quantity = grid.lots(size, 'the order book');
    yield { id: anonymousId(side, ticks), side, price: ticks, quantity };
  }
}

function carryOutNow(conditions: Iterable<Condition>): void {
  for (const isMet of conditions)
    if (!isMet()) throw new Error('an exchange in the same process answers every request at once');
}
