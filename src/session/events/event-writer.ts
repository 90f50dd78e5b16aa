/**
 * Writes public facts into the bytes of a frame, identical to JSON.stringify of Wire's events, with which a journal is
 * verified and replayed.
 */
import type { InstrumentSpec } from '../../contract/index.ts';
import { accountAt, marketAt, type EngineState, type Facts } from '../../engine/index.ts';
import { ascii, END, KEY, quoted } from './json-text.ts';
import type { JsonWriter } from './json-writer.ts';
import { MICROS_PER_TENTH, RATE_GRID } from './funding-events.ts';
import { averageEntryPrice, hasFunding, type Stamp } from './wire.ts';

/** The beginning of an event, up to its number. */
const OPEN = {
  trade: begin('trade'),
  order_update: begin('order_update'),
  book_update: begin('book_update'),
  mark_price: begin('mark_price'),
  index_price: begin('index_price'),
  market_state: begin('market_state'),
  auction_update: begin('auction_update'),
  position_update: begin('position_update'),
  liquidation: begin('liquidation'),
  funding: begin('funding'),
  funding_rate: begin('funding_rate'),
} satisfies Readonly<Record<Facts.PublicEvent['type'], Uint8Array>>;
const [NO_SNAPSHOT, BIDS, ASKS] = [ascii(',"snapshot":false'), ascii(',"bids":['), ascii(',"asks":[')];
const [FIRST_LEVEL, NEXT_LEVEL, COMMA, BRACKET] = [ascii('['), ascii(',['), ascii(','), ascii(']')];

export class EventWriter {
  readonly #state: EngineState;
  readonly #json: JsonWriter;
  /** By the account's index, and by the instrument's. */
  readonly #names: Uint8Array[] = [];
  readonly #symbols: Uint8Array[] = [];
  readonly #hasFunding: boolean;

  constructor(state: EngineState, json: JsonWriter) {
    this.#state = state;
    this.#json = json;
    this.#hasFunding = hasFunding(state);
  }

  write(fact: Facts.PublicEvent, stamp: Stamp): void {
    const { spec } = marketAt(this.#state, fact.instrument);
    switch (fact.type) {
      case 'trade':
        return this.#trade(fact, spec, stamp);
      case 'order_update':
        return this.#orderUpdate(fact, spec, stamp);
      case 'book_update':
        return this.#bookUpdate(fact, spec, stamp);
      case 'mark_price':
        return this.#markPrice(fact, spec, stamp);
      case 'index_price':
        return this.#indexPrice(fact, spec, stamp);
      case 'market_state':
        return this.#marketState(fact, spec, stamp);
      case 'auction_update':
        return this.#auctionUpdate(fact, spec, stamp);
      case 'position_update':
        return this.#positionUpdate(fact, spec, stamp);
      case 'liquidation':
        return this.#liquidation(fact, spec, stamp);
      case 'funding':
        return this.#funding(fact, spec, stamp);
      case 'funding_rate':
        return this.#fundingRate(fact, spec, stamp);
    }
  }

  #trade(fact: Facts.Trade, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.trade, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.integer(KEY.tradeId, fact.tradeId);
    json.decimal(KEY.price, spec.priceGrid, fact.price);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    json.string(KEY.aggressor, fact.aggressor);
    json.raw(KEY.buyAccount).raw(this.#name(fact.buyAccount));
    json.raw(KEY.sellAccount).raw(this.#name(fact.sellAccount));
    json.integer(KEY.buyOrderId, fact.buyOrderId);
    json.integer(KEY.sellOrderId, fact.sellOrderId);
    json.boolean(KEY.liquidation, fact.liquidation).raw(END);
  }

  #orderUpdate(fact: Facts.OrderUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.order_update, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.integer(KEY.orderId, fact.orderId);
    json.raw(KEY.account).raw(this.#name(fact.account));
    json.string(KEY.side, fact.side);
    json.decimal(KEY.price, spec.priceGrid, fact.price);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    json.integer(KEY.priority, fact.priority).raw(END);
  }

  #bookUpdate(fact: Facts.BookUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.book_update, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec)).raw(NO_SNAPSHOT);
    this.#levels(BIDS, fact.bids, spec);
    this.#levels(ASKS, fact.asks, spec);
    json.raw(END);
  }

  #levels(name: Uint8Array, levels: readonly Facts.LevelChange[], spec: InstrumentSpec): void {
    const json = this.#json.raw(name);
    let opening = FIRST_LEVEL;
    for (const [price, quantity] of levels) {
      json.decimal(opening, spec.priceGrid, price);
      opening = NEXT_LEVEL;
      json.decimal(COMMA, spec.quantityGrid, quantity).raw(BRACKET);
    }
    json.raw(BRACKET);
  }

