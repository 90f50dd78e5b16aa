/** orders.csv: a row for each event of an order, including private events that the stream does not publish. */
import type { InstrumentSpec } from '../../contract/index.ts';
import { fromUnits, type Grid } from '../../contract/units.ts';
import {
  accountAt,
  marketAt,
  type EngineState,
  type Facts,
  type Order,
  type PlaceOrder,
} from '../../engine/index.ts';
import type { ReplayedEntry } from '../../session/journal/replay.ts';
import type { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';
import { csvLines, NO_LINES, type Lines, type Rows } from './lines.ts';

const COLUMNS = [
  'time',
  'account',
  'symbol',
  'event',
  'orderId',
  'clientOrderId',
  'side',
  'orderType',
  'price',
  'stopPrice',
  'quantity',
  'cause',
  'fillPrice',
  'fillQuantity',
  'tradeId',
  'liquidity',
  'fee',
  'timeInForce',
  'postOnly',
  'reduceOnly',
  'trailingOffset',
  'oco',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;
/** Terms that no event of the order changes. */
type FixedTerms = Pick<PlaceOrder, 'timeInForce' | 'postOnly' | 'reduceOnly' | 'trailingOffset' | 'oco'>;

interface Terms {
  readonly side: string;
  readonly orderType: string;
  readonly price: number | null;
  readonly stopPrice: number | null;
  /** Open quantity, in lots. */
  readonly open: number;
  /** Columns of the terms that stay. */
  readonly fixed: Row;
}

type OrderFact =
  Facts.OrderAccepted | Facts.OrderAmended | Facts.OrderTriggered | Facts.OrderCanceled | Facts.Fill;

/** Commands whose rejections are rows. */
const OF_ORDERS: ReadonlySet<string> = new Set(['place_order', 'amend_order', 'cancel_order']);

export class OrderRows implements Rows {
  readonly columns = COLUMNS;
  readonly #state: EngineState;
  /** Terms of the live orders, by order id. */
  readonly #terms = new Map<number, Terms>();

  constructor(state: EngineState) {
    this.#state = state;
    for (const order of state.orders) {
      const { id, side, orderType, price, stopPrice, open } = order;
      const fixed = fixedColumns(liveTerms(order), order.market.spec);
      this.#terms.set(id, { side, orderType, price, stopPrice, open, fixed });
    }
  }

  take({ entry: [, time, command] }: ReplayedEntry, { facts }: ReplayedExchange): Lines {
    const rows: Row[] = [];
    const fixed = command.type === 'place_order' ? fixedColumns(command, this.#spec(command.instrument)) : {};
    for (const fact of facts) {
      if (fact.type === 'order_rejected') {
        if (!OF_ORDERS.has(command.type)) continue;
        const symbol = command.type === 'place_order' ? this.#spec(command.instrument).symbol : null;
        rows.push({ ...this.#named(fact), ...fixed, event: 'rejected', symbol, cause: fact.code, time });
      } else if (isOrderFact(fact)) rows.push({ ...this.#row(fact, fixed), time });
    }
    return csvLines(rows.map((row) => COLUMNS.map((column) => row[column] ?? null)));
  }

  end(): Lines {
    return NO_LINES;
  }

  /** @param fixed terms of a new order */
  #row(fact: OrderFact, fixed: Row): Row {
    const spec = this.#spec(fact.instrument);
    const terms = after(this.#terms.get(fact.orderId), fact, fixed);
    if (terms.open === 0 || fact.type === 'order_canceled') this.#terms.delete(fact.orderId);
    else this.#terms.set(fact.orderId, terms);
    const { side, orderType } = terms;
    return {
      ...this.#named(fact),
      ...terms.fixed,
      symbol: spec.symbol,
      event: fact.type.replace('order_', ''),
      orderId: fact.orderId,
      side,
      orderType,
      price: orNull(spec.priceGrid, terms.price),
      stopPrice: orNull(spec.priceGrid, terms.stopPrice),
      quantity: fromUnits(spec.quantityGrid, terms.open),
      ...(fact.type === 'order_canceled' && { cause: fact.cause }),
      ...(fact.type === 'fill' && this.#fill(fact, spec)),
    };
  }

  #fill(fact: Facts.Fill, spec: InstrumentSpec): Row {
    return {
      event: 'filled',
      fillPrice: fromUnits(spec.priceGrid, fact.price),
      fillQuantity: fromUnits(spec.quantityGrid, fact.quantity),
      tradeId: fact.tradeId,
      liquidity: fact.liquidity,
      fee: fromUnits(this.#state.moneyGrid, fact.fee),
    };
  }

  #named({ account, clientOrderId }: OrderFact | Facts.OrderRejected): Row {
    return { account: accountAt(this.#state, account).name, clientOrderId };
  }

  #spec(instrument: number): InstrumentSpec {
    return marketAt(this.#state, instrument).spec;
  }
}

function isOrderFact(fact: { readonly type: string }): fact is OrderFact {
  return fact.type === 'fill' || (fact.type.startsWith('order_') && fact.type !== 'order_update');
}

/**
 * Terms after the event. For a cancelled order, `open` is the cancelled quantity.
 * @param fixed terms of a new order
 */
function after(before: Terms | undefined, fact: OrderFact, fixed: Row): Terms {
  if (fact.type === 'order_accepted') return { ...fact, open: fact.quantity, fixed };
  const terms = before ?? { side: '', orderType: '', price: null, stopPrice: null, open: 0, fixed: {} };
  switch (fact.type) {
    case 'order_amended':
      return {
        ...terms,
        price: fact.price,
        stopPrice: fact.stopPrice ?? terms.stopPrice,
        open: fact.quantity,
      };
    case 'order_triggered':
      return { ...terms, stopPrice: fact.stopPrice ?? terms.stopPrice };
    case 'order_canceled':
      return { ...terms, open: fact.remainingQuantity };
    case 'fill':
      return { ...terms, open: fact.remainingQuantity };
  }
}

function orNull(grid: Grid, units: number | null): number | null {
  return units === null ? null : fromUnits(grid, units);
}

function fixedColumns(terms: FixedTerms, { priceGrid }: InstrumentSpec): Row {
  const { timeInForce, postOnly, reduceOnly, trailingOffset = null, oco = null } = terms;
  return { timeInForce, postOnly, reduceOnly, trailingOffset: orNull(priceGrid, trailingOffset), oco };
}

/** Terms of a live order. Of a pair, the younger order has named the older one. */
function liveTerms({ id, timeInForce, postOnly, reduceOnly, trailingOffset, linked }: Order): FixedTerms {
  const oco = linked !== null && linked.id < id ? linked.clientOrderId : null;
  return { timeInForce, postOnly, reduceOnly, trailingOffset, oco };
}
