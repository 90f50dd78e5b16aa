/**
 * The effect of one fill on the position and the money of one of its parties, in numbers that a reader can check by hand.
 *
 * The exchange publishes positions once, at the end of a command, which may fill many times. The position just before a
 * fill is the one before the command plus the command's earlier changes to it (rules A2, A3, A4, L2, L4, L7).
 */
import { withoutResidue } from '../../contract/decimals.ts';
import type { Liquidation, MarketEvent, PositionUpdate, Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { gridOf, sumOnGrid, type Grid } from '../../contract/units.ts';
import type { Side } from './book-change.ts';
import type { PastCommand } from './rewind.ts';

export type Liquidity = 'taker' | 'maker';

/** Quantity and entry of a position. The quantity is signed: positive is long. */
export interface Holding {
  readonly quantity: number;
  /** Average entry price. Null: flat. */
  readonly entry: number | null;
}

export interface Realized {
  readonly quantity: number;
  readonly entry: number;
  /** Side of the closed position: `buy` for a long one. */
  readonly side: Side;
  readonly amount: number;
}

export interface Fee {
  readonly value: number;
  readonly rate: number;
  /** Value × rate, which the exchange rounds up to its money unit. */
  readonly amount: number;
}

/** The exchange's bookings for the account at the end of the command. */
export interface Booked {
  /** Number of fills of this account in this command. */
  readonly fills: number;
  readonly fees: number;
  readonly realizedPnl: number;
  readonly after: PositionUpdate;
}

export interface FillArithmetic {
  readonly account: string;
  readonly orderId: number;
  readonly liquidity: Liquidity;
  readonly side: Side;
  readonly before: Holding;
  readonly after: Holding;
  /** Realized profit. Null: the fill closed nothing. */
  readonly realized: Realized | null;
  /** Quantity that opened a position or added to it. */
  readonly opened: number;
  readonly fee: Fee;
  readonly booked: Booked | null;
}

const FLAT: Holding = { quantity: 0, entry: null };

export function fillArithmetic(
  command: PastCommand,
  instrument: Instrument,
  liquidity: Liquidity,
): FillArithmetic {
  const { trade, before } = command;
  const events = command.events.filter(
    (event) => event.type !== 'exchange_status' && event.symbol === instrument.symbol,
  );
  const isBuyer = (trade.aggressor === 'buy') === (liquidity === 'taker');
  const account = isBuyer ? trade.buyAccount : trade.sellAccount;
  const published = before.positions.get(account)?.get(instrument.symbol);
  const index = events.indexOf(trade);
  const lots = gridOf(instrument.lotSize);
  const start = { quantity: published?.quantity ?? 0, entry: published?.averageEntryPrice ?? null };
  const held = events
    .slice(0, index)
    .reduce((holding, event) => afterEvent(lots, holding, account, event), start);
  const signed = isBuyer ? trade.quantity : -trade.quantity;
  const realized = realizedBy(held, signed, trade.price);
  const value = withoutResidue(trade.price * trade.quantity);
  const rate = liquidity === 'maker' ? instrument.makerFeeRate : instrument.takerFeeRate;
  return {
    account,
    orderId: isBuyer ? trade.buyOrderId : trade.sellOrderId,
    liquidity,
    side: isBuyer ? 'buy' : 'sell',
    before: held,
    after: changed(lots, held, signed, trade.price),
    realized,
    opened: sumOnGrid(lots, trade.quantity, -(realized?.quantity ?? 0)),
    fee: { value, rate, amount: withoutResidue(value * rate) },
    booked: bookedFor(account, published, events),
  };
}

/** The holding after an event of the command. */
export function afterEvent(lots: Grid, holding: Holding, account: string, event: MarketEvent): Holding {
  if (event.type === 'trade') {
    const { price } = event;
    // A takeover has already closed the account's lots. The exchange then trades on its own account.
    if (!isParty(event, account)) return holding;
    return changed(lots, holding, event.buyAccount === account ? event.quantity : -event.quantity, price);
  }
  return event.type === 'liquidation' ? afterStep(lots, holding, account, event) : holding;
}

function afterStep(lots: Grid, holding: Holding, account: string, step: Liquidation): Holding {
  const isTaken = step.stage === 'taken_over' && step.account === account;
  if (!isTaken && (step.stage !== 'auto_deleveraged' || step.counterparty !== account)) return holding;
  // A takeover sells a long position, and the counterparty of its deleveraging buys.
  const signed = (step.side === 'buy') === isTaken ? -step.quantity : step.quantity;
  return changed(lots, holding, signed, step.price ?? step.bankruptcyPrice);
}

/** A2 and A3: closing keeps the entry, opening averages it, and a fill through zero starts a new position. */
function changed(lots: Grid, { quantity, entry }: Holding, signed: number, price: number): Holding {
  const now = sumOnGrid(lots, quantity, signed);
  if (now === 0) return FLAT;
  if (entry === null || quantity * now < 0) return { quantity: now, entry: price };
  if (quantity * signed < 0) return { quantity: now, entry };
  return { quantity: now, entry: withoutResidue((entry * quantity + price * signed) / now) };
}

function realizedBy({ quantity, entry }: Holding, signed: number, price: number): Realized | null {
  if (entry === null || quantity * signed >= 0) return null;
  const closed = Math.min(Math.abs(signed), Math.abs(quantity));
  const amount = withoutResidue((price - entry) * closed * Math.sign(quantity));
  return { quantity: closed, entry, side: quantity > 0 ? 'buy' : 'sell', amount };
}

function bookedFor(
  account: string,
  published: PositionUpdate | undefined,
  events: readonly MarketEvent[],
): Booked | null {
  const fills = events.filter((event) => event.type === 'trade' && isParty(event, account)).length;
  const after = events.findLast(
    (event): event is PositionUpdate => event.type === 'position_update' && event.account === account,
  );
  if (after === undefined) return null;
  return {
    fills,
    fees: withoutResidue(after.feesPaid - (published?.feesPaid ?? 0)),
    realizedPnl: withoutResidue(after.realizedPnl - (published?.realizedPnl ?? 0)),
    after,
  };
}

function isParty({ buyAccount, sellAccount, aggressor, liquidation }: Trade, account: string): boolean {
  const isBuyer = buyAccount === account && !(liquidation && aggressor === 'buy');
  return isBuyer || (sellAccount === account && !(liquidation && aggressor === 'sell'));
}
