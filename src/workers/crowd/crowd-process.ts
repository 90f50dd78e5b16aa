/**
 * The crowd at a real pit, with a connection to the gateway for each account, one to the relay, and a timer.
 *
 * It begins when every account is logged in and the relay's stream has the same epoch. When an account or the stream is
 * lost, the crowd waits until both are back. Another epoch is another market, for which a new crowd starts.
 */
import type { MarketEvent } from '../../contract/events.ts';
import type { Reply, Welcome } from '../../contract/orders.ts';
import { crowdEventSchema } from '../../config/room.ts';
import { describeEvent, type CrowdPlace, type Mood } from '../../contract/room.ts';
import { Crowd, type MarketTerms, type Member, type Seed, type SeatRequest } from '../../crowd/index.ts';
import { GatewaySession } from '../../net/gateway-session.ts';
import { MarketFeed } from '../../net/market-feed.ts';
import type { Trust } from '../../net/trust.ts';
import { EXIT_SETUP } from '../../runtime/exit-codes.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Running, WorkerFrame } from '../../runtime/worker-frame.ts';
import { CrowdClock } from './crowd-clock.ts';
import { Tally } from './tally.ts';
import { withoutRepeats } from './without-repeats.ts';

const STATUS_INTERVAL_MS = 1_000;

export interface CrowdProcessOptions {
  readonly members: readonly Member[];
  readonly seed: Seed;
  /** Instruments to trade. Undefined: the exchange's first one. */
  readonly places: readonly CrowdPlace[] | undefined;
  /** Mood of the crowd. Undefined: the usual one. */
  readonly mood: Mood | undefined;
  readonly orders: string;
  readonly relay: string;
  readonly token: string | undefined;
  readonly trust: Trust | null;
}

export class CrowdProcess implements Running {
  readonly #options: CrowdProcessOptions;
  readonly #frame: WorkerFrame;
  readonly #feed: MarketFeed;
  readonly #sessions: ReadonlyMap<string, GatewaySession>;
  readonly #clock = new CrowdClock();
  readonly #tally = new Tally();
  readonly #statusTimer: NodeJS.Timeout;
  #crowd: Crowd | undefined;
  /** Epoch of the exchange on which the crowd trades. */
  #epoch: string | undefined;
  #hasBegun = false;
  #isStopped = false;
  /** Why the crowd ends, which is the last line of its log. */
  #reason: string | undefined;

  constructor(options: CrowdProcessOptions, frame: WorkerFrame) {
    const { relay, trust, members } = options;
    const { log } = frame;
    this.#options = options;
    this.#frame = frame;
    this.#feed = new MarketFeed({ url: relay, trust, log, onChange: (events) => this.#observed(events) });
    const sessionsLog = withoutRepeats(log, () => performance.now());
    this.#sessions = new Map(members.map(({ account }) => [account, this.#connect(account, sessionsLog)]));
    frame.onMessage((message) => this.#heard(message));
    this.#statusTimer = setInterval(() => this.#announceStatus(), STATUS_INTERVAL_MS);
  }

  /** Stops the crowd. The exchange cancels the orders of a connection that has closed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#clock.stop();
    clearInterval(this.#statusTimer);
    await Promise.all([
      this.#feed.close(),
      ...[...this.#sessions.values()].map((session) => session.close()),
    ]);
    if (this.#reason !== undefined) this.#frame.log.error(this.#reason);
  }

  /** Handles a request from the timeline of the pit's room. */
  #heard(message: unknown): void {
    const event = crowdEventSchema.safeParse(message);
    if (!event.success || this.#crowd === undefined) return;
    this.#crowd.advance(this.#clock.seconds());
    this.#crowd.stir(event.data);
    this.#frame.log.info(`the room: ${describeEvent(event.data)}`);
    this.#schedule();
  }

  #connect(account: string, log: Logger): GatewaySession {
    const { orders: url, trust, token } = this.#options;
    return new GatewaySession({
      url,
      trust,
      token,
      account,
      log,
      onWelcome: (welcome) => this.#welcomed(welcome),
      onReply: (reply) => this.#replied(account, reply),
      onLost: () => this.#clock.stop(),
      onRefused: (reason) => this.#end(reason),
    });
  }

  get #isReady(): boolean {
    const { replica } = this.#feed;
    const epoch = replica.status?.epoch;
    if (this.#isStopped || !replica.inSync || epoch === undefined) return false;
    for (const { welcome } of this.#sessions.values()) if (welcome?.epoch !== epoch) return false;
    return true;
  }

  #welcomed(welcome: Welcome): void {
    this.#crowd?.welcomed(welcome);
    this.#changed();
  }

  #replied(account: string, reply: Exclude<Reply, Welcome>): void {
    this.#tally.replied(reply);
    this.#crowd?.replied(account, reply);
    this.#schedule();
  }

  #observed(events: readonly MarketEvent[]): void {
    if (this.#isReady) {
      this.#crowd?.advance(this.#clock.seconds());
      this.#crowd?.observed(events);
      this.#tally.observed(events, this.#sessions);
    }
    this.#changed();
  }

  #changed(): void {
    if (!this.#isReady) return this.#clock.stop();
    const { status } = this.#feed.replica;
    if (this.#epoch !== status?.epoch) this.#begin();
    this.#epoch = status?.epoch;
    this.#schedule();
  }

  #begin(): void {
    const { members, seed, mood } = this.#options;
    const [first] = this.#sessions.values();
    const traded = this.#feed.replica.markets;
    const places = this.#options.places ?? [{ symbol: first?.welcome?.instruments[0]?.symbol ?? '' }];
    const markets = places.flatMap(({ symbol, basket }): MarketTerms[] => {
      const market = traded.get(symbol);
      return market === undefined ? [] : [{ market, basket }];
    });
    const missing = places.find(({ symbol }) => !traded.has(symbol));
    if (missing !== undefined) {
      const known = [...traded.keys()].join(', ');
      return this.#end(`${missing.symbol} is not traded here; there is ${known}.`);
    }
    this.#clock.restart();
    this.#crowd = new Crowd({
      members,
      seed,
      mood,
      markets,
      send: (account, request) => this.#send(account, request),
    });
    for (const { welcome } of this.#sessions.values())
      if (welcome !== undefined) this.#crowd.welcomed(welcome);
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#frame.announce({ event: 'ready', accounts: members.length });
  }

  #send(account: string, request: SeatRequest): boolean {
    const isSent = this.#sessions.get(account)?.send(request) === true;
    if (isSent && request.type === 'place_order') this.#tally.orders += 1;
    return isSent;
  }

  #schedule(): void {
    const crowd = this.#crowd;
    if (crowd === undefined || !this.#isReady) return;
    this.#clock.wake(crowd.nextSeconds, (seconds) => {
      crowd.advance(seconds);
      this.#schedule();
    });
  }

  #end(reason: string): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#clock.stop();
    this.#reason = reason;
    this.#frame.stop(EXIT_SETUP, reason);
  }

  /** Announces the status to a parent process, but not at a terminal. */
  #announceStatus(): void {
    if (this.#crowd === undefined || process.stdout.isTTY) return;
    const { openOrders } = this.#crowd;
    this.#frame.announce({ event: 'status', ...this.#tally.totals, openOrders });
  }
}
