/** The market that one relay publishes: a replica, and the histories that the replica does not have. */
import type { BarSeries } from '../../contract/bars.ts';
import type { RoomNote, Trade } from '../../contract/events.ts';
import type { CandlePrice } from '../../contract/history.ts';
import { NewestLog } from '../../contract/newest-log.ts';
import { Replica } from '../../contract/replica.ts';
import type { Past, PastIncidents } from '../../contract/history-reader.ts';
import { BarBook, bySymbol, fittingInterval, type IntervalSeconds } from './bars.ts';
import { NO_BOOKS, type BooksView } from './books-balance.ts';
import { DepthBook } from './depth-history.ts';
import { Histories } from '../../contract/histories.ts';
import { unpackEvents } from './packed-events.ts';
import type { Digest, DigestPart } from './source-messages.ts';
import { LargeTrades } from './large-trades.ts';
import { MidBars } from './mid-bars.ts';
import { PhaseHistory } from './phase-history.ts';
import { MARKET_TOPICS, TOPIC_OF, type Topic } from './topics.ts';
import { barsBefore, FlowBook } from './trade-flow.ts';
import { TradeHistory } from './trade-history.ts';
import { VolumeBook } from './volume-at-price.ts';
import { ProfileBook } from './volume-profile.ts';

/** Largest number of trades that are kept until the past is known. */
const SINCE_MAX = 100_000;
const ROOM_NOTES_MAX = 1_000;

