/**
 * Sends a recorded day straight to the engine: LOBSTER's messages become commands, with the file's order ids as client
 * order ids. Buyers, sellers and takers are three accounts, so no order meets another of the same account.
 */
import { compileInstrument, type Instrument } from '../../src/contract/instrument.ts';
import type { Side } from '../../src/contract/orders.ts';
import {
  decimalGrid,
  type Money,
  type PriceTicks,
  type QuantityLots,
  type TimeMicros,
} from '../../src/contract/units.ts';
import {
  apply,
  createState,
  findOrder,
  type Command,
  type Market,
  type Order,
} from '../../src/engine/index.ts';
import { anonymousId } from '../../src/workers/replay/file-book.ts';
import { InstrumentGrid } from '../../src/workers/replay/instrument-grid.ts';
import type { SeedLevel } from '../../src/workers/replay/lobster-book.ts';
import type { AggressorStep, OrderStep, ReplayStep } from '../../src/workers/replay/steps.ts';
import { only, PLAIN, type EngineEvent } from '../support/pit.ts';
import { queueOf } from '../support/queue.ts';

type Place = Extract<Command, { type: 'place_order' }>;

interface Terms extends Pick<Place, 'clientOrderId' | 'side' | 'price' | 'quantity' | 'timeInForce'> {
  readonly account: (typeof ACCOUNTS)[number];
}

/** The lots that an incoming order took from one resting order. */
interface Take {
  readonly id: string;
  readonly price: PriceTicks;
  lots: number;
}

const INSTRUMENT: Instrument = { ...PLAIN, symbol: 'AAPL', tickSize: 0.01, referencePrice: 585.64 };
const MONEY_DECIMALS = 2;
const DEPOSIT = 1_000_000_000_000 as Money;
const ACCOUNTS = ['buy', 'sell', 'taker'] as const;
/** The file writes prices in hundredths of a tick. */
const LOBSTER_UNITS_PER_TICK = 100;

export const GRID = new InstrumentGrid(INSTRUMENT);

export class LobsterDay {
  readonly state = createState(
    [compileInstrument(INSTRUMENT, 0, MONEY_DECIMALS)],
    0 as Money,
    decimalGrid(MONEY_DECIMALS),
  );
  /** `ask,size,bid,size` after each message, as the file of the best prices writes it. */
  readonly tops: string[] = [];
  /** First rows of the incoming orders whose fills differ from the file. */
  readonly queueSkips: number[] = [];
  /** Certain faults: rows of new orders that trade, and of deletions of another quantity than the remaining one. */
  readonly faults: number[] = [];
  #micros = 0;

  constructor(seed: readonly SeedLevel[]) {
    for (const account of ACCOUNTS) this.#apply({ type: 'open_account', account, deposit: DEPOSIT });
    for (const { side, price, size } of seed) {
      const ticks = GRID.ticks(price, 'seed');
      this.#rest(anonymousId(side, ticks), side, ticks, GRID.lots(size, 'seed'));
    }
  }

  apply(step: ReplayStep): void {
    this.#micros = Math.floor(step.timeNanos / 1000);
    if (step.type === 'aggressor') return this.#aggress(step);
    if (step.type === 'place') this.#place(step);
    else if (step.type !== 'ignored') this.#reduce(step);
    this.tops.push(this.#top());
  }

  #place({ row, orderId, side, price, quantity }: OrderStep): void {
    const events = this.#rest(orderId, side, price, quantity);
    if (only(events, 'trade').length > 0) this.faults.push(row);
  }

