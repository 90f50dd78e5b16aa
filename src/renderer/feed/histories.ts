/**
 * Histories that the screen shows and the replica does not keep: each account's equity and activity, and the insurance
 * fund. They start when the window first sees this epoch, and all of them are bounded:
 *
 * - equity: one sample a second, at most SAMPLES_PER_ACCOUNT_MAX for an account and SAMPLES_MAX for all of them, but
 *   SAMPLES_PER_ACCOUNT_MIN at least for each; a series that would be longer becomes coarser (sampled-series.ts);
 * - volume and number of trades: two numbers for each account and symbol;
 * - the insurance fund: at most FUND_SAMPLES_MAX samples.
 *
 * The exchange bounds the number of accounts (10,000). Drawdown follows every update, not only the samples, and not only
 * the updates that reach the window: `noteExtremes` adds the others.
 */
import type { Liquidation, MarketEvent, PositionUpdate, Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { fromUnits, gridOf, toUnits, type Grid } from '../../contract/units.ts';
import { SampledSeries } from './sampled-series.ts';

export const SAMPLES_PER_ACCOUNT_MAX = 1_800;
export const SAMPLES_PER_ACCOUNT_MIN = 40;
export const SAMPLES_MAX = 400_000;
export const FUND_SAMPLES_MAX = 3_600;

const MICROS_PER_SECOND = 1_000_000;

export class EquityHistory {
  readonly series = new SampledSeries();
  /** The first equity seen. */
  first: number | undefined;
  /** The highest equity seen. */
  peak = -Infinity;
  equity = 0;
  /** The deepest fall from a peak seen, as an amount of at least 0. */
  maxDrawdown = 0;

  /** The distance of equity below its peak now, as an amount of at least 0. */
  get drawdown(): number {
    return this.peak === -Infinity ? 0 : this.peak - this.equity;
  }

  add(time: number, equity: number, samplesMax: number): void {
    this.first ??= equity;
    this.equity = equity;
    this.peak = Math.max(this.peak, equity);
    this.maxDrawdown = Math.max(this.maxDrawdown, this.drawdown);
    this.series.add(Math.floor(time / MICROS_PER_SECOND), equity, samplesMax);
  }

  noteExtremes(peak: number, maxDrawdown: number): void {
    this.peak = Math.max(this.peak, peak);
    this.maxDrawdown = Math.max(this.maxDrawdown, maxDrawdown);
  }
}

export interface Activity {
  readonly trades: number;
  /** Quantity bought and sold. */
  readonly volume: number;
}

const NO_ACTIVITY: Activity = { trades: 0, volume: 0 };

/** Volume in lots, so that a sum of a million trades is exact. */
interface Counts {
  trades: number;
  lots: number;
}

interface SymbolCounts {
  readonly grid: Grid;
  readonly byAccount: Map<string, Counts>;
}

export class Histories {
  readonly #equities = new Map<string, EquityHistory>();
  readonly #counts = new Map<string, SymbolCounts>();
  readonly fund = new SampledSeries();
  #fundNow: number | undefined;

  equity(account: string): EquityHistory | undefined {
    return this.#equities.get(account);
  }

  activity(account: string, symbol: string): Activity {
    const counts = this.#counts.get(symbol);
    const found = counts?.byAccount.get(account);
    if (counts === undefined || found === undefined) return NO_ACTIVITY;
    return { trades: found.trades, volume: fromUnits(counts.grid, found.lots) };
  }

  add(event: MarketEvent): void {
    switch (event.type) {
      case 'exchange_status':
        this.#learn(event.instruments);
        this.#setFund(event.time, event.insuranceFund);
        break;
      case 'trade':
        this.#trade(event);
        break;
      case 'position_update':
        this.#position(event);
        break;
      case 'liquidation':
        this.#liquidation(event);
        break;
      case 'book_update':
      case 'book_orders':
      case 'order_update':
      case 'mark_price':
      case 'funding':
      case 'funding_rate':
      case 'index_price':
      case 'market_state':
      case 'auction_update':
        break;
    }
  }

  #learn(instruments: readonly Instrument[]): void {
    for (const { symbol, lotSize } of instruments) {
      if (!this.#counts.has(symbol))
        this.#counts.set(symbol, { grid: gridOf(lotSize), byAccount: new Map() });
    }
  }

  #position({ account, time, equity }: PositionUpdate): void {
    let history = this.#equities.get(account);
    if (history === undefined) {
      history = new EquityHistory();
      this.#equities.set(account, history);
    }
    history.add(time, equity, this.#samplesMax());
  }

  /** An account's share of all samples. */
  #samplesMax(): number {
    const share = Math.floor(SAMPLES_MAX / this.#equities.size);
    return Math.min(SAMPLES_PER_ACCOUNT_MAX, Math.max(SAMPLES_PER_ACCOUNT_MIN, share));
  }

  #trade({ symbol, quantity, buyAccount, sellAccount }: Trade): void {
    const counts = this.#counts.get(symbol);
    if (counts === undefined) return;
    const lots = toUnits(counts.grid, quantity) ?? 0;
    count(counts.byAccount, buyAccount, lots);
    count(counts.byAccount, sellAccount, lots);
  }

  /** Between checkpoints the fund's steps carry its amount. */
  #liquidation({ time, insuranceFundChange }: Liquidation): void {
    if (insuranceFundChange === undefined || this.#fundNow === undefined) return;
    this.#setFund(time, this.#fundNow + insuranceFundChange);
  }

  #setFund(time: number, amount: number): void {
    this.#fundNow = amount;
    this.fund.add(Math.floor(time / MICROS_PER_SECOND), amount, FUND_SAMPLES_MAX);
  }
}

function count(byAccount: Map<string, Counts>, account: string, lots: number): void {
  const counts = byAccount.get(account) ?? { trades: 0, lots: 0 };
  counts.trades += 1;
  counts.lots += lots;
  byAccount.set(account, counts);
}
