/**
 * The market as the event stream describes it: books and their single orders, trades, marks and positions.
 *
 * 1. It starts with a checkpoint, which `exchange_status` opens, and ignores everything before it.
 * 2. From there on, `seq` must rise by one. At a hole, a step back or another epoch, the replica refuses events and
 *    keeps its state. It is not `inSync` until the next checkpoint, with which it starts afresh.
 * 3. A conflated frame covers a range of `seq`, which must begin where the replica is.
 * 4. Everything it keeps is bounded: the last TRADES_MAX trades and LIQUIDATIONS_MAX liquidation steps, and the single
 *    orders by ORDERS_MAX (resting-orders.ts).
 */
import type {
  Conflated,
  ExchangeStatus,
  Liquidation,
  MarketEvent,
  PositionUpdate,
  StreamEvent,
  Trade,
} from './events.ts';
import { isMarketEvent } from './events.ts';
import { Market, type MarketView } from './market.ts';
import { NewestLog } from './newest-log.ts';

export type { MarketView } from './market.ts';

export const TRADES_MAX = 1_000;
export const LIQUIDATIONS_MAX = 500;

/** A replica's place in the stream. */
export interface ReplicaPlace {
  readonly seq: number;
  readonly inSync: boolean;
  readonly holes: number;
}

export class Replica implements ReplicaPlace {
  readonly #markets = new Map<string, Market>();
  readonly #positions = new Map<string, Map<string, PositionUpdate>>();
  readonly #trades = new NewestLog<Trade>(TRADES_MAX, ({ tradeId }) => tradeId);
  readonly #liquidations = new NewestLog<Liquidation>(LIQUIDATIONS_MAX, ({ seq }) => seq);
  #status: ExchangeStatus | undefined;
  #seq = 0;
  #inSync = false;
  #holes = 0;
  #restarts = 0;

  /** The newest `exchange_status`; undefined before the first checkpoint. */
  get status(): ExchangeStatus | undefined {
    return this.#status;
  }

  /** False before the first checkpoint and from a hole to the checkpoint that heals it. */
  get inSync(): boolean {
    return this.#inSync;
  }

  /** `seq` of the last applied event. */
  get seq(): number {
    return this.#seq;
  }

  /** Number of times that `seq` was broken within one epoch. */
  get holes(): number {
    return this.#holes;
  }

  /** Number of times that the replica started afresh at a checkpoint. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Markets by symbol, in the configuration's order. */
  get markets(): ReadonlyMap<string, MarketView> {
    return this.#markets;
  }

  /** Positions by account, then by symbol. */
  get positions(): ReadonlyMap<string, ReadonlyMap<string, PositionUpdate>> {
    return this.#positions;
  }

  /** Trades of all instruments, oldest first. */
  get trades(): readonly Trade[] {
    return this.#trades.all;
  }

  /** Liquidation steps, oldest first. */
  get liquidations(): readonly Liquidation[] {
    return this.#liquidations.all;
  }

  /** Applies one frame. @returns the events that were applied, in order */
  apply(frame: readonly StreamEvent[]): readonly MarketEvent[] {
    const first = frame[0];
    if (first?.type === 'conflated') return this.#takeConflated(first, frame.slice(1));
    return frame.filter((event) => this.#take(event));
  }

  /**
   * Follows another replica that applied these events, or others with the same result. `standAt` sets the place.
   * @param isFresh true when the events begin with a checkpoint at which that replica started afresh
   */
  follow(events: readonly MarketEvent[], isFresh: boolean): void {
    if (isFresh) this.#inSync = false;
    for (const event of events) {
      if (event.type === 'exchange_status') this.#checkpoint(event);
      this.#update(event);
    }
  }

  standAt({ seq, inSync, holes }: ReplicaPlace): void {
    this.#seq = seq;
    this.#inSync = inSync;
    this.#holes = holes;
  }

  /** Notes that the connection was lost. The next events begin with a checkpoint. */
  disconnected(): void {
    this.#inSync = false;
  }

  /** Adds events of this epoch from before the replica began or while it was disconnected, oldest first. */
  addPast(trades: readonly Trade[], liquidations: readonly Liquidation[]): void {
    this.#trades.merge(trades);
    this.#liquidations.merge(liquidations);
  }

  #take(event: StreamEvent): event is MarketEvent {
    if (this.#inSync && event.seq !== this.#seq + 1) {
      this.#inSync = false;
      if (!this.#isNewRun(event)) this.#holes += 1;
    }
    if (event.type === 'exchange_status') this.#checkpoint(event);
    if (!this.#inSync) return false;
    this.#seq = event.seq;
    if (!isMarketEvent(event)) return false;
    this.#update(event);
    return true;
  }

  /** Applies a conflated frame. It is not a checkpoint, so a replica that is not in sync cannot begin with it. */
  #takeConflated({ fromSeq, seq }: Conflated, events: readonly StreamEvent[]): readonly MarketEvent[] {
    if (!this.#inSync) return [];
    if (fromSeq !== this.#seq + 1) {
      this.#inSync = false;
      this.#holes += 1;
      return [];
    }
    this.#seq = seq;
    const taken = events.filter(isMarketEvent);
    for (const event of taken) this.#update(event);
    return taken;
  }

  #isNewRun(event: StreamEvent): boolean {
    return event.type === 'exchange_status' && event.epoch !== this.#status?.epoch;
  }

  #checkpoint(status: ExchangeStatus): void {
    const isNewRun = this.#isNewRun(status);
    if (isNewRun) {
      this.#trades.clear();
      this.#liquidations.clear();
    }
    if (isNewRun || !this.#inSync) {
      this.#restarts += 1;
      this.#positions.clear();
      this.#markets.clear();
      for (const instrument of status.instruments) {
        this.#markets.set(instrument.symbol, new Market(instrument));
      }
    }
    this.#inSync = true;
  }

  #update(event: MarketEvent): void {
    switch (event.type) {
      case 'exchange_status':
        this.#status = event;
        return;
      case 'trade':
        this.#trades.push(event);
        break;
      case 'position_update':
        this.#position(event);
        break;
      case 'liquidation':
        this.#liquidations.push(event);
        break;
      case 'book_update':
      case 'book_orders':
      case 'order_update':
      case 'mark_price':
      case 'index_price':
      case 'funding':
      case 'funding_rate':
      case 'market_state':
      case 'auction_update':
        break;
    }
    this.#markets.get(event.symbol)?.apply(event);
  }

  #position(position: PositionUpdate): void {
    const held = this.#positions.get(position.account);
    if (held === undefined) this.#positions.set(position.account, new Map([[position.symbol, position]]));
    else held.set(position.symbol, position);
  }
}
