/** A bot: one strategy, the market that it follows, and its connection to the gateway. */
import { format } from 'node:util';
import { randomUUID } from 'node:crypto';
import type { MarketEvent } from '../../contract/events.ts';
import type { Reply, Request, Welcome } from '../../contract/orders.ts';
import type { Context, Strategy } from '../../contract/strategy.ts';
import { EXIT_SETUP } from '../../runtime/exit-codes.ts';
import { secretStreams } from '../../runtime/secret-streams.ts';
import type { WorkerFrame, Running } from '../../runtime/worker-frame.ts';
import type { Activity } from './activity.ts';
import { GatewaySession } from '../../net/gateway-session.ts';
import { Guard } from './guard.ts';
import { Arrival } from './arrival.ts';
import { ClockOffset } from './clock-offset.ts';
import { FeedMeter, LatencyMeter } from './latency.ts';
import { limitLines } from './limit-lines.ts';
import { httpGet } from '../../net/http-get.ts';
import { MarketFeed } from '../../net/market-feed.ts';
import type { Trust } from '../../net/trust.ts';
import type { Params } from '../../config/strategy-params.ts';
import { PastMarket } from './past-market.ts';
import { leaveOutRepeats } from './repeats.ts';
import { isTimed, Schedule } from './schedule.ts';
import { seededRandom } from '../../contract/seeded-random.ts';
import type { SourceLines } from './source-lines.ts';
import { packState, unpackState } from './state.ts';
import { tradedSymbols, type DeclaredSymbols } from './traded-symbols.ts';
import { Trader } from './trader.ts';
import type { TraderMemory } from './trader-memory.ts';

const STATUS_INTERVAL_MS = 1_000;
/** Time between two measurements of the exchange's clock. */
const PING_INTERVAL_MS = 5_000;
const PING_ID = 'ping';
/** Longest wait of a stopping bot for the cancellation of its orders. */
const LEAVE_TIMEOUT_MS = 1_000;
const STRATEGY_LINES_PER_SECOND_MAX = 100;
/** The only stream of a bot's secret. */
const STRATEGY_STREAM = 0;

/** Memory that one version of a strategy passes on to the next. */
export interface BotMemory {
  /** Serialized result of `state`. Null: there was none. */
  readonly state: Uint8Array | null;
  /** Memory of the trader. Absent: the version never logged in. */
  readonly trader?: TraderMemory | undefined;
}

/** A loaded strategy. */
export interface Script {
  readonly strategy: Strategy;
  readonly sources: SourceLines;
  readonly params: Params;
  /** Instruments that the strategy declares. Left out: one. */
  readonly symbols?: DeclaredSymbols;
  /** Length of the warmup. Left out: the strategy declares none. */
  readonly warmupSeconds?: number | undefined;
}

export interface BotOptions {
  readonly script: Script;
  readonly account: string;
  /** Instrument to trade. Undefined: the strategy's instruments, or the exchange's first one. */
  readonly symbol: string | undefined;
  /** Seed of the strategy's random numbers. Undefined: a secret, because others can find out a number. */
  readonly seed: number | undefined;
  readonly token: string | undefined;
  readonly relay: string;
  readonly orders: string;
  /** Trust in both servers' certificates. Null: the system's. */
  readonly trust?: Trust | null | undefined;
  /** True for the next version of a running strategy, which logs in when it takes over. */
  readonly isNext?: boolean;
  /** Called with the strategy code that starts to run, and with null when it ends. */
  readonly onActivity: (activity: Activity | null) => void;
}

const now = () => performance.now();

