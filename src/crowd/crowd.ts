/**
 * Many small traders that together make one market or several. Time and randomness are arguments: the caller passes in
 * the gateway's replies and the relay's events, calls it when `nextSeconds` has come, and sends its requests.
 *
 * Each account trades in every market of the crowd, from a seat of its own in each.
 */
import type { MarketEvent } from '../contract/events.ts';
import type { Reply, Welcome } from '../contract/orders.ts';
import { USUAL_MOOD, type Basket, type CrowdEvent, type Mood } from '../contract/room.ts';
import type { MarketView } from '../contract/replica.ts';
import { BasketValue } from './basket-value.ts';
import { CrowdMarket } from './crowd-market.ts';
import { Dice } from './dice.ts';
import { FairValue } from './fair-value.ts';
import type { Member } from './roster.ts';
import { placeOf, type SeatRequest } from './seat.ts';
import type { FairSource } from './stepped-path.ts';

const FAIR_VALUE_STREAM = 0;
/** Between the draws of two markets: more than traders. */
const MARKET_STREAMS = 1_000;

export interface MarketTerms {
  /** As the relay's stream has it now; its fair value begins at its mark price. */
  readonly market: MarketView;
  /** Of other markets of the crowd that are no baskets; absent: it has a fair value of its own. */
  readonly basket?: Basket | undefined;
}

export interface CrowdOptions {
  readonly members: readonly Member[];
  readonly seed: number;
  /** At least one. */
  readonly markets: readonly MarketTerms[];
  /** Absent: the usual one. */
  readonly mood?: Mood | undefined;
  /** @returns false when the gateway cannot be reached */
  readonly send: (account: string, request: SeatRequest) => boolean;
}

export class Crowd {
  /** By symbol. */
  readonly #markets: ReadonlyMap<string, CrowdMarket>;
  readonly #inOrder: readonly CrowdMarket[];

  constructor({ markets, seed, mood = USUAL_MOOD, ...common }: CrowdOptions) {
    const fairs = fairValues(markets, seed, mood);
    const created = markets.map(({ market }, place) => {
      const { symbol } = market.instrument;
      const stream = place * MARKET_STREAMS;
      const fair = fairs.get(symbol) as FairSource;
      return [symbol, new CrowdMarket({ ...common, market, fair, mood, seed, stream, place })] as const;
    });
    this.#markets = new Map(created);
    this.#inOrder = created.map(([, market]) => market);
  }

  /** When it wants to act next, seconds since it began. */
  get nextSeconds(): number {
    return this.#earliest().nextSeconds;
  }

  /** Resting orders of all its accounts. */
  get openOrders(): number {
    return this.#inOrder.reduce((sum, { openOrders }) => sum + openOrders, 0);
  }

  /** Where the fair value of its first market is now, as a price. */
  get fairPrice(): number {
    return this.#first.fairPrice;
  }

  /** @returns undefined where the crowd does not trade */
  fairPriceOf(symbol: string): number | undefined {
    return this.#markets.get(symbol)?.fairPrice;
  }

  /** Run what is due until `seconds` since it began. */
  advance(seconds: number): void {
    for (let next = this.#earliest(); next.nextSeconds <= seconds; next = this.#earliest()) {
      next.advance(next.nextSeconds);
    }
    for (const market of this.#inOrder) market.advance(seconds);
  }

  welcomed(welcome: Welcome): void {
    for (const market of this.#inOrder) market.welcomed(welcome);
  }

  replied(account: string, reply: Exclude<Reply, Welcome>): void {
    this.#inOrder[placeOf(reply)]?.replied(account, reply);
  }

  /** Events that the markets have taken in. */
  observed(events: readonly MarketEvent[]): void {
    for (const market of this.#inOrder) market.observed(events);
  }

  /** Something happens by the timeline of a room. */
  stir(event: CrowdEvent): void {
    for (const market of this.#marketsOf(event)) market.stir(event);
  }

  get #first(): CrowdMarket {
    return this.#inOrder[0] as CrowdMarket;
  }

  #earliest(): CrowdMarket {
    let earliest = this.#first;
    for (const market of this.#inOrder) if (market.nextSeconds < earliest.nextSeconds) earliest = market;
    return earliest;
  }

  #marketsOf({ type, symbol }: CrowdEvent): readonly CrowdMarket[] {
    if (symbol === undefined) return type === 'withdraw' ? this.#inOrder : [this.#first];
    const market = this.#markets.get(symbol);
    return market === undefined ? [] : [market];
  }
}

/** Those of the baskets follow from the others. */
function fairValues(
  markets: readonly MarketTerms[],
  seed: number,
  mood: Mood,
): ReadonlyMap<string, FairSource> {
  const fairs = new Map<string, FairSource>();
  const prices = new Map(markets.map(({ market }) => [market.instrument.symbol, market.markPrice]));
  const diceOf = (place: number) => new Dice(seed, place * MARKET_STREAMS + FAIR_VALUE_STREAM);
  for (const [place, { market, basket }] of markets.entries()) {
    if (basket === undefined) fairs.set(market.instrument.symbol, new FairValue(diceOf(place), mood));
  }
  for (const [place, { market, basket }] of markets.entries()) {
    if (basket === undefined) continue;
    const parts = Object.entries(basket.parts).map(([symbol, weight]) => {
      const fair = fairs.get(symbol);
      if (fair === undefined)
        throw new Error(`${symbol} is no part of a basket: the crowd has no fair value for it`);
      return { fair, value: weight * (prices.get(symbol) ?? 0) };
    });
    fairs.set(market.instrument.symbol, new BasketValue(diceOf(place), parts, market.markPrice, basket));
  }
  return fairs;
}
