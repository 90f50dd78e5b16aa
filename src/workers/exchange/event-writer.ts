/**
 * Public facts straight into the bytes of a frame. To the byte what JSON.stringify makes of Wire's events: a journal is
 * verified and replayed with those.
 */
import type { InstrumentSpec, Side } from '../../contract/index.ts';
import type { Account, EngineState, Facts, Market } from '../../engine/index.ts';
import type { JsonWriter } from './json-writer.ts';
import { averageEntryPrice, type Stamp } from './wire.ts';

export class EventWriter {
  readonly #state: EngineState;
  readonly #json: JsonWriter;

  constructor(state: EngineState, json: JsonWriter) {
    this.#state = state;
    this.#json = json;
  }

  write(fact: Facts.PublicEvent, stamp: Stamp): void {
    const { spec } = this.#state.markets[fact.instrument] as Market;
    switch (fact.type) {
      case 'trade':
        return this.#trade(fact, spec, stamp);
      case 'order_update':
        return this.#orderUpdate(fact, spec, stamp);
      case 'book_update':
        return this.#bookUpdate(fact, spec, stamp);
      case 'mark_price':
        return this.#markPrice(fact, spec, stamp);
      case 'position_update':
        return this.#positionUpdate(fact, spec, stamp);
      case 'liquidation':
        return this.#liquidation(fact, spec, stamp);
    }
  }

  #trade(fact: Facts.Trade, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer('{"type":"trade","seq":', seq);
    json.integer(',"time":', time);
    json.string(',"symbol":', spec.symbol);
    json.integer(',"tradeId":', fact.tradeId);
    json.decimal(',"price":', spec.priceGrid, fact.price);
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    json.raw(fact.aggressor === 'buy' ? ',"aggressor":"buy"' : ',"aggressor":"sell"');
    json.string(',"buyAccount":', this.#name(fact.buyAccount));
    json.string(',"sellAccount":', this.#name(fact.sellAccount));
    json.integer(',"buyOrderId":', fact.buyOrderId);
    json.integer(',"sellOrderId":', fact.sellOrderId);
    json.raw(fact.liquidation ? ',"liquidation":true}' : ',"liquidation":false}');
  }

  #orderUpdate(fact: Facts.OrderUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer('{"type":"order_update","seq":', seq);
    json.integer(',"time":', time);
    json.string(',"symbol":', spec.symbol);
    json.integer(',"orderId":', fact.orderId);
    json.string(',"account":', this.#name(fact.account));
    json.raw(sideField(fact.side));
    json.decimal(',"price":', spec.priceGrid, fact.price);
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    json.integer(',"priority":', fact.priority).raw('}');
  }

  #bookUpdate(fact: Facts.BookUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer('{"type":"book_update","seq":', seq);
    json.integer(',"time":', time);
    json.string(',"symbol":', spec.symbol).raw(',"snapshot":false');
    this.#levels(',"bids":[', fact.bids, spec);
    this.#levels(',"asks":[', fact.asks, spec);
    json.raw('}');
  }

  #levels(name: string, levels: readonly Facts.LevelChange[], spec: InstrumentSpec): void {
    const json = this.#json.raw(name);
    for (let index = 0; index < levels.length; index += 1) {
      const [price, quantity] = levels[index] as Facts.LevelChange;
      json.decimal(index === 0 ? '[' : ',[', spec.priceGrid, price);
      json.decimal(',', spec.quantityGrid, quantity).raw(']');
    }
    json.raw(']');
  }

  #markPrice(fact: Facts.MarkPrice, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    json.integer('{"type":"mark_price","seq":', seq);
    json.integer(',"time":', time);
    json.string(',"symbol":', spec.symbol);
    json.decimal(',"price":', spec.priceGrid, fact.price);
    const { lastPrice, bestBid, bestAsk } = fact;
    if (lastPrice !== null) json.decimal(',"lastPrice":', spec.priceGrid, lastPrice);
    if (bestBid !== null) json.decimal(',"bestBid":', spec.priceGrid, bestBid);
    if (bestAsk !== null) json.decimal(',"bestAsk":', spec.priceGrid, bestAsk);
    json.raw('}');
  }

  #positionUpdate(fact: Facts.PositionUpdate, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    const { moneyGrid } = this.#state;
    json.integer('{"type":"position_update","seq":', seq);
    json.integer(',"time":', time);
    json.string(',"account":', this.#name(fact.account));
    json.string(',"symbol":', spec.symbol);
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    const average = averageEntryPrice(spec, fact);
    if (average === null) json.raw(',"averageEntryPrice":null');
    else json.number(',"averageEntryPrice":', average);
    json.decimal(',"markPrice":', spec.priceGrid, fact.markPrice);
    json.decimal(',"realizedPnl":', moneyGrid, fact.realizedPnl);
    json.decimal(',"unrealizedPnl":', moneyGrid, fact.unrealizedPnl);
    json.decimal(',"feesPaid":', moneyGrid, fact.feesPaid);
    json.decimal(',"balance":', moneyGrid, fact.balance);
    json.decimal(',"equity":', moneyGrid, fact.equity);
    json.decimal(',"initialMargin":', moneyGrid, fact.initialMargin);
    json.decimal(',"maintenanceMargin":', moneyGrid, fact.maintenanceMargin);
    this.#priceOrNull(',"liquidationPrice":', spec, fact.liquidationPrice);
    this.#priceOrNull(',"bankruptcyPrice":', spec, fact.bankruptcyPrice);
    json.raw(fact.marginMode === 'cross' ? ',"marginMode":"cross"' : ',"marginMode":"isolated"');
    if (fact.isolatedMargin === null) json.raw(',"isolatedMargin":null}');
    else json.decimal(',"isolatedMargin":', moneyGrid, fact.isolatedMargin).raw('}');
  }

  #priceOrNull(name: string, spec: InstrumentSpec, ticks: number | null): void {
    if (ticks === null) this.#json.raw(name).raw('null');
    else this.#json.decimal(name, spec.priceGrid, ticks);
  }

  #liquidation(fact: Facts.Liquidation, spec: InstrumentSpec, { seq, time }: Stamp): void {
    const json = this.#json;
    const { price, insuranceFundChange, counterparty } = fact;
    json.integer('{"type":"liquidation","seq":', seq);
    json.integer(',"time":', time);
    json.string(',"account":', this.#name(fact.account));
    json.string(',"symbol":', spec.symbol);
    json.string(',"stage":', fact.stage).raw(sideField(fact.side));
    json.decimal(',"quantity":', spec.quantityGrid, fact.quantity);
    if (price !== null) json.decimal(',"price":', spec.priceGrid, price);
    json.decimal(',"bankruptcyPrice":', spec.priceGrid, fact.bankruptcyPrice);
    if (insuranceFundChange !== null) {
      json.decimal(',"insuranceFundChange":', this.#state.moneyGrid, insuranceFundChange);
    }
    if (counterparty !== null) json.string(',"counterparty":', this.#name(counterparty));
    json.raw('}');
  }

  #name(account: number): string {
    return (this.#state.accounts[account] as Account).name;
  }
}

function sideField(side: Side): string {
  return side === 'buy' ? ',"side":"buy"' : ',"side":"sell"';
}