export class Bot implements Running {
  readonly #options: BotOptions;
  readonly #frame: WorkerFrame;
  readonly #guard: Guard;
  readonly #feed: MarketFeed;
  readonly #past: PastMarket;
  /** Session at the gateway. Undefined before the bot takes over. */
  #gateway: GatewaySession | undefined;
  readonly #statusTimer: NodeJS.Timeout;
  readonly #latency = new LatencyMeter();
  /** The bot's account. */
  readonly #accounts: ReadonlySet<string>;
  readonly #feedLatency = new FeedMeter();
  readonly #clock = new ClockOffset();
  readonly #pingTimer: NodeJS.Timeout;
  /** Time at which a ping was sent. Undefined: no ping is in progress. */
  #pingSentMs: number | undefined;
  readonly #schedule: Schedule;
  /** Memory of the previous version. */
  #memory: BotMemory | undefined;
  #trader: Trader | undefined;
  #leaving: { readonly requestId: string; readonly done: () => void } | undefined;
  #hasTraded = false;
  #isStopped = false;
  /** Resolves when the bot has stopped. Undefined: it has not been asked to stop. */
  #stopped: Promise<void> | undefined;
  /** Why the strategy is not called at present. */
  #pausedFor: string | undefined;
  /** Why the last saved file does not load. */
  #saveError: string | undefined;
  #status = '';
  #wasNews = false;
  /** Why the bot ends without a request, which is the last line of its log. */
  #reason: string | undefined;

