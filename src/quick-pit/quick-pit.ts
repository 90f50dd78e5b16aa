/**
 * Exchange, bots and crowd in one process and in virtual time. An hour of trading takes seconds, and is the same each
 * time. The strategies, their runtime, the crowd, the exchange's sequencer and its events are those of the real
 * processes. There are no sockets. Messages take no time, or the time of a bot's latency.
 */
import type { MarketEvent } from '../contract/events.ts';
import { OPERATOR_ACCOUNT } from '../contract/house.ts';
import { PIT_INSTRUMENT, type Instrument } from '../contract/instrument.ts';
import { REVALUE_INTERVAL_MS } from '../contract/protocol.ts';
import { Replica, type MarketView } from '../contract/replica.ts';
import type { AccountIndex } from '../contract/units.ts';
import type { PhaseAction } from '../contract/phases.ts';
import type { CrowdPlace, Mood } from '../contract/room.ts';
import { Crowd, type Member } from '../crowd/index.ts';
import { TIME_STEP_MS, type EngineState } from '../engine/index.ts';
import type { TradingRequest } from '../workers/exchange/translate.ts';
import { Arrival } from '../workers/bot/arrival.ts';
import { CHECKPOINT_MS, QuickExchange, type Delivery } from './exchange.ts';
import { drawn, Feed } from './feed.ts';
import type { Latency, QuickBot, QuickMarket } from './pit-options.ts';
import type { Answer } from './replies.ts';
import { createTrader, type Seat } from './seat.ts';
import { Timetable } from './timetable.ts';

/** Deposit of each bot and of each account of the crowd. */
export const DEPOSIT = 100_000;
const MS_PER_SECOND = 1_000;
const MICROS_PER_MS = 1_000;
/** Time from the first decision of one bot to that of the next, so that they do not decide together. */
const STAGGER_MS = 7;

interface Round {
  readonly everyMs: number;
  nextMs: number;
  readonly run: () => void;
}

