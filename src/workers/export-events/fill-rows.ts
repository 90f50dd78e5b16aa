/**
 * fills.csv: a row for each side of a trade from its account's view, with the position after it and its markouts.
 *
 * A row waits for the longest horizon, after which its markouts are known, so rows stay in the order of the fills. A
 * markout is left empty when the session ends before it, or when the book has had no mid price by then.
 */
import { fromUnits } from '../../contract/units.ts';
import { MARKOUT_SECONDS, Markouts } from '../../contract/markouts.ts';
import { midBetween } from '../../contract/mid-price.ts';
import { withoutResidue } from '../../contract/decimals.ts';
import {
  accountAt,
  marketAt,
  positionsOf,
  type EngineState,
  type Facts,
  type Market,
} from '../../engine/index.ts';
import type { ReplayedEntry } from '../../session/journal/replay.ts';
import type { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';
import { csvLines, type Lines, type Rows } from './lines.ts';

const COLUMNS = [
  'time',
  'account',
  'symbol',
  'tradeId',
  'orderId',
  'clientOrderId',
  'side',
  'price',
  'quantity',
  'liquidity',
  'fee',
  'position',
  ...MARKOUT_SECONDS.map((seconds) => `markout${seconds}s` as const),
] as const;
const LONGEST_MICROS = Math.max(...MARKOUT_SECONDS) * 1_000_000;

interface Row {
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly values: readonly (string | number)[];
  readonly markouts: (number | null)[];
}

export class FillRows implements Rows {
  readonly columns = COLUMNS;
  readonly #state: EngineState;
  /** Positions in signed lots, by account and instrument. */
  readonly #held = new Map<string, number>();
  /** Markouts of each instrument. */
  readonly #markouts: readonly Markouts<Row>[];
  /** Rows that wait for a markout, in the order of the fills. */
  #waiting: Row[] = [];
  /** Time of the last command. */
  #time = 0;

  constructor(state: EngineState) {
    this.#state = state;
    this.#markouts = state.markets.map(
      (market) =>
        new Markouts<Row>(
          midOf(market),
          (row, horizon, perUnit) => (row.markouts[horizon] = withoutResidue(perUnit)),
        ),
    );
    for (const account of state.accounts) {
      for (const { lots, market } of positionsOf(account))
        this.#change(account.index, market.spec.index, lots);
    }
  }

  take({ entry: [, time] }: ReplayedEntry, { facts }: ReplayedExchange): Lines {
    this.#time = time;
    for (const fact of facts) {
      if (fact.type === 'fill') this.#fill(fact, time);
      else if (fact.type === 'liquidation') this.#liquidated(fact);
    }
    for (const [index, market] of this.#state.markets.entries())
      this.#markouts[index]?.look(time, midOf(market));
    return this.#known(time - LONGEST_MICROS);
  }

  end(): Lines {
    for (const markouts of this.#markouts) markouts.end(this.#time);
    return this.#known(Infinity);
  }

  /** The rows from before this time. */
  #known(time: number): Lines {
    const first = this.#waiting.findIndex((row) => row.time >= time);
    const count = first === -1 ? this.#waiting.length : first;
    if (count === 0) return csvLines([]);
    const known = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return csvLines(known.map(({ values, markouts }) => [...values, ...markouts]));
  }

  #fill(fact: Facts.Fill, time: number): void {
    const { account, instrument, side, liquidity } = fact;
    const { spec } = marketAt(this.#state, instrument);
    const held = this.#change(account, instrument, side === 'buy' ? fact.quantity : -fact.quantity);
    const price = fromUnits(spec.priceGrid, fact.price);
    const values = [
      time,
      accountAt(this.#state, account).name,
      spec.symbol,
      fact.tradeId,
      fact.orderId,
      fact.clientOrderId,
      side,
      price,
      fromUnits(spec.quantityGrid, fact.quantity),
      liquidity,
      fromUnits(this.#state.moneyGrid, fact.fee),
      fromUnits(spec.quantityGrid, held),
    ];
    const row = { time, side, price, values, markouts: MARKOUT_SECONDS.map(() => null) };
    this.#waiting.push(row);
    this.#markouts[instrument]?.filled(row);
  }

  /** Applies lots that change hands without an order of the account. */
  #liquidated({ stage, account, counterparty, instrument, side, quantity }: Facts.Liquidation): void {
    const closed = side === 'buy' ? -quantity : quantity;
    if (stage === 'taken_over') this.#change(account, instrument, closed);
    if (stage === 'auto_deleveraged' && counterparty !== null)
      this.#change(counterparty, instrument, -closed);
  }

  #change(account: number, instrument: number, lots: number): number {
    const key = `${account} ${instrument}`;
    const held = (this.#held.get(key) ?? 0) + lots;
    this.#held.set(key, held);
    return held;
  }
}

function midOf({ book, spec }: Market): number | undefined {
  const decimal = (ticks: number | null) => (ticks === null ? undefined : fromUnits(spec.priceGrid, ticks));
  return midBetween(decimal(book.bids.bestPrice), decimal(book.asks.bestPrice));
}