  #markPrice(fact: Facts.MarkPrice, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.mark_price, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.decimal(KEY.price, spec.priceGrid, fact.price);
    const { lastPrice, bestBid, bestAsk } = fact;
    if (lastPrice !== null) json.decimal(KEY.lastPrice, spec.priceGrid, lastPrice);
    if (bestBid !== null) json.decimal(KEY.bestBid, spec.priceGrid, bestBid);
    if (bestAsk !== null) json.decimal(KEY.bestAsk, spec.priceGrid, bestAsk);
    this.#limits(fact, spec);
    json.raw(END);
  }

  #limits(
    { index, reference, lowerLimit, upperLimit }: Facts.MarkPrice,
    { priceGrid }: InstrumentSpec,
  ): void {
    const json = this.#json;
    if (index !== null) json.decimal(KEY.index, priceGrid, index);
    if (reference !== null) json.decimal(KEY.reference, priceGrid, reference);
    if (lowerLimit !== null) json.decimal(KEY.lowerLimit, priceGrid, lowerLimit);
    if (upperLimit !== null) json.decimal(KEY.upperLimit, priceGrid, upperLimit);
  }

  #indexPrice(fact: Facts.IndexPrice, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.index_price, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.decimal(KEY.price, spec.priceGrid, fact.price).raw(END);
  }

  #marketState(fact: Facts.MarketState, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.market_state, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.string(KEY.phase, fact.phase).string(KEY.cause, fact.cause);
    if (fact.until !== null) json.integer(KEY.until, fact.until);
    json.raw(END);
  }

  #auctionUpdate(fact: Facts.AuctionUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.auction_update, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    this.#priceOrNull(KEY.price, spec, fact.price);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    json.decimal(KEY.imbalance, spec.quantityGrid, fact.imbalance);
    if (fact.side === null) json.null(KEY.side);
    else json.string(KEY.side, fact.side);
    json.raw(END);
  }

  #positionUpdate(fact: Facts.PositionUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    const { moneyGrid } = this.#state;
    json.integer(OPEN.position_update, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.account).raw(this.#name(fact.account));
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    const average = averageEntryPrice(spec, fact);
    if (average === null) json.null(KEY.averageEntryPrice);
    else json.number(KEY.averageEntryPrice, average);
    json.decimal(KEY.markPrice, spec.priceGrid, fact.markPrice);
    json.decimal(KEY.realizedPnl, moneyGrid, fact.realizedPnl);
    json.decimal(KEY.unrealizedPnl, moneyGrid, fact.unrealizedPnl);
    json.decimal(KEY.feesPaid, moneyGrid, fact.feesPaid);
    json.decimal(KEY.balance, moneyGrid, fact.balance);
    json.decimal(KEY.equity, moneyGrid, fact.equity);
    json.decimal(KEY.initialMargin, moneyGrid, fact.initialMargin);
    json.decimal(KEY.maintenanceMargin, moneyGrid, fact.maintenanceMargin);
    this.#priceOrNull(KEY.liquidationPrice, spec, fact.liquidationPrice);
    this.#priceOrNull(KEY.bankruptcyPrice, spec, fact.bankruptcyPrice);
    json.string(KEY.marginMode, fact.marginMode);
    if (fact.isolatedMargin === null) json.null(KEY.isolatedMargin);
    else json.decimal(KEY.isolatedMargin, moneyGrid, fact.isolatedMargin);
    if (this.#hasFunding) json.decimal(KEY.fundingPaid, moneyGrid, fact.fundingPaid);
    json.raw(END);
  }

  #priceOrNull(name: Uint8Array, spec: InstrumentSpec, ticks: number | null): void {
    if (ticks === null) this.#json.null(name);
    else this.#json.decimal(name, spec.priceGrid, ticks);
  }

  #liquidation(fact: Facts.Liquidation, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    const { price, insuranceFundChange, counterparty } = fact;
    json.integer(OPEN.liquidation, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.account).raw(this.#name(fact.account));
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.string(KEY.stage, fact.stage).string(KEY.side, fact.side);
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    if (price !== null) json.decimal(KEY.price, spec.priceGrid, price);
    json.decimal(KEY.bankruptcyPrice, spec.priceGrid, fact.bankruptcyPrice);
    if (insuranceFundChange !== null) {
      json.decimal(KEY.insuranceFundChange, this.#state.moneyGrid, insuranceFundChange);
    }
    if (counterparty !== null) json.raw(KEY.counterparty).raw(this.#name(counterparty));
    json.raw(END);
  }

  #funding(fact: Facts.FundingPaid, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer(OPEN.funding, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.account).raw(this.#name(fact.account));
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    json.decimal(KEY.quantity, spec.quantityGrid, fact.quantity);
    json.decimal(KEY.markPrice, spec.priceGrid, fact.markPrice);
    json.decimal(KEY.rate, RATE_GRID, fact.rate);
    json.decimal(KEY.payment, this.#state.moneyGrid, fact.payment).raw(END);
  }

  #fundingRate(fact: Facts.FundingRate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    const { rate, premium, predictedRate, nextTenth } = fact;
    json.integer(OPEN.funding_rate, seq);
    json.integer(KEY.time, time);
    json.raw(KEY.symbol).raw(this.#symbol(spec));
    if (rate !== null) json.decimal(KEY.rate, RATE_GRID, rate);
    if (premium !== null) json.decimal(KEY.premium, RATE_GRID, premium);
    json.decimal(KEY.predictedRate, RATE_GRID, predictedRate);
    json.integer(KEY.nextTime, nextTenth * MICROS_PER_TENTH).raw(END);
  }

  #name(account: number): Uint8Array {
    return (this.#names[account] ??= quoted(accountAt(this.#state, account).name));
  }

  #symbol({ index, symbol }: InstrumentSpec): Uint8Array {
    return (this.#symbols[index] ??= quoted(symbol));
  }
}

function begin(type: Facts.PublicEvent['type']): Uint8Array {
  return ascii(`{"type":"${type}","seq":`);
}
