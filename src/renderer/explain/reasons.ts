/** Reasons for a trade: the rules of docs/rules.md that decided it, each with this trade's figures. */
import type { MarketEvent, Trade } from '../../contract/events.ts';
import type { MarketView } from '../../contract/replica.ts';
import { gridOf, sumOnGrid } from '../../contract/units.ts';
import { formatCount, formatPrice, formatQuantity } from '../format/numbers.ts';
import { levelsOf, opposite } from './book-change.ts';
import { incomingOf, restingOf, type QueueBefore } from './queue-before.ts';
import type { PastCommand } from './rewind.ts';
import type { TakeoverFill } from './takeover.ts';

export interface Reason {
  /** Rule of docs/rules.md. */
  readonly rule: 'M1' | 'M2' | 'M8' | 'M9' | 'M10' | 'L3' | 'L7';
  readonly text: string;
}

export interface Circumstances {
  readonly command: PastCommand;
  readonly before: MarketView;
  readonly after: MarketView;
  readonly queue: QueueBefore | undefined;
  readonly takeover: TakeoverFill | undefined;
}

/** All reasons, in the order in which they decided. */
export function reasonsOf(circumstances: Circumstances): readonly Reason[] {
  const origin = takeoverReason(circumstances) ?? stopReason(circumstances) ?? amendReason(circumstances);
  const own = ownOrdersReason(circumstances);
  return [
    ...(origin === undefined ? [] : [origin]),
    { rule: 'M1', text: bestPriceText(circumstances) },
    { rule: 'M1', text: firstInTimeText(circumstances) },
    ...(own === undefined ? [] : [own]),
    { rule: 'M2', text: restingPriceText(circumstances) },
  ];
}

function takeoverReason({ takeover, before }: Circumstances): Reason | undefined {
  if (takeover === undefined) return undefined;
  const { account, side, stepQuantity } = takeover;
  const { tickSize, lotSize } = before.instrument;
  const price = formatPrice(takeover.price, tickSize);
  const position = side === 'buy' ? 'long' : 'short';
  if (stepQuantity !== null) {
    const quantity = formatQuantity(stepQuantity, lotSize);
    const text = `The exchange had taken over ${quantity} of the ${position} position of ${account} at ${price}, as a step of its liquidation, and closes it in the book.`;
    return { rule: 'L7', text };
  }
  const text = `The exchange had taken over the ${position} position of ${account} at its bankruptcy price ${price} and closed it in the book.`;
  return { rule: 'L3', text };
}

/**
 * The reason of a stop. The command's own order trades first, and a later order is a stop that the new mark price
 * triggered.
 */
function stopReason({ command: { trade, events } }: Circumstances): Reason | undefined {
  const first = tradesOf(events, trade.symbol).find(({ liquidation }) => !liquidation) ?? trade;
  if (trade.liquidation || incomingOf(first).orderId === incomingOf(trade).orderId) return undefined;
  const { account, orderId } = incomingOf(trade);
  const cause = `after order #${incomingOf(first).orderId} had traded`;
  return {
    rule: 'M10',
    text: `Order #${orderId} of ${account} was a stop: the mark price reached it ${cause}.`,
  };
}

function amendReason({ command: { trade }, before }: Circumstances): Reason | undefined {
  const { account, orderId } = incomingOf(trade);
  const rested = before.orders.get(orderId);
  if (rested === undefined) return undefined;
  const price = formatPrice(rested.price, before.instrument.tickSize);
  return {
    rule: 'M8',
    text: `${account} amended order #${orderId}, which rested at ${price}, so that it crossed.`,
  };
}

function bestPriceText({ command, before }: Circumstances): string {
  const { trade, events } = command;
  const { tickSize, lotSize } = before.instrument;
  const { side } = restingOf(trade);
  const name = side === 'sell' ? 'ask' : 'bid';
  const better = levelsOf(before, side).filter(([price]) => isBetter(trade, price));
  const price = formatPrice(trade.price, tickSize);
  if (better.length === 0) return `Best price first: ${price} was the best ${name}.`;
  const rested = total(
    lotSize,
    better.map(([, quantity]) => quantity),
  );
  const filled = tradesBefore(events, trade).filter(
    (one) => one.aggressor === trade.aggressor && isBetter(trade, one.price),
  );
  const taken = total(
    lotSize,
    filled.map(({ quantity }) => quantity),
  );
  const levels =
    better.length === 1 ? `1 better ${name} price` : `${formatCount(better.length)} better ${name} prices`;
  const rest =
    taken < rested ? `${formatQuantity(taken, lotSize)} of them filled and the rest removed` : 'all filled';
  return `Best price first: the ${formatQuantity(rested, lotSize)} at ${levels} had left the book before, ${rest}, so ${price} was next.`;
}

