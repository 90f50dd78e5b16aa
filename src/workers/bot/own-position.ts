/**
 * The bot's own position, from the newest message of either server.
 *
 * 1. The gateway reports a fill before the relay publishes the new position, so own fills are added to the published
 *    one.
 * 2. Both have the time of their command. A position published at a fill's time or later includes the fill. If the
 *    exchange's stamps do not advance after a step of the clock, only the stream counts.
 * 3. A welcome resets it. Its position counts until the stream of the same epoch publishes a later one.
 */
import type { PositionUpdate } from '../../contract/events.ts';
import type { Fill, Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { PositionContext } from '../../contract/strategy.ts';
import type { InstrumentSteps } from './instrument-steps.ts';

/** Largest number of own fills that the stream has not yet published. Older ones count as published. */
const UNPUBLISHED_FILLS_MAX = 1_000;

const FLAT: PositionContext = Object.freeze({
  quantity: 0,
  averageEntryPrice: null,
  realizedPnl: 0,
  unrealizedPnl: 0,
  feesPaid: 0,
});

export class OwnPosition {
  readonly #account: string;
  readonly #steps: InstrumentSteps;
  readonly #welcome: Welcome;
  #published: PositionContext;
  /** The newest published update. Undefined: `#published` has it. */
  #update: PositionUpdate | undefined;
  /** Time of the newest position in microseconds. The time of a welcome is before all later messages. */
  #newestTime = -Infinity;
  /** Unpublished fills, oldest first. */
  #unpublished: Fill[] = [];

  /** @param replica replica, which may be newer than the welcome */
  constructor(account: string, steps: InstrumentSteps, welcome: Welcome, replica: Replica) {
    const { symbol } = steps.instrument;
    const position = welcome.positions.find((position) => position.symbol === symbol);
    this.#account = account;
    this.#steps = steps;
    this.#welcome = welcome;
    this.#published = position === undefined ? FLAT : frozen(position);
    const known = replica.positions.get(account)?.get(symbol);
    if (known !== undefined) this.record(known, replica);
  }

  /** @param replica replica after it has applied the update */
  record(update: PositionUpdate, replica: Replica): void {
    const { epoch, seq } = this.#welcome;
    if (update.account !== this.#account || update.symbol !== this.#steps.instrument.symbol) return;
    if (replica.status?.epoch !== epoch || update.seq <= seq || update.time < this.#newestTime) return;
    this.#update = update;
    this.#newestTime = update.time;
    if (this.#unpublished.length > 0)
      this.#unpublished = this.#unpublished.filter(({ time }) => time > update.time);
  }

  filled(fill: Fill): void {
    if (fill.time <= this.#newestTime) return;
    this.#unpublished.push(fill);
    if (this.#unpublished.length > UNPUBLISHED_FILLS_MAX)
      this.#countAsPublished(this.#unpublished[0]?.time ?? fill.time);
  }

  /** @param markPrice price that values the fills which are not yet published */
  at(markPrice: number): PositionContext {
    if (this.#unpublished.length === 0) return this.#newest;
    const position = this.#with(this.#unpublished);
    const { quantity, averageEntryPrice } = position;
    const unrealizedPnl = averageEntryPrice === null ? 0 : (markPrice - averageEntryPrice) * quantity;
    return Object.freeze({ ...position, unrealizedPnl });
  }

  /** The newest published position. An update is copied only when a caller reads it. */
  get #newest(): PositionContext {
    if (this.#update !== undefined) this.#published = frozen(this.#update);
    this.#update = undefined;
    return this.#published;
  }

  #countAsPublished(commandTime: number): void {
    this.#published = this.#with(this.#unpublished.filter(({ time }) => time === commandTime));
    this.#newestTime = commandTime;
    this.#unpublished = this.#unpublished.filter(({ time }) => time > commandTime);
  }

  #with(fills: readonly Fill[]): PositionContext {
    return fills.reduce((position, fill) => this.#after(position, fill), this.#newest);
  }

  #after(position: PositionContext, { side, quantity, price, fee }: Fill): PositionContext {
    const change = side === 'buy' ? quantity : -quantity;
    const held = position.quantity;
    const entryPrice = position.averageEntryPrice ?? price;
    const closed = held * change < 0 ? Math.min(Math.abs(held), quantity) : 0;
    const total = this.#steps.onLots(held + change);
    return {
      quantity: total,
      averageEntryPrice: total === 0 ? null : entryPriceAfter(held, entryPrice, change, price),
      realizedPnl: position.realizedPnl + Math.sign(held) * closed * (price - entryPrice),
      unrealizedPnl: position.unrealizedPnl,
      feesPaid: position.feesPaid + fee,
    };
  }
}

/**
 * Entry price after a fill. Closing keeps it, adding moves it, and a position that flips starts at the fill's price.
 */
function entryPriceAfter(held: number, entryPrice: number, change: number, price: number): number {
  if (held * change >= 0) return (entryPrice * held + price * change) / (held + change);
  return Math.abs(change) < Math.abs(held) ? entryPrice : price;
}

/** A frozen position, so that a strategy cannot change the next call's context. */
function frozen(position: PositionContext): PositionContext {
  const { quantity, averageEntryPrice, realizedPnl, unrealizedPnl, feesPaid } = position;
  return Object.freeze({ quantity, averageEntryPrice, realizedPnl, unrealizedPnl, feesPaid });
}
