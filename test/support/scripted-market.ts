/**
 * A scripted market for tests of the monitor: the same seed and options give the same events. It matches nothing and only
 * looks like a pit, but it keeps what the replica and a viewer rely on: `seq` without holes, a book that is not crossed,
 * trades at its best prices, positions that follow from the trades.
 */
import type { Level, Liquidation, MarketEvent, PositionUpdate, Trade } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';
import { fromUnits, gridOf, type Grid } from '../../src/contract/units.ts';

export interface MarketOptions {
  readonly seed?: number;
  readonly instrument?: Instrument;
  readonly accounts?: readonly string[];
  /** Levels on each side of the book. */
  readonly levels?: number;
  readonly epoch?: string;
  readonly warnings?: readonly string[];
  /** Exchange time of the first event, in microseconds. */
  readonly startMicros?: number;
  /** Liquidate the first account's position at this step. */
  readonly liquidateAtStep?: number;
  /** Deposit of each account, 100,000 by default. */
  readonly deposit?: number;
  /** Money missing from the checkpoints' deposits; 0: the books balance. */
  readonly missing?: number;
  /** Largest spread, in pairs of ticks, to which a shift of the book may widen it. Absent: it stays at one. */
  readonly spreadPairsMax?: number;
  /** Share of the steps with a trade, 0.55 by default. */
  readonly tradeShare?: number;
}

interface Holding {
  quantity: number;
  averageEntryPrice: number | null;
  realizedPnl: number;
  feesPaid: number;
}

type Unstamped = MarketEvent extends infer Event
  ? Event extends MarketEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never;

const MICROS_PER_STEP = 100_000;
const FEE_RATE = 0.000_5;
const MAINTENANCE_RATE = 0.01;

export class ScriptedMarket {
  readonly instrument: Instrument;
  readonly accounts: readonly string[];
  readonly #options: MarketOptions;
  readonly #priceGrid: Grid;
  readonly #lotGrid: Grid;
  readonly #levels: number;
  readonly #holdings = new Map<string, Holding>();
  #random: number;
  #seq = 0;
  #timeMicros: number;
  #step = 0;
  #tradeId = 0;
  #fees = 0;
  #fund = 100_000;
  /** Best bid in ticks; the best ask is `#spread` above it. */
  #bidTicks: number;
  #spread = 2;
  #bids: Level[] = [];
  #asks: Level[] = [];

  constructor(options: MarketOptions = {}) {
    this.#options = options;
    this.instrument = options.instrument ?? DEFAULT_INSTRUMENT;
    this.accounts = options.accounts ?? ['maker-1', 'maker-2', 'taker', 'random'];
    this.#priceGrid = gridOf(this.instrument.tickSize);
    this.#lotGrid = gridOf(this.instrument.lotSize);
    this.#levels = options.levels ?? 24;
    this.#random = options.seed ?? 1;
    this.#timeMicros = options.startMicros ?? 1_700_000_000_000_000;
    this.#bidTicks = Math.round(this.instrument.referencePrice / this.instrument.tickSize);
    for (const account of this.accounts) this.#holdings.set(account, emptyHolding());
    this.#quote();
  }

  /** Set exchange time, for a live market. */
  setTime(micros: number): void {
    this.#timeMicros = Math.max(this.#timeMicros, micros);
  }

  /** Of the newest event. */
  get seq(): number {
    return this.#seq;
  }

  get mark(): number {
    return this.#price(this.#bidTicks + 1);
  }

