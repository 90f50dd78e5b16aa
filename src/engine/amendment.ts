/**
 * Amendments. Rule M8: less quantity at the same price takes no risk on, so it is not checked again, and the order keeps
 * its place in the queue. Any other amendment is checked like a new order, which then enters again: at the back of the
 * queue, or through trades. A stop that waits enters again among the stops, in its old place there (M10).
 */
import type { PriceTicks, QuantityLots } from '../contract/index.ts';
import { refuseAmending } from './admission.ts';
import type { AmendOrder } from './command.ts';
import { execute } from './execution.ts';
import { countOpen } from './ledger.ts';
import { reject, reportAmended, waitForMark, withdraw } from './lifecycle.ts';
import { lossTicksAt } from './margin.ts';
import { NO_RECORD, Order } from './order.ts';
import { noteOrder } from './order-changes.ts';
import type { Refusal } from './refusal.ts';
import type { EngineState } from './state.ts';

/** What an amendment makes of an order. */
interface Amendment {
  readonly price: PriceTicks | null;
  readonly stopPrice: PriceTicks | null;
  readonly open: QuantityLots;
  readonly lossTicks: number;
  /** True for no more quantity at the same prices. */
  readonly isSmaller: boolean;
}

export function amend(state: EngineState, order: Order, command: AmendOrder): void {
  const amendment = amendmentOf(order, command);
  const refusal = refuseNewPrice(order, command) ?? refuseAmendment(state, order, amendment);
  if (refusal !== null) return reject(state, order.account, order.clientOrderId, refusal);
  if (amendment.isSmaller && order.slot !== 0) shrink(state, order, amendment.open);
  else enterAgain(state, order, amendment);
}

function amendmentOf(order: Order, command: AmendOrder): Amendment {
  const price = command.price ?? order.price;
  const stopPrice = command.stopPrice ?? order.stopPrice;
  const open = command.quantity ?? order.open;
  const isSmaller = price === order.price && stopPrice === order.stopPrice && open <= order.open;
  const lossTicks = isSmaller ? order.lossTicks : lossTicksAt(order.market, order.side, price ?? stopPrice);
  return { price, stopPrice, open, lossTicks, isSmaller };
}

/** Refuses a price that this order does not have. */
function refuseNewPrice(order: Order, command: AmendOrder): Refusal | null {
  if (command.price !== null && order.price === null) return unamendable(order, 'and has no price to amend.');
  if ((command.stopPrice ?? null) === null) return null;
  if (order.isWaiting && order.trailingOffset === null) return null;
  if (order.isWaiting) return unamendable(order, 'that trails the mark price; cancel it and place another.');
  const hasTriggered = order.stopPrice !== null;
  return unamendable(order, hasTriggered ? 'that has triggered.' : 'and has no stopPrice to amend.');
}

function unamendable({ clientOrderId, orderType }: Order, what: string): Refusal {
  return { code: 'INVALID_PRICE', reason: `order ${clientOrderId} is a ${orderType} order ${what}` };
}

/** Checks the order after the amendment, as if the live one no longer claimed anything. */
function refuseAmendment(state: EngineState, order: Order, amendment: Amendment): Refusal | null {
  countOpen(order, -order.open);
  const refusal = refuseAmending(state, amended(state, order, amendment), amendment.isSmaller);
  countOpen(order, order.open);
  return refusal;
}

/** The order after the amendment. It rests nowhere. */
function amended({ orderRecords }: EngineState, order: Order, amendment: Amendment): Order {
  const { id, clientOrderId, position, terms } = order;
  const copy = new Order(orderRecords, NO_RECORD, id, clientOrderId, position, terms);
  copy.linked = order.linked;
  copy.trailingOffset = order.trailingOffset;
  copy.isWaiting = order.isWaiting;
  setTerms(copy, amendment);
  return copy;
}

/** Takes lots off a resting order, or none if the amendment names the quantity that it has. */
function shrink(state: EngineState, order: Order, open: QuantityLots): void {
  const lots = order.open - open;
  if (lots !== 0) {
    countOpen(order, -lots);
    noteOrder(order);
    order.market.book.reduce(order.slot, lots);
    order.open = open;
  }
  reportAmended(state, order, true);
}

/** Takes the order out of the book or from the waiting stops, and lets it enter on its new terms. */
function enterAgain(state: EngineState, order: Order, amendment: Amendment): void {
  const { isWaiting } = order;
  const movesStop = amendment.stopPrice !== order.stopPrice;
  withdraw(order);
  setTerms(order, amendment);
  reportAmended(state, order, amendment.isSmaller, movesStop ? (order.stopPrice ?? undefined) : undefined);
  if (isWaiting) waitForMark(state, order);
  else execute(state, order);
}

function setTerms(order: Order, { price, stopPrice, open, lossTicks }: Amendment): void {
  order.price = price;
  order.stopPrice = stopPrice;
  order.open = open;
  order.lossTicks = lossTicks;
}
