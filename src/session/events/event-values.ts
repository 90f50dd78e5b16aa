/** Values of events that are more than a number or a word. */
import { fromUnits } from '../../contract/units.ts';
import type { InstrumentSpec, OrderId } from '../../contract/index.ts';
import type { Level, RestingOrder } from '../../contract/events.ts';
import type { EngineState, Facts } from '../../engine/index.ts';
import { copyText } from './json-text.ts';
import { NAME_BYTES_MAX, type Lookup } from './lookup.ts';
import { decimal, integer, NUMBER_BYTES } from './number-text.ts';
import type { RecentDecimals } from './recent-decimals.ts';

const [COMMA, OPEN, CLOSE] = [0x2c, 0x5b, 0x5d] as const;

/** Cost per unit, the only price that may lie off the tick grid. It is rounded to the nearest double. */
export function averagePrice(spec: InstrumentSpec, fact: Facts.PositionUpdate): number | null {
  if (fact.quantity === 0) return null;
  return fromUnits(spec.priceGrid, fact.costBasis / (fact.quantity * spec.tickLotMoney));
}

/** Lots ahead of a resting order at its price. Undefined: the order does not rest. */
export function queueAhead(state: EngineState, orderId: OrderId): number | undefined {
  const order = state.orders.get(orderId);
  if (order === undefined || order.slot === 0) return undefined;
  const side = order.market.book.side(order.side);
  return side.totalAt(side.priceOf(order.slot)) - order.open;
}

export const levels = {
  bytesMax: 2 * NUMBER_BYTES,
  values: (changes: readonly Facts.LevelChange[], { priceGrid, quantityGrid }: InstrumentSpec): Level[] =>
    changes.map(([price, quantity]) => [fromUnits(priceGrid, price), fromUnits(quantityGrid, quantity)]),

  bytes(
    view: DataView,
    start: number,
    changes: readonly Facts.LevelChange[],
    { index }: InstrumentSpec,
    lookup: Lookup,
  ): number {
    const [prices, quantities] = [
      lookup.prices[index] as RecentDecimals,
      lookup.quantities[index] as RecentDecimals,
    ];
    let at = start;
    view.setUint8(at++, OPEN);
    for (const change of changes) {
      at = open(view, at, start);
      at = prices.write(view, at, change[0]);
      view.setUint8(at++, COMMA);
      at = quantities.write(view, at, change[1]);
      view.setUint8(at++, CLOSE);
    }
    view.setUint8(at, CLOSE);
    return at + 1;
  },
};

export const orders = {
  bytesMax: 4 * NUMBER_BYTES + NAME_BYTES_MAX,
  values: (front: readonly Facts.FrontOrder[], spec: InstrumentSpec, lookup: Lookup): RestingOrder[] =>
    front.map(({ price, quantity, orderId, priority, account }) => [
      fromUnits(spec.priceGrid, price),
      fromUnits(spec.quantityGrid, quantity),
      orderId,
      priority,
      lookup.nameOf(account),
    ]),

  bytes(
    view: DataView,
    start: number,
    front: readonly Facts.FrontOrder[],
    { priceGrid, quantityGrid }: InstrumentSpec,
    lookup: Lookup,
  ): number {
    let at = start;
    view.setUint8(at++, OPEN);
    for (const { price, quantity, orderId, priority, account } of front) {
      at = open(view, at, start);
      at = decimal(view, at, priceGrid, price);
      view.setUint8(at++, COMMA);
      at = decimal(view, at, quantityGrid, quantity);
      view.setUint8(at++, COMMA);
      at = integer(view, at, orderId);
      view.setUint8(at++, COMMA);
      at = integer(view, at, priority);
      view.setUint8(at++, COMMA);
      at = copyText(view, at, lookup.account(account));
      view.setUint8(at++, CLOSE);
    }
    view.setUint8(at, CLOSE);
    return at + 1;
  },
};

/** Opens the next array in an array that starts at `start`. */
function open(view: DataView, at: number, start: number): number {
  let place = at;
  if (place > start + 1) view.setUint8(place++, COMMA);
  view.setUint8(place++, OPEN);
  return place;
}
