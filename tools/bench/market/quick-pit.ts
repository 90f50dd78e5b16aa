/**
 * Exchange and bots in one process, by a clock of their own: an hour of trading takes seconds, and is the same each
 * time. The strategies, what runs them, the exchange's sequencer and its events are those of the real processes; there
 * are no sockets, and an order arrives at the moment of its decision.
 */
import type { MarketEvent } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { parseReply, type Request, type Welcome } from '../../../src/contract/orders.ts';
import { REVALUE_INTERVAL_MS } from '../../../src/contract/protocol.ts';
import { Replica, type MarketView } from '../../../src/contract/replica.ts';
import type { StrategyClass } from '../../../src/contract/strategy.ts';
import type { AccountIndex, Money } from '../../../src/contract/units.ts';
import { createState, type EngineState, type Facts } from '../../../src/engine/index.ts';
import { Guard } from '../../../src/workers/bot/guard.ts';
import { readParams } from '../../../src/config/strategy-params.ts';
import { seededRandom } from '../../../src/workers/bot/seeded-random.ts';
import { Trader } from '../../../src/workers/bot/trader.ts';
import { compileMarkets } from '../../../src/config/exchange-config.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import { ReplyWriter } from '../../../src/workers/exchange/reply-writer.ts';
import { Sequencer } from '../../../src/workers/exchange/sequencer.ts';
import { toCommand, type TradingRequest } from '../../../src/workers/exchange/translate.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { createLogger } from '../../../src/runtime/log.ts';

const CHECKPOINT_MS = 1_000;
/** What each bot begins with. */
export const DEPOSIT = 100_000;
const FUND = 100_000;
const MICROS_PER_MS = 1_000;

export interface QuickBot {
  readonly name: string;
  readonly strategy: StrategyClass;
  readonly params?: readonly string[];
}

interface Seat {
  readonly account: AccountIndex;
  readonly everyMs: number;
  readonly trader: Trader;
  nextMs: number;
}

export class QuickPit {
  readonly state: EngineState;
  readonly replica = new Replica();
  readonly #stream: EventStream;
  readonly #sequencer: Sequencer;
  readonly #replies: ReplyWriter;
  readonly #seats: Seat[] = [];
  readonly #pending: { readonly account: AccountIndex; readonly reply: string }[] = [];
  #events: MarketEvent[] = [];
  #requests: { readonly account: AccountIndex; readonly request: TradingRequest }[] = [];
  #requestId: string | undefined;
  #nowMs = 0;

  get market(): MarketView {
    const market = this.replica.markets.get(DEFAULT_INSTRUMENT.symbol);
    if (market === undefined) throw new Error('the first checkpoint holds every market');
    return market;
  }

  constructor(bots: readonly QuickBot[], seed: number) {
    const instruments = [DEFAULT_INSTRUMENT];
    const { specs, moneyGrid, insuranceFund } = compileMarkets({
      instruments,
      moneyDecimals: 6,
      insuranceFund: FUND,
    });
    this.state = createState(specs, insuranceFund, moneyGrid, true);
    const wire = new Wire(this.state);
    const identity = { epoch: epochOf(seed), checkpointMs: CHECKPOINT_MS, instruments };
    this.#stream = new EventStream(this.state, wire, identity, 0);
    this.#replies = new ReplyWriter(this.state);
    const outputs = {
      record: () => {},
      publish: (facts: readonly Facts.PublicEvent[], time: never) =>
        void this.#events.push(...this.#stream.number(facts, time)),
      deliver: (facts: readonly Facts.PrivateEvent[], time: number) => this.#deliver(facts, time),
    };
    this.#sequencer = new Sequencer(this.state, () => this.#nowMs * MICROS_PER_MS, outputs, false);
    const deposit = (DEPOSIT * 10 ** moneyGrid.decimals) as Money;
    for (const { name } of bots) this.#sequencer.submit({ type: 'open_account', account: name, deposit });
    this.#checkpoint();
    for (const [index, bot] of bots.entries()) this.#seats.push(this.#seat(bot, index, wire, seed));
  }