  /** Sent to a client that joins, and to every client once a second. */
  checkpoint(): readonly MarketEvent[] {
    const { symbol } = this.instrument;
    return [
      {
        type: 'exchange_status' as const,
        epoch: this.#options.epoch ?? 'scripted',
        protocol: 1,
        state: 'running' as const,
        instruments: [this.instrument],
        insuranceFund: cents(this.#fund),
        feesCollected: cents(this.#fees),
        checkpointMs: 1_000,
        deposits: this.#deposits(),
        ...(this.#options.warnings && { warnings: [...this.#options.warnings] }),
      },
      {
        type: 'book_update' as const,
        symbol,
        snapshot: true,
        bids: pairs(this.#bids),
        asks: pairs(this.#asks),
      },
      { type: 'mark_price' as const, symbol, price: this.mark },
      ...this.accounts.map((account) => this.#position(account)),
    ].map((event) => this.#stamp(event));
  }

  /** The sum of the checkpoint's figures, each of which this market rounds. */
  #deposits(): number {
    const units = this.accounts.map((account) => {
      const { balance, unrealizedPnl } = this.#position(account);
      return Math.round(balance * 1e6) + Math.round(unrealizedPnl * 1e6);
    });
    const accounts = units.reduce((sum, one) => sum + one, 0);
    const missing = Math.round((this.#options.missing ?? 0) * 1e6);
    return (accounts + Math.round((cents(this.#fund) + cents(this.#fees)) * 1e6) + missing) / 1e6;
  }

  /** A tenth of a second of market: the book moves, sometimes someone trades. */
  step(): readonly MarketEvent[] {
    this.#step += 1;
    this.#timeMicros += MICROS_PER_STEP;
    const events: Unstamped[] = [];
    if (this.accounts.length > 1 && this.#next() < (this.#options.tradeShare ?? 0.55))
      events.push(...this.#trade(false));
    if (this.#step === this.#options.liquidateAtStep) events.push(...this.#liquidate());
    events.push(this.#move());
    events.push({ type: 'mark_price', symbol: this.instrument.symbol, price: this.mark });
    return events.map((event) => this.#stamp(event));
  }

  #stamp(event: Unstamped): MarketEvent {
    this.#seq += 1;
    return { ...event, seq: this.#seq, time: this.#timeMicros };
  }

  /** From 0 up to but not 1. Source: mulberry32, in the public domain. */
  #next(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  #price(ticks: number): number {
    return fromUnits(this.#priceGrid, ticks);
  }

  #size(): number {
    return fromUnits(this.#lotGrid, 1 + Math.floor(this.#next() ** 3 * 900));
  }

  #quote(): void {
    const level = (ticks: number): Level => [this.#price(ticks), this.#size()];
    this.#bids = Array.from({ length: this.#levels }, (_, depth) => level(this.#bidTicks - depth * 2));
    this.#asks = Array.from({ length: this.#levels }, (_, depth) =>
      level(this.#bidTicks + this.#spread + depth * 2),
    );
  }

  /** Now and then the whole book shifts, else a few sizes change. */
  #move(): Unstamped {
    const { symbol } = this.instrument;
    if (this.#next() < 0.4) {
      this.#bidTicks = Math.max(this.#levels * 2 + 2, this.#bidTicks + Math.round((this.#next() - 0.5) * 8));
      const { spreadPairsMax } = this.#options;
      if (spreadPairsMax !== undefined) this.#spread = 2 * (1 + Math.floor(this.#next() * spreadPairsMax));
      this.#quote();
      return {
        type: 'book_update',
        symbol,
        snapshot: true,
        bids: pairs(this.#bids),
        asks: pairs(this.#asks),
      };
    }
    const changed = (levels: Level[]): [number, number][] => {
      const index = Math.floor(this.#next() * levels.length);
      const price = levels[index]?.[0] ?? 0;
      const size = this.#size();
      levels[index] = [price, size];
      return [[price, size]];
    };
    return {
      type: 'book_update',
      symbol,
      snapshot: false,
      bids: changed(this.#bids),
      asks: changed(this.#asks),
    };
  }

  #trade(liquidation: boolean): Unstamped[] {
    const isBuy = this.#next() < 0.5;
    const maker = this.#account();
    let taker = this.#account();
    if (taker === maker)
      taker = this.accounts[(this.accounts.indexOf(maker) + 1) % this.accounts.length] ?? maker;
    const price = (isBuy ? this.#asks : this.#bids)[0]?.[0] ?? this.mark;
    const quantity = this.#size();
    const [buyAccount, sellAccount] = isBuy ? [taker, maker] : [maker, taker];
    this.#fill(buyAccount, quantity, price);
    this.#fill(sellAccount, -quantity, price);
    return [
      this.#tradeEvent({
        aggressor: isBuy ? 'buy' : 'sell',
        buyAccount,
        sellAccount,
        price,
        quantity,
        liquidation,
      }),
      this.#position(buyAccount),
      this.#position(sellAccount),
    ];
  }

  #tradeEvent(
    facts: Pick<Trade, 'aggressor' | 'buyAccount' | 'sellAccount' | 'price' | 'quantity' | 'liquidation'>,
  ): Unstamped {
    this.#tradeId += 1;
    return {
      type: 'trade',
      symbol: this.instrument.symbol,
      tradeId: this.#tradeId,
      buyOrderId: this.#tradeId * 2,
      sellOrderId: this.#tradeId * 2 + 1,
      ...facts,
    };
  }

  #account(): string {
    return this.accounts[Math.floor(this.#next() * this.accounts.length)] ?? 'nobody';
  }

  #fill(account: string, signed: number, price: number): void {
    const holding = this.#holdings.get(account) ?? emptyHolding();
    const { quantity, averageEntryPrice } = holding;
    const entry = averageEntryPrice ?? price;
    const isReducing = quantity * signed < 0;
    const closed = isReducing ? Math.min(Math.abs(signed), Math.abs(quantity)) : 0;
    holding.realizedPnl += closed * (price - entry) * Math.sign(quantity);
    const now = onGrid(this.#lotGrid, quantity + signed);
    if (now === 0) holding.averageEntryPrice = null;
    else if (!isReducing) holding.averageEntryPrice = (entry * quantity + price * signed) / now;
    else if (Math.abs(signed) > Math.abs(quantity)) holding.averageEntryPrice = price;
    holding.quantity = now;
    const fee = Math.abs(signed) * price * FEE_RATE;
    holding.feesPaid += fee;
    this.#fees += fee;
  }

  #position(account: string): Omit<PositionUpdate, 'seq' | 'time'> {
    const { quantity, averageEntryPrice, realizedPnl, feesPaid } =
      this.#holdings.get(account) ?? emptyHolding();
    const markPrice = this.mark;
    const unrealizedPnl = quantity * (markPrice - (averageEntryPrice ?? markPrice));
    const balance = (this.#options.deposit ?? 100_000) + realizedPnl - feesPaid;
    const margin = Math.abs(quantity) * markPrice;
    return {
      type: 'position_update',
      account,
      symbol: this.instrument.symbol,
      quantity,
      averageEntryPrice,
      markPrice,
      realizedPnl: cents(realizedPnl),
      unrealizedPnl: cents(unrealizedPnl),
      feesPaid: cents(feesPaid),
      balance: cents(balance),
      equity: cents(balance + unrealizedPnl),
      initialMargin: cents(margin / 10),
      maintenanceMargin: cents(margin * MAINTENANCE_RATE),
      liquidationPrice: this.#ruin(account, balance, MAINTENANCE_RATE),
      bankruptcyPrice: this.#ruin(account, balance, 0),
    };
  }

  /** The mark price at which equity is `rate` of the position's value; null: at none above zero. */
  #ruin(account: string, balance: number, rate: number): number | null {
    const { quantity, averageEntryPrice } = this.#holdings.get(account) ?? emptyHolding();
    if (quantity === 0) return null;
    const price =
      (quantity * (averageEntryPrice ?? this.mark) - balance) / (quantity - Math.abs(quantity) * rate);
    return price > 0 ? onGrid(this.#priceGrid, price) : null;
  }

  #liquidate(): Unstamped[] {
    const account = this.accounts[0] ?? 'nobody';
    const { symbol } = this.instrument;
    const bankruptcyPrice = this.mark;
    const facts = { type: 'liquidation' as const, account, symbol, side: 'buy' as const, bankruptcyPrice };
    const lots = (count: number) => fromUnits(this.#lotGrid, count);
    const below = (ticks: number) => this.#price(this.#bidTicks + 1 - ticks);
    const fills = [
      { quantity: lots(250), price: below(60) },
      { quantity: lots(100), price: below(100) },
    ];
    const paid = fills.reduce((sum, { quantity, price }) => sum + (price - bankruptcyPrice) * quantity, 0);
    this.#fund += cents(paid);
    const steps: readonly (Pick<Liquidation, 'stage' | 'quantity'> & Partial<Liquidation>)[] = [
      { stage: 'started', quantity: lots(400) },
      { stage: 'orders_canceled', quantity: lots(120) },
      { stage: 'taken_over', quantity: lots(400), price: bankruptcyPrice },
      ...fills.map((fill) => ({ stage: 'filled' as const, ...fill })),
      { stage: 'insurance_fund', quantity: 0, insuranceFundChange: cents(paid) },
      {
        stage: 'auto_deleveraged',
        quantity: lots(50),
        price: bankruptcyPrice,
        counterparty: this.accounts[1] ?? account,
      },
      { stage: 'completed', quantity: 0 },
    ];
    return [...steps.map((step) => ({ ...facts, ...step })), ...this.#trade(true)];
  }
}

function emptyHolding(): Holding {
  return { quantity: 0, averageEntryPrice: null, realizedPnl: 0, feesPaid: 0 };
}

function pairs(levels: readonly Level[]): [number, number][] {
  return levels.map(([price, quantity]) => [price, quantity]);
}

/** To money's last kept digit. */
function cents(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function onGrid(grid: Grid, value: number): number {
  return fromUnits(grid, Math.round((value * 10 ** grid.decimals) / grid.mantissa));
}
