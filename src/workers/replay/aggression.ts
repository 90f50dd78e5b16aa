/**
 * One incoming order of the file, sent as an IOC order, and the exchange's result. The fills of taker and makers arrive
 * over two connections. The trade id matches them.
 */
import type { Fill } from '../../contract/orders.ts';
import type { PriceTicks, QuantityLots } from '../../contract/units.ts';
import type { FileBook, MakerFill } from './file-book.ts';
import type { AggressorStep } from './steps.ts';

/** An aggressor according to the file, expressed with the orders in the file's book. */
export interface ReportedAggressor {
  /** Fills in order, one for each resting order. */
  readonly fills: readonly MakerFill[];
  readonly quantity: QuantityLots;
  /** The worst price of its executions. */
  readonly limit: PriceTicks;
  /** Number of executions of orders that are not in the book. */
  readonly unknownIds: number;
}

export function reportedAggressor(step: AggressorStep, book: FileBook): ReportedAggressor {
  const fills: { orderId: string; quantity: number }[] = [];
  const prices: number[] = [];
  for (const { orderId, price, quantity } of step.executions) {
    const order = book.find(orderId, step.side, price);
    if (order === undefined) continue;
    prices.push(price);
    const last = fills.at(-1);
    // Several ids that rested before the file began may stand for one anonymous order.
    if (last?.orderId === order.id) last.quantity += quantity;
    else fills.push({ orderId: order.id, quantity });
  }
  return {
    fills: fills as MakerFill[],
    quantity: fills.reduce((sum, fill) => sum + fill.quantity, 0) as QuantityLots,
    limit: (step.side === 'buy' ? Math.min(...prices) : Math.max(...prices)) as PriceTicks,
    unknownIds: step.executions.length - prices.length,
  };
}

export function isSameFills(left: readonly MakerFill[], right: readonly MakerFill[]): boolean {
  return (
    left.length === right.length &&
    left.every(
      ({ orderId, quantity }, at) => orderId === right[at]?.orderId && quantity === right[at].quantity,
    )
  );
}

export class Aggression {
  readonly #tradeIds = new Set<number>();
  readonly #makerFills: Fill[] = [];
  #isDone = false;
  #isRefused = false;

  /** True when the exchange has finished the IOC order. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** True when the exchange rejected the IOC order. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  takerFilled(fill: Fill): void {
    this.#tradeIds.add(fill.tradeId);
    if (fill.remainingQuantity === 0) this.done();
  }

  makerFilled(fill: Fill): void {
    this.#makerFills.push(fill);
  }

  done(): void {
    this.#isDone = true;
  }

  refused(): void {
    this.#isRefused = true;
    this.done();
  }

  /** Fills of our resting orders by this IOC order. */
  ownFills(): readonly Fill[] {
    return this.#makerFills.filter(({ tradeId }) => this.#tradeIds.has(tradeId));
  }

  /** Fills of our resting orders by other accounts in the meantime. */
  fillsByOthers(): readonly Fill[] {
    return this.#makerFills.filter(({ tradeId }) => !this.#tradeIds.has(tradeId));
  }

  /** Number of trades of this IOC order with orders of other accounts. */
  tradesWithOthers(): number {
    return this.#tradeIds.size - this.ownFills().length;
  }
}