export class QuickPit {
  /** Called with all events that the market has applied. */
  onEvents: (events: readonly MarketEvent[], market: MarketView) => void = () => {};
  /** Called with each reply of the gateway. */
  onReply: (account: string, reply: Answer) => void = () => {};
  /** Called with the reason for which a bot does not send an intent. */
  onUnsent: (account: string, reason: string) => void = () => {};
  readonly replica = new Replica();
  readonly #exchange: QuickExchange;
  readonly #seats: Seat[] = [];
  readonly #feeds: Feed[] = [];
  readonly #members: readonly Member[];
  readonly #crowd: Crowd | undefined;
  readonly #instruments: readonly [Instrument, ...Instrument[]];
  readonly #opensMs: number;
  readonly #startMs: number;
  /** Periodic tasks, each with its next time: the rules that time drives, revaluation and checkpoint. */
  readonly #rounds: Round[] = [
    { everyMs: TIME_STEP_MS, nextMs: 0, run: () => this.#exchange.advance() },
    { everyMs: REVALUE_INTERVAL_MS, nextMs: 0, run: () => this.#exchange.revalue() },
    { everyMs: CHECKPOINT_MS, nextMs: 0, run: () => this.#exchange.checkpoint() },
  ];
  readonly #timetable = new Timetable();
  #requests: { readonly account: AccountIndex; readonly request: TradingRequest }[] = [];
  #nowMs = 0;
  #onOutsider: (account: string, reply: Answer) => void = () => {};
  /** Callbacks of outsiders that receive every reply, by account. */
  readonly #listeners = new Map<string, (reply: Answer) => void>();

  get state(): EngineState {
    return this.#exchange.state;
  }

  /** Number of requests so far: orders, amendments, cancellations and others. */
  get requests(): number {
    return this.#exchange.requests;
  }

  /** Milliseconds since the pit opened. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Time of the exchange. */
  get nowMicros(): number {
    return (this.#opensMs + this.#nowMs) * MICROS_PER_MS;
  }

  get crowd(): Crowd | undefined {
    return this.#crowd;
  }

  /** Current fair price of the first instrument. */
  get fairPrice(): number {
    return this.#crowd?.fairPrice ?? this.#instruments[0].referencePrice;
  }

  /** Market of the first instrument. */
  get market(): MarketView {
    return this.marketOf(this.#instruments[0].symbol);
  }

  marketOf(symbol: string): MarketView {
    const market = this.replica.markets.get(symbol);
    if (market === undefined)
      throw new Error(`${symbol} is not traded; the first checkpoint holds every market`);
    return market;
  }

  seatOf(bot: string): Pick<Seat, 'symbols' | 'guard'> {
    const index = this.state.accountsByName.get(bot)?.index;
    const seat = index === undefined ? undefined : this.#seats[index];
    if (seat === undefined) throw new Error(`no bot has the name ${bot}`);
    return seat;
  }

  /** @param crowd accounts of the crowd; empty: there is no crowd */
  constructor(
    bots: readonly QuickBot[],
    seed: number,
    crowd: readonly Member[] = [],
    {
      instrument = PIT_INSTRUMENT,
      furtherInstruments = [],
      places = [{ symbol: instrument.symbol }],
      rulesVersion,
      outsiders = [],
      moneyDecimals,
      mood,
      crowdDeposit = DEPOSIT,
      hasIndex = false,
      record,
      isWholeStream = record !== undefined,
      opensMs = 0,
      startMs = 0,
    }: QuickMarket = {},
  ) {
    this.#opensMs = opensMs;
    this.#startMs = startMs;
    // A strategy receives these objects and must not change the instruments of the next pit.
    this.#instruments = structuredClone([instrument, ...furtherInstruments]);
    this.#members = crowd;
    const now = () => this.nowMicros;
    const epoch = `seed ${seed}`;
    const exchange = new QuickExchange({
      instruments: [...this.#instruments],
      rulesVersion,
      moneyDecimals,
      epoch,
      now,
      isWholeStream,
      record,
    });
    this.#exchange = exchange;
    for (const { name } of bots) exchange.open(name, DEPOSIT);
    for (const { account } of crowd) exchange.open(account, crowdDeposit, false);
    for (const { name, deposit, isFollowed, onReply } of outsiders) {
      exchange.open(name, deposit, isFollowed);
      if (onReply !== undefined) this.#listeners.set(name, onReply);
    }
    if (hasIndex) {
      const operator = exchange.open(OPERATOR_ACCOUNT, 1);
      const run = () => exchange.setIndex(operator, this.fairPrice);
      this.#rounds.push({ everyMs: MS_PER_SECOND, nextMs: 0, run });
    }
    exchange.takeEvents();
    const beginning = exchange.wholeCheckpoint();
    this.replica.apply(beginning);
    for (const [index, bot] of bots.entries()) this.#seats.push(this.#seat(bot, index, seed, beginning));
    if (crowd.length > 0) this.#crowd = this.#createCrowd(seed, mood, places);
  }

  /** @param watch called every `everyMs` of the pit's time */
  run(ms: number, everyMs: number, watch: () => void): void {
    const end = this.#nowMs + ms;
    const rounds: Round[] = [...this.#rounds, { everyMs, nextMs: this.#nowMs, run: watch }];
    for (;;) {
      this.#nowMs = Math.min(end, this.#nextMs(rounds));
      if (this.#nowMs >= end) return;
      for (const round of rounds) if (this.#nowMs >= round.nextMs) this.#round(round);
      while (this.#timetable.runNext(this.#nowMs)) this.#settle();
      for (const seat of this.#seats) if (this.#nowMs >= seat.nextMs) this.#turn(seat);
      this.#crowdTurn();
    }
  }

  /** Ends the run and its journal. Time acts up to now; bots and crowd no longer react to it. */
  close(): void {
    this.#exchange.close();
    for (const { account, reply } of this.#exchange.takeDeliveries())
      this.onReply(this.#nameOf(account), reply);
    const { all, read } = this.#exchange.takeEvents();
    this.replica.follow(read, false);
    this.onEvents(all, this.market);
  }

  /** Equity of an account at the mark prices of now. Its newest `position_update` may be REVALUE_INTERVAL_MS older. */
  equityOf(account: string): number {
    return this.#exchange.equityOf(this.#indexOf(account));
  }

  /** Plans a task. @param atMs pit's time; a task in the past runs now @returns a function that cancels it */
  plan(atMs: number, run: () => void): () => void {
    const task = { atMs: Math.max(atMs, this.#nowMs), run };
    this.#timetable.plan(task);
    return () => this.#timetable.cancel(task);
  }

  /** Carries out a request of an outsider at once. @returns its replies */
  request(account: string, request: TradingRequest): readonly Answer[] {
    const index = this.#indexOf(account);
    const replies: Answer[] = [];
    this.#onOutsider = (name, reply) => {
      if (name === account) replies.push(reply);
    };
    this.#requests.push({ account: index, request });
    this.#settle();
    this.#onOutsider = () => {};
    return replies;
  }

  /** Carries out an operator's action, in every market or in one. */
  setPhase(action: PhaseAction, symbol?: string): void {
    this.#exchange.setPhase(action, symbol);
    this.#settle();
  }

  #indexOf(account: string): AccountIndex {
    const index = this.state.accountsByName.get(account)?.index;
    if (index === undefined) throw new Error(`nobody opened the account ${account}`);
    return index;
  }

  #nameOf(account: AccountIndex): string {
    return this.state.accounts[account]?.name ?? '';
  }

  #nextMs(rounds: readonly Round[]): number {
    let next = (this.#crowd?.nextSeconds ?? Infinity) * MS_PER_SECOND;
    next = Math.min(next, this.#timetable.nextMs);
    for (const { nextMs } of rounds) next = Math.min(next, nextMs);
    for (const { nextMs } of this.#seats) next = Math.min(next, nextMs);
    return next;
  }

  #round(round: Round): void {
    round.nextMs += round.everyMs;
    round.run();
    this.#settle();
  }

  #turn(seat: Seat): void {
    seat.nextMs = seat.everyMs === undefined ? Infinity : seat.nextMs + seat.everyMs;
    seat.trader.decide();
    this.#settle();
  }

  #tick(seat: Seat, timerMs: number): void {
    seat.trader.tick();
    this.plan(this.#nowMs + timerMs, () => this.#tick(seat, timerMs));
    this.#settle();
  }

  /**
   * Makes a seat without a clock decide after a change. Without latency it decides a moment later, so that time passes.
   */
  #changed(seat: Seat): void {
    if (seat.everyMs !== undefined) return;
    const soon = this.#nowMs + (seat.latency === undefined ? 1 : 0);
    seat.nextMs = Math.min(seat.nextMs, Math.max(soon, this.#startMs));
  }

  /** Sends a message between a bot and the gateway, with its delay. */
  #send(seat: Seat, kind: 'order' | 'answer', arrive: () => void): void {
    if (seat.latency === undefined) return arrive();
    const atMs = Math.max(seat.lastMs[kind], this.#nowMs + drawn(seat.latency[kind]));
    seat.lastMs[kind] = atMs;
    this.#timetable.plan({ atMs, run: arrive });
  }

  /** Runs the crowd's tasks one after the other, so that each sees the effects of the earlier ones. */
  #crowdTurn(): void {
    const crowd = this.#crowd;
    if (crowd === undefined) return;
    for (let at = crowd.nextSeconds; at * MS_PER_SECOND <= this.#nowMs; at = crowd.nextSeconds) {
      crowd.advance(at);
      this.#settle();
    }
  }

  /** Delivers messages until none is waiting. */
  #settle(): void {
    const exchange = this.#exchange;
    while (this.#requests.length > 0 || exchange.hasNews) {
      const requests = this.#requests;
      this.#requests = [];
      for (const { account, request } of requests) exchange.request(account, request);
      for (const delivery of exchange.takeDeliveries()) this.#hear(delivery);
      this.#publish();
    }
  }

  #hear({ account, reply }: Delivery): void {
    const name = this.#nameOf(account);
    this.onReply(name, reply);
    const seat = this.#seats[account];
    if (seat !== undefined) {
      return this.#send(seat, 'answer', () => {
        seat.trader.replied(reply);
        this.#changed(seat);
      });
    }
    if (this.#members[account - this.#seats.length] === undefined) {
      this.#onOutsider(name, reply);
      this.#listeners.get(name)?.(reply);
    } else this.#crowd?.replied(name, reply);
  }

  #publish(): void {
    const { all, read } = this.#exchange.takeEvents();
    if (all.length === 0) return;
    const timeMicros = all.at(-1)?.time;
    this.replica.follow(read, false);
    for (const feed of this.#feeds) {
      if (feed.delay === undefined) this.#arrive(feed, read, timeMicros);
      else {
        const arrive = () => {
          feed.replica.follow(read, false);
          this.#arrive(feed, read, timeMicros);
        };
        this.#timetable.plan({ atMs: feed.arrivalMs(this.#nowMs), run: arrive });
      }
    }
    this.#crowd?.observed(all);
    this.onEvents(all, this.market);
  }

  /** @param timeMicros time of the newest event, even if it is none that bots read */
  #arrive(feed: Feed, events: readonly MarketEvent[], timeMicros = feed.timeMicros): void {
    feed.timeMicros = timeMicros;
    const arrival = new Arrival(events, feed.accounts);
    for (const seat of feed.seats) {
      seat.trader.record(arrival);
      seat.trader.observed(arrival);
      this.#changed(seat);
    }
  }

  #createCrowd(seed: number, mood: Mood | undefined, places: readonly CrowdPlace[]): Crowd {
    const members = this.#members;
    const markets = places.map(({ symbol, basket }) => ({ market: this.marketOf(symbol), basket }));
    const indexOf = (index: number) => (this.#seats.length + index) as AccountIndex;
    const indexes = new Map(members.map(({ account }, index) => [account, indexOf(index)]));
    const send = (name: string, request: TradingRequest) => {
      const account = indexes.get(name);
      if (account !== undefined) this.#requests.push({ account, request });
      return account !== undefined;
    };
    const crowd = new Crowd({ members, seed, mood, markets, send });
    for (const index of indexes.values()) crowd.welcomed(this.#exchange.welcome(index));
    return crowd;
  }

  #seat(bot: QuickBot, index: number, seed: number, beginning: readonly MarketEvent[]): Seat {
    const account = index as AccountIndex;
    const { latency } = bot;
    const feed = this.#feedOf(latency, beginning);
    const { trader, guard, symbols, everyMs, timerMs } = createTrader(bot, {
      listed: this.#instruments.map(({ symbol }) => symbol),
      seed: seed * 1_000 + index,
      replica: feed.replica,
      time: () => (latency === undefined ? this.nowMicros : feed.timeMicros),
      now: () => this.#nowMs,
      wantOrders: () => (this.#exchange.wantsOrders = true),
      send: (request) => {
        if (request.type === 'login' || request.type === 'ping') return false;
        this.#send(seat, 'order', () => void this.#requests.push({ account, request }));
        return true;
      },
      onUnsent: (reason) => this.onUnsent(bot.name, reason),
    });
    const lastMs = { order: 0, answer: 0 };
    const nextMs = this.#startMs + index * STAGGER_MS;
    const seat: Seat = { account, everyMs, trader, guard, symbols, latency, nextMs, lastMs };
    feed.seats.push(seat);
    feed.accounts.add(bot.name);
    trader.welcomed(this.#exchange.welcome(account), symbols);
    if (timerMs !== undefined) this.plan(this.#startMs + timerMs, () => this.#tick(seat, timerMs));
    return seat;
  }

  #feedOf(latency: Latency | undefined, beginning: readonly MarketEvent[]): Feed {
    const isFixed = typeof latency?.feed !== 'function';
    const known = this.#feeds.find(({ delay }) => isFixed && delay === latency?.feed);
    if (known !== undefined) return known;
    const feed = new Feed(latency?.feed, this.replica, beginning);
    this.#feeds.push(feed);
    return feed;
  }
}
