/**
 * Exchange, bots and crowd in one process and in virtual time: an hour of trading takes seconds, and is the same each
 * time. The strategies, their runtime, the crowd, the exchange's sequencer and its events are those of the real
 * processes; there are no sockets. Messages take no time, or as long as a bot's latency says.
 */
import type { MarketEvent } from '../../../src/contract/events.ts';
import { PIT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import { parseReply, type Reply, type Welcome } from '../../../src/contract/orders.ts';
import { REVALUE_INTERVAL_MS } from '../../../src/contract/protocol.ts';
import { Replica, type MarketView } from '../../../src/contract/replica.ts';
import { fromUnits, type AccountIndex, type Money, type PriceTicks } from '../../../src/contract/units.ts';
import type { Mood } from '../../../src/contract/room.ts';
import { Crowd, type Member } from '../../../src/crowd/index.ts';
import {
  createState,
  TIME_STEP_MS,
  type Command,
  type EngineState,
  type Facts,
} from '../../../src/engine/index.ts';
import { compileMarkets } from '../../../src/config/exchange-config.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import { ReplyWriter } from '../../../src/workers/exchange/reply-writer.ts';
import { Sequencer } from '../../../src/workers/exchange/sequencer.ts';
import { toCommand, type TradingRequest } from '../../../src/workers/exchange/translate.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import type { Latency, QuickBot, QuickMarket } from './pit-options.ts';
import { createTrader, type Seat } from './seat.ts';
import { Timetable } from './timetable.ts';

const CHECKPOINT_MS = 1_000;
/** Deposit of each bot and of each account of the crowd. */
export const DEPOSIT = 100_000;
const FUND = 100_000;
const OPERATOR = 'operator';
const MS_PER_SECOND = 1_000;
const MICROS_PER_MS = 1_000;

interface Round {
  readonly everyMs: number;
  nextMs: number;
  readonly run: () => void;
}

export class QuickPit {
  /** Called with all events that the market has applied. */
  onEvents: (events: readonly MarketEvent[], market: MarketView) => void = () => {};
  /** Called with each reply of the gateway. */
  onReply: (account: string, reply: Reply) => void = () => {};
  readonly state: EngineState;
  readonly replica = new Replica();
  readonly #stream: EventStream;
  readonly #sequencer: Sequencer;
  readonly #replies: ReplyWriter;
  readonly #seats: Seat[] = [];
  readonly #members: readonly Member[];
  readonly #mood: Mood | undefined;
  readonly #crowd: Crowd | undefined;
  readonly #instrument: Instrument;
  readonly #opensMs: number;
  readonly #startMs: number;
  readonly #pending: { readonly account: AccountIndex; readonly reply: string }[] = [];
  /** The next times of revaluation, checkpoint and watcher. */
  readonly #rounds: Round[] = [
    { everyMs: TIME_STEP_MS, nextMs: 0, run: () => this.#advance() },
    { everyMs: REVALUE_INTERVAL_MS, nextMs: 0, run: () => this.#revalue() },
    { everyMs: CHECKPOINT_MS, nextMs: 0, run: () => this.#checkpoint() },
  ];
  readonly #timetable = new Timetable();
  #events: MarketEvent[] = [];
  #firstCheckpoint: readonly MarketEvent[] = [];
  #requests: { readonly account: AccountIndex; readonly request: TradingRequest }[] = [];
  #requestId: string | undefined;
  #nowMs = 0;
  #onOutsider: (account: string, reply: Reply) => void = () => {};

  /** Milliseconds since the pit opened. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get #nowMicros(): number {
    return (this.#opensMs + this.#nowMs) * MICROS_PER_MS;
  }

  get crowd(): Crowd | undefined {
    return this.#crowd;
  }

  get market(): MarketView {
    const market = this.replica.markets.get(this.#instrument.symbol);
    if (market === undefined) throw new Error('the first checkpoint holds every market');
    return market;
  }

  /** @param crowd its accounts; empty for no crowd */
  constructor(
    bots: readonly QuickBot[],
    seed: number,
    crowd: readonly Member[] = [],
    {
      instrument = PIT_INSTRUMENT,
      rulesVersion,
      outsiders = [],
      mood,
      crowdDeposit = DEPOSIT,
      hasIndex = false,
      opensMs = 0,
      startMs = 0,
    }: QuickMarket = {},
  ) {
    this.#opensMs = opensMs;
    this.#startMs = startMs;
    this.#instrument = instrument;
    const instruments = [instrument];
    const { specs, moneyGrid, insuranceFund } = compileMarkets({
      instruments,
      moneyDecimals: 6,
      insuranceFund: FUND,
    });
    this.state = createState(specs, insuranceFund, moneyGrid, true, rulesVersion);
    const wire = new Wire(this.state);
    const identity = { epoch: epochOf(seed), checkpointMs: CHECKPOINT_MS, instruments };
    this.#stream = new EventStream(this.state, wire, identity, 0);
    this.#replies = new ReplyWriter(this.state);
    const outputs = {
      record: () => {},
      publish: (facts: readonly Facts.PublicEvent[], time: never) =>
        void this.#events.push(...this.#stream.number(facts, time)),
      deliver: (facts: readonly Facts.PrivateEvent[], time: number, { type }: Command) =>
        this.#deliver(facts, time, type === 'advance_time'),
    };
    this.#sequencer = new Sequencer(this.state, () => this.#nowMicros, outputs, false);
    const open = (account: string, deposit: number) => {
      const money = (deposit * 10 ** moneyGrid.decimals) as Money;
      this.#sequencer.submit({ type: 'open_account', account, deposit: money });
    };
    for (const { name } of bots) open(name, DEPOSIT);
    for (const { account } of crowd) open(account, crowdDeposit);
    for (const { name, deposit } of outsiders) open(name, deposit);
    if (hasIndex) {
      open(OPERATOR, 1);
      this.#rounds.push({ everyMs: MS_PER_SECOND, nextMs: 0, run: () => this.#setIndex() });
    }
    this.#members = crowd;
    this.#mood = mood;
    this.#checkpoint((events) => (this.#firstCheckpoint = events));
    for (const [index, bot] of bots.entries()) this.#seats.push(this.#seat(bot, index, wire, seed));
    if (crowd.length > 0) this.#crowd = this.#createCrowd(wire, seed);
  }

  /** @param watch is called every `everyMs` of the pit's time */
  run(ms: number, everyMs: number, watch: () => void): void {
    const end = this.#nowMs + ms;
    const rounds: Round[] = [...this.#rounds, { everyMs, nextMs: this.#nowMs, run: watch }];
    for (;;) {
      this.#nowMs = Math.min(end, this.#nextMs(rounds));
      if (this.#nowMs >= end) return;
      for (const round of rounds) if (this.#nowMs >= round.nextMs) this.#round(round);
      this.#timetable.advance(this.#nowMs);
      for (const seat of this.#seats) if (this.#nowMs >= seat.nextMs) this.#turn(seat);
      this.#crowdTurn();
    }
  }

  /** Plan a task. @param atMs of the pit's time; what is past runs now. @returns what cancels it */
  plan(atMs: number, run: () => void): () => void {
    const task = { atMs: Math.max(atMs, this.#nowMs), run };
    this.#timetable.plan(task);
    return () => this.#timetable.cancel(task);
  }

  /** A request of an outsider, now. @returns its replies */
  request(account: string, request: TradingRequest): readonly Reply[] {
    const index = this.state.accountsByName.get(account)?.index;
    if (index === undefined) throw new Error(`nobody opened the account ${account}`);
    const replies: Reply[] = [];
    this.#onOutsider = (name, reply) => {
      if (name === account) replies.push(reply);
    };
    this.#requests.push({ account: index, request });
    this.#settle();
    this.#onOutsider = () => {};
    return replies;
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
  }

  /** The fair price of the instrument. */
  get fairPrice(): number {
    return this.#crowd?.fairPrice ?? this.#instrument.referencePrice;
  }

  #setIndex(): void {
    const { spec } = this.state.markets[0] as EngineState['markets'][number];
    const account = this.state.accountsByName.get(OPERATOR)?.index as AccountIndex;
    const price = Math.round(this.fairPrice / fromUnits(spec.priceGrid, 1)) as PriceTicks;
    this.#sequencer.submit({ type: 'set_index', account, instrument: spec.index, price });
    this.#settle();
  }

  /** Time acts on the mark price and the price limits. */
  #advance(): void {
    this.#sequencer.advance();
    this.#settle();
  }

  #revalue(): void {
    this.#sequencer.submit({ type: 'revalue' });
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

  /** A seat without a clock decides after a change; without latency a moment later, so that time passes. */
  #changed(seat: Seat): void {
    if (seat.everyMs !== undefined) return;
    const soon = this.#nowMs + (seat.latency === undefined ? 1 : 0);
    seat.nextMs = Math.min(seat.nextMs, Math.max(soon, this.#startMs));
  }

  /** Let a message travel. */
  #send(seat: Seat, kind: keyof Latency, arrive: () => void): void {
    if (seat.latency === undefined) return arrive();
    const atMs = Math.max(seat.lastMs[kind], this.#nowMs + seat.latency[kind]());
    seat.lastMs[kind] = atMs;
    this.plan(atMs, () => {
      arrive();
      this.#settle();
    });
  }

  /** Run the crowd's tasks one after the other, so that each sees the effects of the earlier ones. */
  #crowdTurn(): void {
    const crowd = this.#crowd;
    if (crowd === undefined) return;
    for (let at = crowd.nextSeconds; at * MS_PER_SECOND <= this.#nowMs; at = crowd.nextSeconds) {
      crowd.advance(at);
      this.#settle();
    }
  }

  /** Until no more messages wait. */
  #settle(): void {
    while (this.#requests.length > 0 || this.#events.length > 0 || this.#pending.length > 0) {
      for (const { account, request } of this.#requests.splice(0)) this.#carryOut(account, request);
      for (const { account, reply } of this.#pending.splice(0)) {
        this.#hear(account, reply);
      }
      this.#publish();
    }
  }

  #hear(account: AccountIndex, text: string): void {
    const seat = this.#seats[account];
    // Replies are not checked against the schema here, because that takes long.
    const reply = seat === undefined ? (JSON.parse(text) as Reply) : parseReply(text);
    if (reply.type === 'welcome') return;
    const name = this.state.accounts[account]?.name ?? '';
    this.onReply(name, reply);
    const member = this.#members[account - this.#seats.length];
    if (seat !== undefined) {
      this.#send(seat, 'answer', () => {
        seat.trader.replied(reply);
        this.#changed(seat);
      });
    } else if (member !== undefined) this.#crowd?.replied(member.account, reply);
    else this.#onOutsider(name, reply);
  }

  #carryOut(account: AccountIndex, request: TradingRequest): void {
    this.#requestId = request.requestId;
    const translated = toCommand(this.state, account, request);
    if ('command' in translated) return this.#sequencer.submit(translated.command);
    const { refusal } = translated;
    const reply = this.#replies.message({ type: 'order_rejected', ...refusal }, this.#requestId);
    this.#pending.push({ account, reply: String(reply) });
  }

  /** Facts caused by time reply to no request. */
  #deliver(facts: readonly Facts.PrivateEvent[], time: number, isOfTime: boolean): void {
    for (const fact of facts) {
      const reply = String(this.#replies.fact(fact, time, isOfTime ? undefined : this.#requestId));
      if (!isOfTime) this.#requestId = undefined;
      this.#pending.push({ account: fact.account, reply });
    }
  }

  #checkpoint(look: (events: readonly MarketEvent[]) => void = () => {}): void {
    this.#events.push(...this.#stream.checkpoint(this.#sequencer.now(), []));
    look([...this.#events]);
    this.#publish();
  }

  #publish(): void {
    const published = this.#events.splice(0);
    if (published.length === 0) return;
    const events = this.replica.apply(published);
    for (const seat of this.#seats) {
      this.#send(seat, 'feed', () => {
        const heard = seat.replica === this.replica ? events : seat.replica.apply(published);
        seat.timeMicros = published.at(-1)?.time ?? seat.timeMicros;
        seat.trader.record(heard);
        seat.trader.observed(heard);
        this.#changed(seat);
      });
    }
    this.#crowd?.observed(events);
    if (events.length > 0) this.onEvents(events, this.market);
  }

  #createCrowd(wire: Wire, seed: number): Crowd {
    const members = this.#members;
    const indexes = new Map(
      members.map(({ account }, index) => [account, (this.#seats.length + index) as AccountIndex]),
    );
    const crowd = new Crowd({
      members,
      seed,
      mood: this.#mood,
      market: this.market,
      send: (account, request) => {
        const index = indexes.get(account);
        if (index !== undefined) this.#requests.push({ account: index, request });
        return index !== undefined;
      },
    });
    for (const index of indexes.values()) crowd.welcomed(this.#welcome(index, wire, seed));
    return crowd;
  }

  #welcome(index: number, wire: Wire, seed: number): Welcome {
    const own = this.state.accounts[index];
    if (own === undefined) throw new Error(`there is no account ${index}`);
    const limits = { frameBytesMax: 0, openOrdersMax: 0 };
    return { ...wire.welcome(own, epochOf(seed), this.#stream.seq, [this.#instrument]), limits };
  }

  #seat(bot: QuickBot, index: number, wire: Wire, seed: number): Seat {
    const account = index as AccountIndex;
    const { latency } = bot;
    const replica = latency === undefined ? this.replica : new Replica();
    const { trader, everyMs, timerMs } = createTrader(bot, {
      symbol: this.#instrument.symbol,
      seed: seed * 1_000 + index,
      replica,
      time: () => (latency === undefined ? this.#nowMicros : seat.timeMicros),
      now: () => this.#nowMs,
      send: (request) => {
        if (request.type === 'login' || request.type === 'ping') return false;
        this.#send(seat, 'order', () => void this.#requests.push({ account, request }));
        return true;
      },
    });
    const lastMs = { feed: 0, order: 0, answer: 0 };
    const seat: Seat = {
      account,
      everyMs,
      trader,
      replica,
      latency,
      nextMs: this.#startMs + index * 7,
      lastMs,
      timeMicros: 0,
    };
    // The first checkpoint is what a bot finds when it connects.
    if (replica !== this.replica) replica.apply(this.#firstCheckpoint);
    trader.welcomed(this.#welcome(index, wire, seed));
    if (timerMs !== undefined) this.plan(this.#startMs + timerMs, () => this.#tick(seat, timerMs));
    return seat;
  }
}

/** Of the stream and of the welcome alike: a position is believed only when both are of one run. */
function epochOf(seed: number): string {
  return `seed ${seed}`;
}
