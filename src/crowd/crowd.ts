/**
 * Many small traders that together make one market or several. Time and randomness are arguments: the caller passes in
 * the gateway's replies and the relay's events, calls the crowd at `nextSeconds`, and sends its requests.
 *
 * Each account trades in every market of the crowd, from a separate seat in each.
 */
import type { MarketEvent } from '../contract/events.ts';
import type { Reply, Welcome } from '../contract/orders.ts';
import { USUAL_MOOD, type Basket, type CrowdEvent, type Mood } from '../contract/room.ts';
import type { MarketView } from '../contract/replica.ts';
import { BasketValue } from './basket-value.ts';
import { CrowdMarket } from './crowd-market.ts';
import { Dice, type Seed } from './dice.ts';
import { FairValue } from './fair-value.ts';
import type { Member } from './roster.ts';
import { placeOf, type SeatRequest } from './seat.ts';
import type { FairSource } from './stepped-path.ts';

const FAIR_VALUE_STREAM = 0;
/** Distance between the random streams of two markets. It exceeds the number of traders. */
const MARKET_STREAMS = 1_000;

export interface MarketTerms {
  /** Current state of the market, from the relay's stream. The fair value begins at its mark price. */
  readonly market: MarketView;
  /** Basket of other markets of the crowd that are not baskets. Absent: the market has its own fair value. */
  readonly basket?: Basket | undefined;
}

export interface CrowdOptions {
  readonly members: readonly Member[];
  readonly seed: Seed;
  /** The crowd's markets, at least one. */
  readonly markets: readonly MarketTerms[];
  /** Mood of the crowd. Absent: the usual one. */
  readonly mood?: Mood | undefined;
  /** @returns false when the gateway cannot be reached */
  readonly send: (account: string, request: SeatRequest) => boolean;
}

export class Crowd {
  /** Markets by symbol. */
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

  /** Time of the next task, in seconds since the crowd's start. */
  get nextSeconds(): number {
    return this.#earliest().nextSeconds;
  }

  /** Number of resting orders of all accounts. */
  get openOrders(): number {
    return this.#inOrder.reduce((sum, { openOrders }) => sum + openOrders, 0);
  }

  /** Current fair value of the first market, as a price. */
  get fairPrice(): number {
    return this.#first.fairPrice;
  }

  /** @returns undefined when the crowd does not trade the instrument */
  fairPriceOf(symbol: string): number | undefined {
    return this.#markets.get(symbol)?.fairPrice;
  }

  /** Runs all tasks that are due until `seconds` after the crowd's start. */
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

  /** Processes events that the markets have already applied. */
  observed(events: readonly MarketEvent[]): void {
    for (const market of this.#inOrder) market.observed(events);
  }

  /** Carries out an event of a room's timeline. */
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

/** Fair value of each market. The values of baskets follow from those of their parts. */
function fairValues(
  markets: readonly MarketTerms[],
  seed: Seed,
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
        throw new Error(`${symbol} is not part of a basket: the crowd has no fair value for it`);
      return { fair, value: weight * (prices.get(symbol) ?? 0) };
    });
    fairs.set(market.instrument.symbol, new BasketValue(diceOf(place), parts, market.markPrice, basket));
  }
  return fairs;
}