function firstInTimeText({ command: { trade }, before, queue }: Circumstances): string {
  const { tickSize, lotSize } = before.instrument;
  const { account, orderId } = restingOf(trade);
  const order = `order #${orderId} of ${account}`;
  const price = formatPrice(trade.price, tickSize);
  if (queue === undefined)
    return `Then first come, first served. The queue at ${price} is unknown: this exchange does not publish single orders.`;
  if (!queue.hasMaker && queue.unknown > 0)
    return `Then first come, first served: ${order} rested at ${price}, where some orders were unpublished.`;
  if (!queue.hasMaker)
    return `Then first come, first served: ${order} came to rest at ${price} within the same command.`;
  const ahead = queue.places.filter(({ standing }) => standing === 'ahead');
  if (ahead.length === 0)
    return `Then first come, first served: ${order} was first in the queue at ${price}.`;
  const quantity = formatQuantity(
    total(
      lotSize,
      ahead.map((place) => place.quantity),
    ),
    lotSize,
  );
  const who =
    ahead.length === 1 ? `1 order (${quantity})` : `${formatCount(ahead.length)} orders (${quantity})`;
  const fate = ahead.some(({ withdrawn }) => withdrawn > 0)
    ? 'had been filled or removed'
    : 'had been filled';
  return `Then first come, first served: ${who} ahead of ${order} at ${price} ${fate} by then.`;
}

/** The reason of own orders that were cancelled or reduced, because no account trades with itself. */
function ownOrdersReason({ command: { trade, events }, before, after }: Circumstances): Reason | undefined {
  const { account } = incomingOf(trade);
  const { side } = restingOf(trade);
  // A liquidated account loses all its orders for another reason.
  const isLiquidated = events.some((event) => event.type === 'liquidation' && event.account === account);
  if (isLiquidated) return undefined;
  const fills = new Set(tradesOf(events, trade.symbol).map((one) => restingOf(one).orderId));
  const met = [...before.orders.of(account)].filter(
    (order) =>
      order.side === side &&
      !isBetter({ ...trade, price: order.price }, trade.price) &&
      !fills.has(order.orderId) &&
      (after.orders.get(order.orderId)?.quantity ?? 0) < order.quantity,
  );
  if (met.length === 0) return undefined;
  const which = met.map(({ orderId }) => `#${orderId}`).join(', ');
  return {
    rule: 'M9',
    text: `${account}’s own order ${which} stood in the way and was cancelled or reduced: no account trades with itself.`,
  };
}

function restingPriceText({ command: { trade }, before, after }: Circumstances): string {
  const { tickSize } = before.instrument;
  const text = `The trade happened at the resting order’s price, ${formatPrice(trade.price, tickSize)}`;
  const { account, orderId } = incomingOf(trade);
  const limit = after.orders.get(orderId)?.price;
  if (limit === undefined || limit === trade.price) return `${text}.`;
  const verb = trade.aggressor === 'buy' ? 'paid up to' : 'sold down to';
  return `${text}, though ${account} would have ${verb} ${formatPrice(limit, tickSize)}.`;
}

/** True for a price that is better for the incoming order than the trade's. */
function isBetter(trade: Pick<Trade, 'aggressor' | 'price'>, price: number): boolean {
  return opposite(trade.aggressor) === 'sell' ? price < trade.price : price > trade.price;
}

function tradesOf(events: readonly MarketEvent[], symbol: string): readonly Trade[] {
  return events.filter((event): event is Trade => event.type === 'trade' && event.symbol === symbol);
}

function tradesBefore(events: readonly MarketEvent[], trade: Trade): readonly Trade[] {
  return tradesOf(events, trade.symbol).filter(({ tradeId }) => tradeId < trade.tradeId);
}

function total(lotSize: number, quantities: readonly number[]): number {
  const lots = gridOf(lotSize);
  return quantities.reduce((sum, quantity) => sumOnGrid(lots, sum, quantity), 0);
}
