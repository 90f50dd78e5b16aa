/**
 * The crowd in one market: a seat and a trader for each account. The market has its own fair value, flow and agenda.
 */
import type { MarketEvent, Trade } from '../contract/events.ts';
import type { Reply, Side, Welcome } from '../contract/orders.ts';
import type { CrowdEvent, Mood } from '../contract/room.ts';
import type { MarketView } from '../contract/replica.ts';
import { Agenda } from './agenda.ts';
import { Dice, type Seed } from './dice.ts';
import { Flow } from './flow.ts';
import { createTrader, type Member } from './roster.ts';
import { Scale } from './scale.ts';
import { Seat, type SeatRequest } from './seat.ts';
import { Parent } from './traders/parent.ts';
import type { FairSource } from './stepped-path.ts';
import { Watch } from './watch.ts';
import type { CrowdTrader, Touch, World } from './world.ts';

const DIRECTIONS_STREAM = 1;
const FIRST_TRADER_STREAM = 100;
const WATCH_SECONDS = 1;
const BASIS_POINTS = 10_000;

export interface CrowdMarketOptions {
  readonly members: readonly Member[];
  readonly seed: Seed;
  /** First random stream of this market. */
  readonly stream: number;
  /** Index of this market among the crowd's markets. */
  readonly place: number;
  /** Current state of the market, from the relay's stream. */
  readonly market: MarketView;
  readonly fair: FairSource;
  readonly mood: Mood;
  /** @returns false when the gateway cannot be reached */
  readonly send: (account: string, request: SeatRequest) => boolean;
}

export class CrowdMarket {
  readonly #market: MarketView;
  readonly #agenda = new Agenda();
  readonly #tradeListeners: (() => void)[] = [];
  readonly #seats = new Map<string, Seat>();
  readonly #world: World & { now: number; awayUntil: number };
  readonly #traders: readonly CrowdTrader[];
  /** Draws the directions of events. */
  readonly #directions: Dice;

  constructor({ members, seed, stream, place, market, fair, send, mood }: CrowdMarketOptions) {
    this.#market = market;
    this.#directions = new Dice(seed, stream + DIRECTIONS_STREAM);
    const scale = new Scale(market.instrument, market.markPrice);
    this.#world = this.#createWorld(scale, fair, mood);
    const surroundings = { place, scale, now: () => this.#world.now, phase: () => market.phase };
    const traders = members.map((member, index) => {
      const { account } = member;
      const seat = new Seat({ ...surroundings, account, send: (request) => send(account, request) });
      this.#seats.set(account, seat);
      const dice = new Dice(seed, stream + FIRST_TRADER_STREAM + index);
      return createTrader(member, seat, this.#world, dice, mood);
    });
    this.#traders = traders;
    this.#agenda.plan(WATCH_SECONDS, () => this.#watch());
    this.#agenda.plan(0, () => traders.forEach((trader) => trader.start()));
  }

  /** Time of the next task, in seconds since the crowd's start. */
  get nextSeconds(): number {
    return this.#agenda.next;
  }

  /** Number of resting orders of all the crowd's accounts in this market. */
  get openOrders(): number {
    let count = 0;
    for (const seat of this.#seats.values()) count += seat.openOrders;
    return count;
  }

  /** Current fair value, as a price. */
  get fairPrice(): number {
    const { scale, fair, now } = this.#world;
    return scale.ticks(fair.at(now)) * scale.instrument.tickSize;
  }

  /** Runs all tasks that are due until `seconds` after the crowd's start. */
  advance(seconds: number): void {
    while (this.#agenda.next <= seconds) {
      this.#world.now = Math.max(this.#world.now, this.#agenda.next);
      this.#agenda.take()?.();
    }
    this.#world.now = seconds;
  }

  welcomed(welcome: Welcome): void {
    this.#seats.get(welcome.account)?.welcomed(welcome);
  }

  replied(account: string, reply: Exclude<Reply, Welcome>): void {
    this.#seats.get(account)?.replied(reply);
  }

  /** Processes events that `market` has already applied. */
  observed(events: readonly MarketEvent[]): void {
    const { flow, scale, now } = this.#world;
    const { symbol } = scale.instrument;
    for (const event of events) {
      if (event.type !== 'trade' && event.type !== 'position_update') continue;
      if (event.symbol !== symbol) continue;
      if (event.type === 'trade') {
        if (this.#isIn(event))
          flow.add(now, scale.coins(event.quantity) * (event.aggressor === 'buy' ? 1 : -1));
        for (const listener of this.#tradeListeners) listener();
      } else this.#seats.get(event.account)?.holds(event.quantity);
    }
  }

  /** Carries out an event of a room's timeline. */
  stir(event: CrowdEvent): void {
    const { now, fair, scale } = this.#world;
    switch (event.type) {
      case 'fair_value':
        return fair.jump(now, Math.log(1 + this.#directed(event) / 100) * BASIS_POINTS);
      case 'withdraw':
        this.#world.awayUntil = now + event.seconds;
        return;
      case 'whale': {
        const { side, quantity, seconds } = event;
        const whale = this.#traders.find((trader) => trader instanceof Parent);
        return whale?.workLarge(side, scale.coins(quantity), seconds);
      }
    }
  }

  #directed({ percent, direction }: Extract<CrowdEvent, { type: 'fair_value' }>): number {
    return direction === 'drawn' && this.#directions.chance(0.5) ? -percent : percent;
  }

  /** True when the crowd is on a side of the trade. */
  #isIn({ buyAccount, sellAccount }: Trade): boolean {
    return this.#seats.has(buyAccount) || this.#seats.has(sellAccount);
  }

  #watch(): void {
    const [bid, ask] = [this.#bestOwn('buy'), this.#bestOwn('sell')];
    if (bid !== undefined && ask !== undefined) this.#world.watch.take(bid, ask);
    this.#world.after(WATCH_SECONDS, () => this.#watch());
  }

  /** Best price of a side among the crowd's own orders, in basis points. */
  #bestOwn(side: Side): number | undefined {
    const prices = [...this.#seats.values()].flatMap((seat) => seat.bestBp(side) ?? []);
    if (prices.length === 0) return undefined;
    return side === 'buy' ? Math.max(...prices) : Math.min(...prices);
  }

  #createWorld(scale: Scale, fair: FairSource, mood: Mood): World & { now: number; awayUntil: number } {
    const best = (side: Side) => this.#best(side);
    const touch = () => this.#touch();
    const agenda = this.#agenda;
    return {
      now: 0,
      scale,
      fair,
      flow: new Flow(),
      watch: new Watch(mood.volatility),
      depth: mood.depth,
      awayUntil: 0,
      best,
      get touch() {
        return touch();
      },
      onTrade: (listener) => void this.#tradeListeners.push(listener),
      after(seconds, task) {
        agenda.plan(this.now + seconds, task);
      },
    };
  }

  #best(side: Side): number | undefined {
    const [level] = side === 'buy' ? this.#market.bids : this.#market.asks;
    return level === undefined ? undefined : this.#world.scale.ticksOf(level[0]);
  }

  #touch(): Touch | undefined {
    const { scale } = this.#world;
    const [bid, ask] = [this.#market.bids[0]?.[0], this.#market.asks[0]?.[0]];
    if (bid === undefined || ask === undefined) return undefined;
    return {
      bidTicks: scale.ticksOf(bid),
      askTicks: scale.ticksOf(ask),
      bid: scale.bp(bid),
      ask: scale.bp(ask),
    };
  }
}
