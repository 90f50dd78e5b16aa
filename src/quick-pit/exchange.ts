/**
 * The exchange of a pit in virtual time. The engine, its sequencer and the numbering of events are those of the real
 * process. Replies and events are passed on as objects.
 *
 * 1. Single orders and whole checkpoints are published only when something reads them. A bot that asks for its place in
 *    a queue gets changes at once and the front of each side a second later, as over the network.
 * 2. The position of an account that is not followed is converted to decimals only when it is read. Replies about its
 *    orders leave out the place in the queue.
 */
import { compileMarkets, toMoney } from '../config/exchange-config.ts';
import type { MarketEvent, PositionUpdate } from '../contract/events.ts';
import { instrumentSchema } from '../contract/instrument-schema.ts';
import type { Instrument } from '../contract/instrument.ts';
import type { PhaseAction } from '../contract/phases.ts';
import type { Welcome } from '../contract/orders.ts';
import { fromUnits, type AccountIndex, type PriceTicks } from '../contract/units.ts';
import {
  accountAt,
  createState,
  marketAt,
  positionsOf,
  reportPosition,
  totalEquityOf,
  type Command,
  type EngineState,
  type Facts,
} from '../engine/index.ts';
import { bookOrders } from '../session/events/checkpoint-facts.ts';
import { EventStream } from '../session/events/event-stream.ts';
import { Wire } from '../session/events/wire.ts';
import { Sequencer } from '../workers/exchange/sequencer.ts';
import { toCommand, type TradingRequest } from '../workers/exchange/translate.ts';
import { Recording } from './recording.ts';
import { replyOf, type Answer } from './replies.ts';

export const CHECKPOINT_MS = 1_000;
const FUND = 100_000;
/** The default of an exchange. */
const MONEY_DECIMALS = 6;

/** Events of an interval, in order. */
export interface Published {
  readonly all: readonly MarketEvent[];
  /** The events without the positions of accounts that are not followed. */
  readonly read: readonly MarketEvent[];
}

export interface Delivery {
  readonly account: AccountIndex;
  readonly reply: Answer;
}

export interface ExchangeOptions {
  readonly instruments: Instrument[];
  readonly rulesVersion: number | undefined;
  readonly moneyDecimals: number | undefined;
  readonly epoch: string;
  /** Current time in microseconds since the Unix epoch. */
  readonly now: () => number;
  /** True: publish whole checkpoints, single orders and every position, as to a relay. */
  readonly isWholeStream: boolean;
  /** Folder of a session for the journal, which needs the whole stream. Undefined: no journal. */
  readonly record: string | undefined;
}

export class QuickExchange {
  readonly state: EngineState;
  /** True when a bot has asked for its place in a queue. */
  wantsOrders: boolean;
  readonly #options: ExchangeOptions;
  readonly #wire: Wire;
  readonly #stream: EventStream;
  readonly #sequencer: Sequencer;
  /** Accounts whose positions bots and reports read. */
  readonly #followed = new Set<AccountIndex>();
  readonly #recording: Recording | undefined;
  #all: MarketEvent[] = [];
  #read: MarketEvent[] = [];
  #deliveries: Delivery[] = [];
  #requestId: string | undefined;
  #requests = 0;

