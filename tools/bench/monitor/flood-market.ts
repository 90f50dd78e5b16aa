/**
 * A busy market for the monitor's bench, from a seed: a book of 200 levels per side, with trades at its best prices.
 */
import type { Level, MarketEvent } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { seededRandom, type Random } from '../random.ts';

const LEVELS = 200;
const DEPOSIT = 100_000;

type Unstamped = MarketEvent extends infer Event
  ? Event extends MarketEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never;

export class FloodMarket {
  readonly #random: Random;
  readonly #accounts: number;
  readonly #positions: Float64Array;
  #bidTicks = 100_000;
  #seq = 0;
  #tradeId = 0;

  constructor(seed: number, accounts: number) {
    this.#random = seededRandom(seed);
    this.#accounts = accounts;
    this.#positions = new Float64Array(accounts);
  }

  checkpoint(micros: number): readonly MarketEvent[] {
    return this.#stamp(micros, [
      {
        type: 'exchange_status',
        epoch: 'flood',
        protocol: 1,
        state: 'running',
        instruments: [DEFAULT_INSTRUMENT],
        insuranceFund: 0,
        feesCollected: 0,
        checkpointMs: 1_000,
      },
      this.#book(),
      this.#mark(),
      ...Array.from({ length: this.#accounts }, (_, account) => this.#position(account)),
    ]);
  }

  /** Makes the six events of one aggressive order. */
  order(micros: number): readonly MarketEvent[] {
    const isBuy = this.#random(2) === 0;
    const [taker, maker] = [this.#random(this.#accounts), this.#random(this.#accounts)];
    const quantity = (1 + this.#random(900)) / 1_000;
    const price = (this.#bidTicks + (isBuy ? 1 : 0)) / 2;
    this.#positions[taker] = (this.#positions[taker] ?? 0) + (isBuy ? quantity : -quantity);
    this.#positions[maker] = (this.#positions[maker] ?? 0) + (isBuy ? -quantity : quantity);
    const moves = this.#random(40) === 0;
    if (moves) this.#bidTicks += this.#random(3) - 1;
    this.#tradeId += 1;
    const [buyer, seller] = isBuy ? [taker, maker] : [maker, taker];
    return this.#stamp(micros, [
      {
        type: 'trade',
        symbol: DEFAULT_INSTRUMENT.symbol,
        tradeId: this.#tradeId,
        price,
        quantity,
        aggressor: isBuy ? 'buy' : 'sell',
        buyAccount: `account-${buyer}`,
        sellAccount: `account-${seller}`,
        buyOrderId: this.#tradeId * 2,
        sellOrderId: this.#tradeId * 2 + 1,
        liquidation: false,
      },
      moves ? this.#book() : this.#change(),
      this.#change(),
      this.#mark(),
      this.#position(taker),
      this.#position(maker),
    ]);
  }

  #stamp(time: number, events: readonly Unstamped[]): readonly MarketEvent[] {
    return events.map((event) => {
      this.#seq += 1;
      // The fields are in the exchange's order, which is also that of a replica's state.
      return Object.assign({ type: event.type, seq: this.#seq, time }, event);
    });
  }

  #mark(): Unstamped {
    return { type: 'mark_price', symbol: DEFAULT_INSTRUMENT.symbol, price: this.#bidTicks / 2 };
  }

  #level(ticks: number): [number, number] {
    return [ticks / 2, (1 + this.#random(3_000)) / 1_000];
  }

  #book(): Unstamped {
    const side = (sign: 1 | -1, best: number): Level[] =>
      Array.from({ length: LEVELS }, (_, depth) => this.#level(best + sign * depth));
    const [bids, asks] = [side(-1, this.#bidTicks), side(1, this.#bidTicks + 1)] as [
      [number, number][],
      [number, number][],
    ];
    return { type: 'book_update', symbol: DEFAULT_INSTRUMENT.symbol, snapshot: true, bids, asks };
  }

  #change(): Unstamped {
    const depth = this.#random(LEVELS);
    const isBid = this.#random(2) === 0;
    const level = this.#level(isBid ? this.#bidTicks - depth : this.#bidTicks + 1 + depth);
    return {
      type: 'book_update',
      symbol: DEFAULT_INSTRUMENT.symbol,
      snapshot: false,
      bids: isBid ? [level] : [],
      asks: isBid ? [] : [level],
    };
  }

  #position(account: number): Unstamped {
    const quantity = Math.round((this.#positions[account] ?? 0) * 1_000) / 1_000;
    const markPrice = this.#bidTicks / 2;
    return {
      type: 'position_update',
      account: `account-${account}`,
      symbol: DEFAULT_INSTRUMENT.symbol,
      quantity,
      averageEntryPrice: quantity === 0 ? null : 50_000,
      markPrice,
      realizedPnl: 0,
      unrealizedPnl: quantity * (markPrice - 50_000),
      feesPaid: 0,
      balance: DEPOSIT,
      equity: DEPOSIT + quantity * (markPrice - 50_000),
      initialMargin: Math.abs(quantity) * 5_000,
      maintenanceMargin: Math.abs(quantity) * 500,
      liquidationPrice: null,
      bankruptcyPrice: null,
    };
  }
}