  /** An order that rested before the file began is a part of the anonymous one. */
  #reduce({ type, row, orderId, side, price, quantity }: OrderStep): void {
    const order = this.#find(orderId, side, price);
    if (order === null) return;
    const { clientOrderId, open } = order;
    if (type === 'remove' && clientOrderId === orderId && open !== quantity) this.faults.push(row);
    if (quantity >= open) return this.#cancel(clientOrderId, side);
    this.#apply({
      type: 'amend_order',
      account: order.account.index,
      order: { clientOrderId },
      price: null,
      quantity: (open - quantity) as QuantityLots,
    });
  }

  #aggress(step: AggressorStep): void {
    const { side, row } = step;
    const reported = this.#reported(step);
    const prices = reported.map(({ price }) => price);
    const limit = side === 'buy' ? Math.min(...prices) : Math.max(...prices);
    const queue = this.#queueTo(side, limit);
    const taken = this.#sendIoc(side, limit, sumOf(reported));
    for (const lots of runningSums(step)) this.tops.push(this.#top(side, left(queue, taken, lots)));
    if (!isSame(taken, reported)) {
      this.queueSkips.push(row);
      this.#force(side, queue, reported);
    }
    this.tops.push(this.#top());
  }

  /** Consecutive executions of anonymous orders count as one. */
  #reported({ side, executions }: AggressorStep): readonly Take[] {
    const takes: Take[] = [];
    for (const { orderId, price, quantity } of executions) {
      const id = this.#find(orderId, side, price)?.clientOrderId ?? orderId;
      const last = takes.at(-1);
      if (last?.id === id) last.lots += quantity;
      else takes.push({ id, price, lots: quantity });
    }
    return takes;
  }

  /** @param side of the resting orders */
  #sendIoc(side: Side, limit: number, lots: number): readonly Take[] {
    const events = this.#order({
      account: 'taker',
      clientOrderId: 'incoming',
      side: side === 'buy' ? 'sell' : 'buy',
      price: limit as PriceTicks,
      quantity: lots as QuantityLots,
      timeInForce: 'ioc',
    });
    return only(events, 'fill')
      .filter(({ liquidity }) => liquidity === 'maker')
      .map(({ clientOrderId, price, quantity }) => ({ id: clientOrderId, price, lots: quantity }));
  }

  /** Reduce the queue to the file's state, each order in its place. */
  #force(side: Side, queue: readonly Take[], reported: readonly Take[]): void {
    for (const { id } of queue) this.#cancel(id, side);
    for (const { id, price, lots } of queue) {
      const rest = lots - sumOf(reported.filter((take) => take.id === id));
      if (rest > 0) this.#rest(id, side, price, rest as QuantityLots);
    }
  }

  /** The resting orders of a side up to a price, in the order in which they would trade. */
  #queueTo(side: Side, limit: number): readonly Take[] {
    return queueOf(this.#market, side).flatMap(({ clientOrderId: id, price, open: lots }) => {
      const isWithin = price !== null && (side === 'buy' ? price >= limit : price <= limit);
      return isWithin ? [{ id, price, lots }] : [];
    });
  }

  /** @param replaced the side whose level replaces the book's */
  #top(replaced?: Side, level?: readonly [price: number, lots: number]): string {
    const best = (side: Side) => {
      const { price, total } = this.#market.book.side(side).best ?? { price: 0, total: 0 };
      return side === replaced && level !== undefined ? level : [price, total];
    };
    const [[ask = 0, asked], [bid = 0, wanted]] = [best('sell'), best('buy')] as const;
    return [ask * LOBSTER_UNITS_PER_TICK, asked, bid * LOBSTER_UNITS_PER_TICK, wanted].join(',');
  }

  #rest(id: string, side: Side, price: PriceTicks, quantity: QuantityLots): readonly EngineEvent[] {
    return this.#order({ account: side, clientOrderId: id, side, price, quantity, timeInForce: 'gtc' });
  }

  #cancel(id: string, side: Side): void {
    const order = this.#named(id, side);
    if (order === null) return;
    this.#apply({ type: 'cancel_order', account: order.account.index, order: { clientOrderId: id } });
  }

  #order({ account, ...terms }: Terms): readonly EngineEvent[] {
    const events = this.#apply({
      type: 'place_order',
      account: ACCOUNTS.indexOf(account) as Place['account'],
      instrument: this.#market.spec.index,
      orderType: 'limit',
      stopPrice: null,
      postOnly: false,
      reduceOnly: false,
      selfTradePrevention: 'cancel_resting',
      ...terms,
    });
    const [rejected] = only(events, 'order_rejected');
    if (rejected !== undefined) throw new Error(`${terms.clientOrderId} is rejected: ${rejected.reason}`);
    return events;
  }

  /** The order that a message means: the one of that id, else the anonymous one at its price. */
  #find(id: string, side: Side, price: PriceTicks): Order | null {
    return this.#named(id, side) ?? this.#named(anonymousId(side, price), side);
  }

  #named(clientOrderId: string, side: Side): Order | null {
    return findOrder(this.state, ACCOUNTS.indexOf(side), { clientOrderId });
  }

  get #market(): Market {
    return this.state.markets[0] as Market;
  }

  #apply(command: Command): readonly EngineEvent[] {
    return apply(this.state, command, this.#micros as TimeMicros);
  }
}

/** Executed lots after each row of an incoming order but the last. */
function runningSums({ executions }: AggressorStep): readonly number[] {
  let sum = 0;
  return executions.slice(0, -1).map(({ quantity }) => (sum += quantity));
}

/** The best level after the first `lots` of the taken lots have left the queue. */
function left(
  queue: readonly Take[],
  taken: readonly Take[],
  lots: number,
): readonly [price: number, lots: number] {
  const levels = new Map<number, number>();
  const add = (price: number, change: number) => levels.set(price, (levels.get(price) ?? 0) + change);
  for (const take of queue) add(take.price, take.lots);
  let open = lots;
  for (const take of taken) {
    const gone = Math.min(open, take.lots);
    add(take.price, -gone);
    open -= gone;
  }
  return [...levels].find(([, rest]) => rest > 0) ?? [0, 0];
}

function sumOf(takes: readonly Take[]): number {
  return takes.reduce((sum, { lots }) => sum + lots, 0);
}

function isSame(left: readonly Take[], right: readonly Take[]): boolean {
  const words = (takes: readonly Take[]) => takes.map(({ id, price, lots }) => `${id}@${price}:${lots}`);
  return words(left).join() === words(right).join();
}
