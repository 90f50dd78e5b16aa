/**
 * The gateway's replies as objects, equal to the parsed text of reply-writer.ts, but without writing and parsing it.
 */
import type { Reply, Welcome } from '../contract/orders.ts';
import { fromUnits, type Grid, type InstrumentSpec } from '../contract/index.ts';
import { marketAt, type EngineState, type Facts } from '../engine/index.ts';
import { queueAhead } from '../session/events/event-values.ts';

export type Answer = Exclude<Reply, Welcome>;
type Fields = Readonly<Record<string, unknown>> & Pick<Answer, 'type'>;

/**
 * The reply for a fact. Fields that the text leaves out are undefined here, so that replies of a type have one shape.
 * @param time time in microseconds since the Unix epoch
 * @param requestId id of the request to which this is the reply
 * @param hasPlace false: leave out the place in the queue, which costs a lookup in the book, because nothing reads it
 */
export function replyOf(
  state: EngineState,
  fact: Facts.PrivateEvent,
  time: number,
  requestId: string | undefined,
  hasPlace = true,
): Answer {
  return anyReply(state, fact, time, requestId, hasPlace) as Answer;
}

function anyReply(
  state: EngineState,
  fact: Facts.PrivateEvent,
  time: number,
  requestId: string | undefined,
  hasPlace: boolean,
): Fields {
  switch (fact.type) {
    case 'order_rejected': {
      const { type, clientOrderId, code, reason } = fact;
      return { type, clientOrderId: clientOrderId ?? undefined, code, reason, requestId };
    }
    case 'cancel_all_done':
      return { type: fact.type, count: fact.count, time, requestId };
    case 'margin_set': {
      const { type, mode, margin } = fact;
      const amount = margin === null ? null : fromUnits(state.moneyGrid, margin);
      return { type, symbol: specOf(state, fact).symbol, mode, margin: amount, time, requestId };
    }
    case 'index_set': {
      const { symbol, priceGrid } = specOf(state, fact);
      return { type: fact.type, symbol, price: fromUnits(priceGrid, fact.price), time, requestId };
    }
    case 'phase_set':
      return { type: fact.type, symbol: specOf(state, fact).symbol, phase: fact.phase, time, requestId };
    case 'order_triggered': {
      const { type, clientOrderId, orderId } = fact;
      return { type, clientOrderId, orderId, time, requestId };
    }
    case 'order_canceled': {
      const { type, clientOrderId, orderId, cause } = fact;
      const remainingQuantity = fromUnits(specOf(state, fact).quantityGrid, fact.remainingQuantity);
      return { type, clientOrderId, orderId, remainingQuantity, cause, time, requestId };
    }
    default:
      return orderReply(state, fact, time, requestId, hasPlace);
  }
}

type Accepted = Facts.OrderAccepted | Facts.OrderAmended | Facts.Fill;

function orderReply(
  state: EngineState,
  fact: Accepted,
  time: number,
  requestId: string | undefined,
  hasPlace: boolean,
): Fields {
  const { type, clientOrderId, orderId } = fact;
  const { symbol, priceGrid, quantityGrid } = specOf(state, fact);
  const quantity = fromUnits(quantityGrid, fact.quantity);
  switch (type) {
    case 'order_accepted':
      return {
        type,
        clientOrderId,
        orderId,
        symbol,
        side: fact.side,
        orderType: fact.orderType,
        price: decimal(priceGrid, fact.price),
        stopPrice: decimal(priceGrid, fact.stopPrice),
        quantity,
        queueAhead: hasPlace ? decimal(quantityGrid, queueAhead(state, orderId) ?? null) : undefined,
        time,
        requestId,
      };
    case 'order_amended':
      return {
        type,
        clientOrderId,
        orderId,
        price: decimal(priceGrid, fact.price),
        stopPrice: decimal(priceGrid, fact.stopPrice ?? null),
        quantity,
        keptPriority: fact.keptPriority,
        queueAhead:
          hasPlace && !fact.keptPriority
            ? decimal(quantityGrid, queueAhead(state, orderId) ?? null)
            : undefined,
        time,
        requestId,
      };
    case 'fill':
      return {
        type,
        clientOrderId,
        orderId,
        tradeId: fact.tradeId,
        symbol,
        side: fact.side,
        price: fromUnits(priceGrid, fact.price),
        quantity,
        remainingQuantity: fromUnits(quantityGrid, fact.remainingQuantity),
        liquidity: fact.liquidity,
        fee: fromUnits(state.moneyGrid, fact.fee),
        time,
        requestId,
      };
  }
}

function decimal(grid: Grid, units: number | null): number | undefined {
  return units === null ? undefined : fromUnits(grid, units);
}

function specOf(state: EngineState, { instrument }: { readonly instrument: number }): InstrumentSpec {
  return marketAt(state, instrument).spec;
}