  constructor(options: BotOptions, frame: WorkerFrame) {
    const { log } = frame;
    const { script, trust, onActivity, isNext = false } = options;
    this.#options = options;
    this.#accounts = new Set([options.account]);
    this.#frame = frame;
    this.#guard = new Guard(script.sources, {
      log,
      now,
      onGiveUp: (reason) => this.#pause(reason),
      onActivity,
    });
    this.#schedule = new Schedule(script.strategy, {
      nextOrder: () => this.#feed.catchUp(() => this.#act((trader) => trader.decide())),
      onTimer: () => this.#feed.catchUp(() => this.#act((trader) => trader.tick())),
    });
    this.#feed = new MarketFeed({
      url: options.relay,
      trust,
      log,
      onChange: (events) => this.#observed(events),
    });
    this.#past = new PastMarket({
      relay: options.relay,
      get: (url) => httpGet(url, trust ?? null),
      log,
      account: options.account,
      replica: this.#feed.replica,
      warmupSeconds: script.warmupSeconds,
      waits: !isNext,
      onPast: (past, since) => this.#trader?.addPast(past, since),
      onOwnPast: (past) => this.#trader?.addOwnPast(past),
      onSettled: () => this.#changed(),
    });
    if (!isNext) this.#gateway = this.#logIn();
    this.#statusTimer = setInterval(() => this.#announceStatus(), STATUS_INTERVAL_MS);
    this.#pingTimer = setInterval(() => this.#ping(), PING_INTERVAL_MS);
  }

  /** Reports a promise of the strategy that was rejected without a handler. */
  rejected(error: unknown): void {
    this.#guard.report('a promise of the strategy', error);
  }

  /** Handles an error outside the callbacks. @returns true when the strategy's code threw it */
  threw(error: unknown): boolean {
    return this.#guard.threw(error);
  }

  /** Stops for the next version of the strategy. @returns the memory with which that continues */
  async handOver(): Promise<BotMemory> {
    const state = this.#guard.ask('state', () => this.#options.script.strategy.state?.());
    const packed = this.#guard.call('state', () => packState(state)) as Uint8Array | null | undefined;
    await this.stop();
    return { state: packed ?? null, trader: this.#trader?.memory };
  }

  /** @param memory memory of the previous version; undefined: it ended without any */
  takeOver(memory: BotMemory | undefined): void {
    const { strategy } = this.#options.script;
    const state = memory?.state ?? null;
    if (state !== null) this.#guard.call('restore', () => strategy.restore?.(unpackState(state)));
    this.#memory = memory;
    if (!this.#isStopped) this.#gateway ??= this.#logIn();
  }

  /** Notes that the saved file does not load. The running strategy continues. */
  saveFailed(reason: string): void {
    this.#saveError = reason;
    this.#announceStatus();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#isStopped = true;
    this.#schedule.stop();
    clearInterval(this.#statusTimer);
    clearInterval(this.#pingTimer);
    await this.#leave();
    await Promise.all([this.#feed.close(), this.#gateway?.close()]);
    this.#announceStatus();
    if (this.#reason !== undefined) this.#frame.log.error(this.#reason);
  }

  /** True when gateway and relay have the same epoch. */
  get #isReady(): boolean {
    const { replica } = this.#feed;
    const epoch = this.#gateway?.welcome?.epoch;
    return epoch !== undefined && replica.inSync && replica.status?.epoch === epoch && !this.#isStopped;
  }

  #logIn(): GatewaySession {
    const { account, token, trust, orders } = this.#options;
    return new GatewaySession({
      url: orders,
      trust,
      account,
      token,
      log: this.#frame.log,
      onWelcome: (welcome, roundTripMs) => this.#welcomed(welcome, roundTripMs),
      onReply: (reply) => this.#replied(reply),
      onLost: () => this.#leaving?.done(),
      onRefused: (reason) => this.#end(EXIT_SETUP, reason),
    });
  }

  #welcomed(welcome: Welcome, roundTripMs: number): void {
    this.#pingSentMs = undefined;
    if (welcome.time !== undefined) this.#clockRead(welcome.time, roundTripMs);
    const { script, symbol } = this.#options;
    const listed = welcome.instruments.map((instrument) => instrument.symbol);
    const found = tradedSymbols(script.symbols, symbol, listed);
    if ('problem' in found) return this.#end(EXIT_SETUP, found.problem);
    this.#trader ??= this.#createTrader();
    this.#follow(welcome, found.symbols);
    this.#trader.welcomed(welcome, found.symbols);
    this.#latency.forget();
    this.#frame.log.info(`logged in as ${welcome.account}, balance ${welcome.balance}`);
    // A strategy that never returns would leave the status of the version before, for example that it is paused.
    if (this.#options.isNext === true) this.#announceStatus();
    this.#changed();
  }

  /** Follows the traded instruments, and those in which the account already holds a position or has orders. */
  #follow({ positions, openOrders }: Welcome, traded: readonly string[]): void {
    const symbols = new Set([...traded, ...[...positions, ...openOrders].map(({ symbol }) => symbol)]);
    this.#feed.follow({ account: this.#options.account, symbols });
  }

  #createTrader(): Trader {
    const { account, seed, script } = this.#options;
    const { strategy, params } = script;
    const { log } = this.#frame;
    const strategyLog = limitLines(log.info, STRATEGY_LINES_PER_SECOND_MAX, now);
    const trader = new Trader({
      strategy,
      guard: this.#guard,
      account,
      params,
      random: seed === undefined ? secretStreams()(STRATEGY_STREAM) : seededRandom(seed),
      idPrefix: `${randomUUID().slice(0, 4)}-`,
      warn: leaveOutRepeats(log.warn, now),
      strategyLog: (...values) => strategyLog(format(...values)),
      replica: this.#feed.replica,
      wantOrders: () => this.#feed.wantOrders(),
      time: () => this.#feed.time,
      now,
      ackLatency: () => this.#ackLatency(),
      clockOffset: () => this.#clock.ms,
      send: (request) => this.#send(request),
    });
    if (this.#memory?.trader !== undefined) trader.recall(this.#memory.trader);
    this.#memory = undefined;
    return trader;
  }

  /** Sends a ping, unless one is in progress: all have the same id, so its reply would count as that of the new one. */
  #ping(): void {
    if (this.#pingSentMs !== undefined) return;
    if (this.#gateway?.send({ type: 'ping', requestId: PING_ID })) this.#pingSentMs = now();
  }

  #clockRead(serverMicros: number, roundTripMs: number): void {
    this.#clock.add({ serverMicros, roundTripMs, receivedMs: Date.now() });
    this.#feedLatency.clockRead(serverMicros, roundTripMs, now());
  }

  #ackLatency(): Context['ackLatency'] {
    const { latency } = this.#latency;
    return latency && { p50: latency.ackP50Ms, p99: latency.ackP99Ms };
  }

  #observed(events: readonly MarketEvent[]): void {
    if (this.#feed.isPrompt) this.#feedLatency.arrived(this.#feed.time, now());
    const arrival = new Arrival(events, this.#accounts);
    this.#trader?.record(arrival);
    this.#past.observed(events);
    this.#act((trader) => trader.observed(arrival));
    this.#changed();
  }

  #send(request: Request): boolean {
    const isSent = this.#gateway?.send(request) === true;
    if (isSent && request.requestId !== undefined) this.#latency.sent(request.requestId, now());
    return isSent;
  }

  #replied(reply: Exclude<Reply, Welcome>): void {
    if (reply.type === 'pong') return this.#ponged(reply.time);
    // An exchange that does not know the request replies with an error. Then the login's reply is the only sample.
    if (reply.type === 'error' && reply.requestId === PING_ID) return void (this.#pingSentMs = undefined);
    if ('requestId' in reply && reply.requestId !== undefined) this.#latency.answered(reply.requestId, now());
    this.#trader?.replied(reply);
    if ('requestId' in reply && reply.requestId === this.#leaving?.requestId) this.#leaving?.done();
    this.#changed();
  }

  #ponged(serverMicros: number): void {
    if (this.#pingSentMs === undefined) return;
    this.#clockRead(serverMicros, now() - this.#pingSentMs);
    this.#pingSentMs = undefined;
  }

  #changed(): void {
    if (!this.#isReady) return;
    this.#past.read(this.#trader?.symbols ?? []);
    if (!this.#past.isSettled) return;
    if (this.#hasTraded) return this.#schedule.changed();
    this.#hasTraded = true;
    const { account } = this.#options;
    this.#frame.announce({ event: 'ready', account });
    this.#schedule.start();
  }

  /** Calls the strategy. Meanwhile, or in a promise before, it may assign a callback that needs each event at once. */
  #act(call: (trader: Trader) => void): void {
    if (!this.#isReady || this.#trader === undefined) return;
    call(this.#trader);
    this.#feed.readInBatches(isTimed(this.#options.script.strategy));
  }

  /**
   * Cancels the live orders and waits briefly for the reply. The exchange also cancels them when the connection ends.
   */
  async #leave(): Promise<void> {
    const requestId = this.#trader?.leave();
    if (requestId === undefined) return;
    await new Promise<void>((done) => {
      this.#leaving = { requestId, done };
      setTimeout(done, LEAVE_TIMEOUT_MS).unref();
    });
  }

  /** Stops calling the strategy and cancels its orders, until its file is saved again. */
  #pause(reason: string): void {
    this.#pausedFor = reason;
    this.#schedule.stop();
    this.#trader?.cancelAll();
    this.#frame.log.error(`paused, its orders are cancelled: ${reason}`);
    this.#announceStatus();
  }

  #end(exitCode: number, reason: string): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#schedule.stop();
    this.#reason = reason;
    this.#frame.stop(exitCode, reason);
  }

  /**
   * Announces the status to a parent process, but not at a terminal. It announces once more without a change, so that
   * rates fall to zero.
   */
  #announceStatus(): void {
    if (this.#trader === undefined || process.stdout.isTTY) return;
    const { tally, openOrders, position, waitingFor } = this.#trader;
    const waiting = waitingFor === undefined ? {} : { waiting: waitingFor };
    const paused = this.#pausedFor === undefined ? {} : { paused: this.#pausedFor };
    const broken = this.#saveError === undefined ? {} : { saveError: this.#saveError };
    const { latency } = this.#latency;
    const status = {
      event: 'status',
      ...tally,
      openOrders,
      position,
      ...latency,
      ...this.#feedLatency.latency,
      ...waiting,
      ...paused,
      ...broken,
    };
    const text = JSON.stringify(status);
    const isNews = text !== this.#status;
    if (isNews || this.#wasNews) this.#frame.announce(status);
    this.#wasNews = isNews;
    this.#status = text;
  }
}
