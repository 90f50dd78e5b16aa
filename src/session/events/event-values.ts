/** Values of events that are more than a number or a word. */
import { fromUnits } from '../../contract/units.ts';
import type { InstrumentSpec, OrderId } from '../../contract/index.ts';
import type { Level, RestingOrder } from '../../contract/events.ts';
import { accountAt, type EngineState, type Facts } from '../../engine/index.ts';
import type { Text } from '../../runtime/words.ts';
import { quoted } from './json-text.ts';
import { copyText, decimal, integer, NUMBER_BYTES } from './number-text.ts';
import { RecentDecimals } from './recent-decimals.ts';

/** Room for the name of an account or a symbol in JSON. */
export const NAME_BYTES_MAX = 256;
const [COMMA, OPEN, CLOSE] = [0x2c, 0x5b, 0x5d] as const;

/** Names of accounts and symbols, as text and as JSON, and the grid of money. */
export class Names {
  readonly moneyGrid: EngineState['moneyGrid'];
  /** Specifications by the index of the instrument. */
  readonly specs: readonly InstrumentSpec[];
  /** Prices and quantities by the index of the instrument. */
  readonly prices: readonly RecentDecimals[];
  readonly quantities: readonly RecentDecimals[];
  readonly #state: EngineState;
  /** Texts by the index of the account or of the instrument. */
  readonly #accounts: Text[] = [];
  readonly #symbols: Text[] = [];

  constructor(state: EngineState) {
    this.#state = state;
    this.moneyGrid = state.moneyGrid;
    this.specs = state.markets.map(({ spec }) => spec);
    this.prices = this.specs.map(({ priceGrid }) => new RecentDecimals(priceGrid));
    this.quantities = this.specs.map(({ quantityGrid }) => new RecentDecimals(quantityGrid));
  }

  nameOf(account: number): string {
    return accountAt(this.#state, account).name;
  }

  account(account: number): Text {
    return (this.#accounts[account] ??= nameText(this.nameOf(account)));
  }

  symbol({ index, symbol }: InstrumentSpec): Text {
    return (this.#symbols[index] ??= nameText(symbol));
  }
}

function nameText(name: string): Text {
  const text = quoted(name);
  if (text.length <= NAME_BYTES_MAX) return text;
  throw new Error(`the name ${name} takes ${text.length} bytes; at most ${NAME_BYTES_MAX} fit`);
}

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
    names: Names,
  ): number {
    const [prices, quantities] = [
      names.prices[index] as RecentDecimals,
      names.quantities[index] as RecentDecimals,
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
  values: (front: readonly Facts.FrontOrder[], spec: InstrumentSpec, names: Names): RestingOrder[] =>
    front.map(({ price, quantity, orderId, priority, account }) => [
      fromUnits(spec.priceGrid, price),
      fromUnits(spec.quantityGrid, quantity),
      orderId,
      priority,
      names.nameOf(account),
    ]),

  bytes(
    view: DataView,
    start: number,
    front: readonly Facts.FrontOrder[],
    { priceGrid, quantityGrid }: InstrumentSpec,
    names: Names,
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
      at = copyText(view, at, names.account(account));
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