  /** @param watch is called every `everyMs` of the pit's time */
  run(ms: number, everyMs: number, watch: () => void): void {
    const end = this.#nowMs + ms;
    for (; this.#nowMs < end; this.#nowMs += 1) {
      if (this.#nowMs % REVALUE_INTERVAL_MS === 0) this.#sequencer.submit({ type: 'revalue' });
      if (this.#nowMs % CHECKPOINT_MS === 0) this.#checkpoint();
      if (this.#nowMs % everyMs === 0) watch();
      for (const seat of this.#seats) if (this.#nowMs >= seat.nextMs) this.#turn(seat);
    }
  }

  #turn(seat: Seat): void {
    seat.nextMs += seat.everyMs;
    seat.trader.decide();
    this.#settle();
  }

  /** Until nobody has anything more to say. */
  #settle(): void {
    while (this.#requests.length > 0 || this.#events.length > 0 || this.#pending.length > 0) {
      for (const { account, request } of this.#requests.splice(0)) this.#carryOut(account, request);
      for (const { account, reply } of this.#pending.splice(0)) {
        const parsed = parseReply(reply);
        if (parsed.type !== 'welcome') this.#seats[account]?.trader.replied(parsed);
      }
      this.#publish();
    }
  }

  #carryOut(account: AccountIndex, request: TradingRequest): void {
    this.#requestId = request.requestId;
    const translated = toCommand(this.state, account, request);
    if ('command' in translated) return this.#sequencer.submit(translated.command);
    const { refusal } = translated;
    const reply = this.#replies.message({ type: 'order_rejected', ...refusal }, this.#requestId);
    this.#pending.push({ account, reply: String(reply) });
  }

  #deliver(facts: readonly Facts.PrivateEvent[], time: number): void {
    for (const fact of facts) {
      const reply = String(this.#replies.fact(fact, time, this.#requestId));
      this.#requestId = undefined;
      this.#pending.push({ account: fact.account, reply });
    }
  }

  #checkpoint(): void {
    this.#events.push(...this.#stream.checkpoint(this.#sequencer.now(), []));
    this.#publish();
  }

  #publish(): void {
    const events = this.replica.apply(this.#events.splice(0));
    for (const { trader } of this.#seats) {
      trader.record(events);
      trader.observed(events);
    }
  }

  #seat({ name, strategy, params = [] }: QuickBot, index: number, wire: Wire, seed: number): Seat {
    const values = readParams(strategy.params, params);
    const bot = new strategy(values);
    const { everyMs } = bot;
    if (everyMs === undefined) throw new Error(`${name} has no everyMs: here is nobody who would wake it`);
    const account = index as AccountIndex;
    const trader = new Trader({
      strategy: bot,
      guard: new Guard(new Map(), {
        log: createLogger('error', (line) => {
          throw new Error(line);
        }),
        now: () => this.#nowMs,
        onGiveUp: () => {},
        onActivity: () => {},
      }),
      account: name,
      symbol: DEFAULT_INSTRUMENT.symbol,
      params: values,
      random: seededRandom(seed * 1_000 + index),
      idPrefix: '',
      warn: () => {},
      strategyLog: () => {},
      replica: this.replica,
      wantOrders: () => {},
      time: () => this.#nowMs * MICROS_PER_MS,
      send: (request: Request) => {
        if (request.type !== 'login') this.#requests.push({ account, request });
        return true;
      },
    });
    const own = this.state.accounts[index];
    if (own === undefined) throw new Error(`${name} has no account`);
    const limits = { frameBytesMax: 0, openOrdersMax: 0 };
    const welcome: Welcome = {
      ...wire.welcome(own, epochOf(seed), this.#stream.seq, [DEFAULT_INSTRUMENT]),
      limits,
    };
    trader.welcomed(welcome);
    return { account, everyMs, trader, nextMs: index * 7 };
  }
}

/** Of the stream and of the welcome alike: a position is believed only when both are of one run. */
function epochOf(seed: number): string {
  return `seed ${seed}`;
}