export class MarketData {
  readonly replica = new Replica();
  readonly bars = new BarBook();
  readonly midBars = new MidBars();
  readonly depth = new DepthBook();
  readonly tradeHistory = new TradeHistory();
  readonly phases = new PhaseHistory();
  readonly largeTrades = new LargeTrades();
  readonly volumes = new VolumeBook();
  readonly flows = new FlowBook();
  readonly profiles = new ProfileBook();
  readonly #roomNotes = new NewestLog<RoomNote>(
    ROOM_NOTES_MAX,
    ({ time }) => time,
    ({ time, text }) => `${time} ${text}`,
  );
  #histories = new Histories();
  #books = NO_BOOKS;
  #epoch: string | undefined;
  /**
   * Trades since the market was joined, while the past before it may still arrive. Null: the past is known, or will not
   * arrive.
   */
  #since: Trade[] | null = null;

  candles(price: CandlePrice, symbol: string, seconds: IntervalSeconds): BarSeries | undefined {
    return (price === 'mid' ? this.midBars : this.bars).series(symbol, seconds);
  }

  /** The shortest candle length at which at most `most` candles are needed. Undefined: the past may still arrive. */
  fittingInterval(price: CandlePrice, symbol: string, most: number): IntervalSeconds | undefined {
    if (this.#since !== null) return undefined;
    return fittingInterval((seconds) => this.candles(price, symbol, seconds)?.bars.length ?? 0, most);
  }

  /** Events of the room's timeline, oldest first. */
  get roomNotes(): readonly RoomNote[] {
    return this.#roomNotes.all;
  }

  get histories(): Histories {
    return this.#histories;
  }

  get books(): BooksView {
    return this.#books;
  }

  /** @returns the topics that changed */
  apply({ parts, place, extremes, books }: Digest): ReadonlySet<Topic> {
    const changed = new Set<Topic>();
    const { inSync, holes } = this.replica;
    for (const part of parts) this.#part(part, changed);
    this.replica.standAt(place);
    for (const [account, peak, maxDrawdown] of extremes)
      this.#histories.equity(account)?.noteExtremes(peak, maxDrawdown);
    if (books !== undefined) this.#books = books;
    const isResynced = inSync !== place.inSync || holes !== place.holes;
    return isResynced ? new Set(MARKET_TOPICS) : changed;
  }

  /**
   * Adds what happened before the market was joined.
   * @param past null: it will not arrive
   * @returns the topics that changed
   */
  restore(past: Past | null): readonly Topic[] {
    const since = this.#since;
    if (past === null) {
      this.#since = null;
      return ['trades'];
    }
    if (since === null || past.epoch !== this.#epoch) return [];
    this.#since = null;
    const { trades, candles, equity } = past;
    this.bars.restore(candles, since);
    this.midBars.restore(candles, this.bars);
    this.replica.addPast(trades.trades, []);
    this.#restoreTrades([...trades.trades, ...newerThan(since, trades.tradeId)], candles);
    if (equity !== undefined) this.#histories.restore(equity.accounts, newerThan(since, equity.tradeId));
    return MARKET_TOPICS;
  }

  /** @param trades all known trades, oldest first */
  #restoreTrades(trades: readonly Trade[], candles: Past['candles']): void {
    this.#forgetTrades();
    const past = barsBefore(candles, trades);
    this.flows.restore(past, trades);
    for (const [symbol, bars] of past) this.profiles.addPast(symbol, bars, this.#tickSize(symbol));
    for (const trade of trades) this.#keep(trade);
  }

  /** Adds a trade to the stores of single trades. */
  #keep(trade: Trade): void {
    this.tradeHistory.add(trade);
    this.largeTrades.add(trade);
    this.volumes.add(trade);
    this.profiles.add(trade, this.#tickSize(trade.symbol));
  }

  #forgetTrades(): void {
    this.tradeHistory.clear();
    this.largeTrades.clear();
    this.volumes.clear();
    this.profiles.clear();
  }

  #tickSize(symbol: string): number {
    return this.replica.markets.get(symbol)?.instrument.tickSize ?? 1;
  }

  /** @returns the topics that changed */
  restoreIncidents({
    epoch,
    liquidations,
    phases,
    roomEvents,
    mids,
    depth,
  }: PastIncidents): readonly Topic[] {
    if (epoch !== this.#epoch) return [];
    this.replica.addPast([], liquidations);
    this.phases.restore(phases);
    this.#roomNotes.merge(roomEvents);
    this.midBars.restoreMids(mids);
    for (const [symbol, ofSymbol] of bySymbol(depth)) this.depth.restore(symbol, ofSymbol);
    return MARKET_TOPICS;
  }

  #part({ events: packed, isFresh, time }: DigestPart, changed: Set<Topic>): void {
    const events = unpackEvents(packed);
    this.replica.follow(events, isFresh);
    const epoch = this.replica.status?.epoch;
    if (epoch !== this.#epoch) this.#beginEpoch();
    this.#epoch = epoch;
    if (isFresh) {
      this.#since = [];
      for (const topic of MARKET_TOPICS) changed.add(topic);
    }
    if (events.length === 0) return;
    this.depth.record(this.replica.markets, time);
    const trades: Trade[] = [];
    for (const event of events) {
      this.#histories.add(event);
      if (event.type === 'trade') trades.push(event);
      if (event.type === 'market_state') this.phases.add(event);
      if (event.type === 'exchange_status') this.#roomNotes.merge(event.roomEvents ?? []);
      changed.add(TOPIC_OF[event.type]);
    }
    this.#addTrades(trades);
    this.midBars.add(trades, this.replica.markets, time);
  }

  #addTrades(trades: readonly Trade[]): void {
    this.bars.addAll(trades);
    this.flows.addAll(trades);
    if (this.#since !== null && this.#since.length + trades.length > SINCE_MAX) this.#since = null;
    this.#since?.push(...trades);
    for (const trade of trades) {
      this.depth.addTrade(trade);
      this.#keep(trade);
    }
  }

  /** Begins a new epoch, which shares nothing with the previous one. */
  #beginEpoch(): void {
    this.bars.clear();
    this.midBars.clear();
    this.depth.clear();
    this.phases.clear();
    this.#roomNotes.clear();
    this.flows.clear();
    this.#forgetTrades();
    this.#histories = new Histories();
    this.#books = NO_BOOKS;
  }
}

function newerThan(trades: readonly Trade[], tradeId: number): readonly Trade[] {
  return trades.filter((trade) => trade.tradeId > tradeId);
}
