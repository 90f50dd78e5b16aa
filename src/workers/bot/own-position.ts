/**
 * The bot's own position, as of the newest that either server has told of it.
 *
 * 1. The gateway tells of a fill before the relay tells of the position after it: own fills go on top of what was told.
 * 2. Both carry the time of their command. A position that was told at a fill's time or later has that fill in it.
 *    While the exchange's clock has stepped back its stamps stand still, and the stream alone counts.
 * 3. A welcome starts it afresh: its position counts until the stream of the same run tells of a later one.
 */
import type { PositionUpdate } from '../../contract/events.ts';
import type { Fill, Welcome } from '../../contract/orders.ts';
import type { Replica } from '../../contract/replica.ts';
import type { PositionContext } from '../../contract/strategy.ts';
import type { InstrumentSteps } from './instrument-steps.ts';

/** Own fills that the stream has not caught up with; the oldest beyond them are taken for told. */
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
  /** Microseconds; of a welcome, before all that comes after it. */
  #toldTime = -Infinity;
  /** Oldest first. */
  #unpublished: Fill[] = [];

  /** @param replica which may know more than the welcome */
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

  /** @param replica that has taken the update in */
  record(update: PositionUpdate, replica: Replica): void {
    const { epoch, seq } = this.#welcome;
    if (update.account !== this.#account || update.symbol !== this.#steps.instrument.symbol) return;
    if (replica.status?.epoch !== epoch || update.seq <= seq || update.time < this.#toldTime) return;
    this.#published = frozen(update);
    this.#toldTime = update.time;
    this.#unpublished = this.#unpublished.filter(({ time }) => time > update.time);
  }

  filled(fill: Fill): void {
    if (fill.time <= this.#toldTime) return;
    this.#unpublished.push(fill);
    if (this.#unpublished.length > UNPUBLISHED_FILLS_MAX)
      this.#takeForTold(this.#unpublished[0]?.time ?? fill.time);
  }

  /** @param markPrice that the fills which the stream has not told of are valued at */
  at(markPrice: number): PositionContext {
    if (this.#unpublished.length === 0) return this.#published;
    const position = this.#with(this.#unpublished);
    const { quantity, averageEntryPrice } = position;
    const unrealizedPnl = averageEntryPrice === null ? 0 : (markPrice - averageEntryPrice) * quantity;
    return Object.freeze({ ...position, unrealizedPnl });
  }

  #takeForTold(commandTime: number): void {
    this.#published = this.#with(this.#unpublished.filter(({ time }) => time === commandTime));
    this.#toldTime = commandTime;
    this.#unpublished = this.#unpublished.filter(({ time }) => time > commandTime);
  }

  #with(fills: readonly Fill[]): PositionContext {
    return fills.reduce((position, fill) => this.#after(position, fill), this.#published);
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

/** Closing keeps it, adding moves it, and what is left beyond flat was bought or sold at the fill's price. */
function entryPriceAfter(held: number, entryPrice: number, change: number, price: number): number {
  if (held * change >= 0) return (entryPrice * held + price * change) / (held + change);
  return Math.abs(change) < Math.abs(held) ? entryPrice : price;
}

/** A strategy cannot change what the next call is to see. */
function frozen(position: PositionContext): PositionContext {
  const { quantity, averageEntryPrice, realizedPnl, unrealizedPnl, feesPaid } = position;
  return Object.freeze({ quantity, averageEntryPrice, realizedPnl, unrealizedPnl, feesPaid });
}