  constructor(options: ExchangeOptions) {
    const { rulesVersion, epoch, now, isWholeStream, record, moneyDecimals = MONEY_DECIMALS } = options;
    // The fields are in the order in which a journal's reader has them.
    const instruments = options.instruments.map((instrument) => instrumentSchema.parse(instrument));
    this.#options = options;
    this.wantsOrders = isWholeStream;
    const terms = { instruments, moneyDecimals, insuranceFund: FUND };
    const { specs, moneyGrid, insuranceFund } = compileMarkets(terms);
    this.state = createState(specs, insuranceFund, moneyGrid, true, rulesVersion);
    this.#wire = new Wire(this.state);
    this.#stream = new EventStream(
      this.state,
      this.#wire,
      { epoch, checkpointMs: CHECKPOINT_MS, instruments },
      0,
    );
    if (record !== undefined) {
      const setup = { ...terms, orderEvents: true, checkpointMs: CHECKPOINT_MS };
      this.#recording = new Recording(record, epoch, this.state.rules.version, setup);
    }
    const outputs = {
      record: (command: Command, time: number) => this.#recording?.command(this.#stream.seq, time, command),
      publish: (fact: Facts.PublicEvent, time: number) => this.#publish(fact, time),
      deliver: (fact: Facts.PrivateEvent, time: number, { type }: Command) =>
        this.#deliver(fact, time, type === 'advance_time'),
    };
    this.#sequencer = new Sequencer(this.state, now, outputs, false);
  }

  /** Number of requests so far: orders, amendments, cancellations and others. */
  get requests(): number {
    return this.#requests;
  }

  get hasNews(): boolean {
    return this.#all.length > 0 || this.#deliveries.length > 0;
  }

  open(account: string, deposit: number, isFollowed = true): AccountIndex {
    const money = toMoney(this.state.moneyGrid, 'deposit', deposit);
    this.#sequencer.submit({ type: 'open_account', account, deposit: money });
    const index = (this.state.accounts.length - 1) as AccountIndex;
    if (isFollowed) this.#followed.add(index);
    return index;
  }

  welcome(account: AccountIndex): Welcome {
    const { epoch, instruments } = this.#options;
    const limits = { frameBytesMax: 0, openOrdersMax: 0 };
    const own = accountAt(this.state, account);
    return { ...this.#wire.welcome(own, epoch, this.#stream.seq, instruments), limits };
  }

  setPhase(action: PhaseAction, symbol?: string): void {
    for (const { spec } of this.state.markets) {
      if (symbol !== undefined && spec.symbol !== symbol) continue;
      this.#sequencer.submit({ type: 'set_phase', account: null, instrument: spec.index, action });
    }
  }

  request(account: AccountIndex, request: TradingRequest): void {
    const { requestId } = request;
    this.#requestId = requestId;
    this.#requests += 1;
    const translated = toCommand(this.state, account, request);
    if ('type' in translated) return this.#sequencer.submit(translated);
    const named = requestId === undefined ? {} : { requestId };
    this.#deliveries.push({ account, reply: { type: 'order_rejected', ...translated, ...named } });
  }

  /** Makes time act on the mark price and the price limits. */
  advance(): void {
    this.#sequencer.advance();
  }

  revalue(): void {
    this.#sequencer.submit({ type: 'revalue' });
  }

  setIndex(account: AccountIndex, price: number): void {
    const { spec } = marketAt(this.state, 0);
    const ticks = Math.round(price / fromUnits(spec.priceGrid, 1)) as PriceTicks;
    this.#sequencer.submit({ type: 'set_index', account, instrument: spec.index, price: ticks });
  }

  checkpoint(): void {
    const { isWholeStream } = this.#options;
    const events = isWholeStream ? this.wholeCheckpoint() : this.#heartbeat(this.#sequencer.now());
    for (const event of events) this.#push(event);
  }

  /** A whole checkpoint, for a reader that begins. */
  wholeCheckpoint(): readonly MarketEvent[] {
    const time = this.#sequencer.now();
    this.#recording?.checkpoint(this.#stream.seq, time);
    const events = this.#stream.checkpoint(time, []);
    if (this.#recording !== undefined) for (const event of events) this.#recording.event(event);
    return events;
  }

  /** Equity at the mark prices of now. */
  equityOf(account: AccountIndex): number {
    return fromUnits(this.state.moneyGrid, totalEquityOf(accountAt(this.state, account)));
  }

  /** Makes time act up to now, and ends the journal with a closed market. */
  close(): void {
    this.advance();
    if (this.#recording === undefined) return;
    this.#sequencer.submit({ type: 'close_market' });
    this.wholeCheckpoint();
    this.#recording.close();
  }

  /** Events since the last call. */
  takeEvents(): Published {
    const events = { all: this.#all, read: this.#read };
    this.#all = [];
    this.#read = [];
    return events;
  }

  takeDeliveries(): readonly Delivery[] {
    const deliveries = this.#deliveries;
    this.#deliveries = [];
    return deliveries;
  }

  /**
   * The effect of a checkpoint on a reader that misses nothing: time passes, and the reader looks at the books again.
   */
  *#heartbeat(time: number): Generator<MarketEvent> {
    const next = () => ({ seq: this.#stream.reserve(1), time });
    for (const { symbol } of this.#options.instruments)
      yield { type: 'book_update', ...next(), symbol, snapshot: false, bids: [], asks: [] };
    if (this.wantsOrders) {
      for (const market of this.state.markets) yield this.#wire.event(bookOrders(market), next());
    }
    for (const account of this.#followed) {
      for (const position of positionsOf(accountAt(this.state, account)))
        if (position.reportedMark !== null) yield this.#wire.event(reportPosition(position), next());
    }
  }

  #publish(fact: Facts.PublicEvent, time: number): void {
    if (fact.type === 'order_update' && !this.wantsOrders) return;
    const stamp = { seq: this.#stream.reserve(1), time };
    if (fact.type === 'position_update' && this.#isUnread(fact.account)) {
      const kept = { ...fact };
      const read = () => this.#wire.event(kept, stamp) as PositionUpdate;
      const { spec } = marketAt(this.state, fact.instrument);
      const quantity = fromUnits(spec.quantityGrid, fact.quantity);
      this.#all.push(new UnreadPosition(read, spec.symbol, this.#nameOf(fact.account), quantity));
    } else {
      const event = this.#wire.event(fact, stamp);
      this.#recording?.event(event);
      this.#push(event);
    }
  }

  #push(event: MarketEvent): void {
    this.#all.push(event);
    this.#read.push(event);
  }

  #isUnread(account: AccountIndex): boolean {
    return !this.#options.isWholeStream && !this.#followed.has(account);
  }

  #nameOf(account: AccountIndex): string {
    return accountAt(this.state, account).name;
  }

  /** Delivers a private fact. One that time caused does not reply to a request. */
  #deliver(fact: Facts.PrivateEvent, time: number, isOfTime: boolean): void {
    const requestId = isOfTime ? undefined : this.#requestId;
    if (!isOfTime) this.#requestId = undefined;
    const { account } = fact;
    const reply = replyOf(this.state, fact, time, requestId, !this.#isUnread(account));
    this.#deliveries.push({ account, reply });
  }
}

/** Position of an account that is not followed. Most of its fields are computed when they are read. */
class UnreadPosition implements PositionUpdate {
  readonly type = 'position_update';
  readonly symbol: string;
  readonly account: string;
  readonly quantity: number;
  readonly #read: () => PositionUpdate;

  constructor(read: () => PositionUpdate, symbol: string, account: string, quantity: number) {
    this.#read = read;
    this.symbol = symbol;
    this.account = account;
    this.quantity = quantity;
  }

  get seq() {
    return this.#read().seq;
  }

  get time() {
    return this.#read().time;
  }

  get averageEntryPrice() {
    return this.#read().averageEntryPrice;
  }

  get markPrice() {
    return this.#read().markPrice;
  }

  get realizedPnl() {
    return this.#read().realizedPnl;
  }

  get unrealizedPnl() {
    return this.#read().unrealizedPnl;
  }

  get feesPaid() {
    return this.#read().feesPaid;
  }

  get fundingPaid() {
    return this.#read().fundingPaid;
  }

  get balance() {
    return this.#read().balance;
  }

  get equity() {
    return this.#read().equity;
  }

  get initialMargin() {
    return this.#read().initialMargin;
  }

  get maintenanceMargin() {
    return this.#read().maintenanceMargin;
  }

  get liquidationPrice() {
    return this.#read().liquidationPrice;
  }

  get bankruptcyPrice() {
    return this.#read().bankruptcyPrice;
  }

  get marginMode() {
    return this.#read().marginMode;
  }

  get isolatedMargin() {
    return this.#read().isolatedMargin;
  }
}
