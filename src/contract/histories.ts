/**
 * Histories that the replica does not keep: each account's equity and activity, and the insurance fund. The history
 * service records them from the beginning of an epoch, and the monitor restores them from it. All of them are bounded:
 *
 * - equity: one sample a second, at most SAMPLES_PER_ACCOUNT_MAX for an account and SAMPLES_MAX for all of them, but
 *   SAMPLES_PER_ACCOUNT_MIN at least for each; a series that would be longer becomes coarser (sampled-series.ts);
 * - volume and number of trades: two numbers for each account and symbol;
 * - the insurance fund: at most FUND_SAMPLES_MAX samples.
 *
 * The exchange bounds the number of accounts (10,000). Drawdown follows every update, not only the samples.
 * `noteExtremes` adds the updates that do not reach the window.
 */
import type { Liquidation, MarketEvent, Trade } from './events.ts';
import type { Instrument } from './instrument.ts';
import { fromUnits, gridOf, toUnits, type Grid } from './units.ts';
import type { AccountHistory } from './history.ts';
import { SampledSeries } from './sampled-series.ts';

export const SAMPLES_PER_ACCOUNT_MAX = 1_800;
export const SAMPLES_PER_ACCOUNT_MIN = 40;
export const SAMPLES_MAX = 400_000;
export const FUND_SAMPLES_MAX = 3_600;

const MICROS_PER_SECOND = 1_000_000;

export class EquityHistory {
  readonly series = new SampledSeries();
  /** The first recorded equity. */
  first: number | undefined;
  /** The highest recorded equity. */
  peak = -Infinity;
  equity = 0;
  /** The deepest fall from a peak, as an amount of at least 0. */
  maxDrawdown = 0;

  /** Current distance of equity below its peak, as an amount of at least 0. */
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

  /** Begins with a history recorded elsewhere. Samples of this one that are newer stay. */
  restore(
    { first, peak, maxDrawdown, equity, samples, stepSeconds = 1 }: AccountHistory,
    samplesMax: number,
  ): void {
    const later = [...this.series.samples];
    const newest = this.first === undefined ? equity : this.equity;
    const earlier = samples.map(([time, value]) => ({ time: time / MICROS_PER_SECOND, value }));
    this.series.resume(earlier, stepSeconds);
    const known = earlier.at(-1)?.time ?? -Infinity;
    for (const { time, value } of later) if (time >= known) this.series.add(time, value, samplesMax);
    this.first = first;
    this.equity = newest;
    this.noteExtremes(peak, maxDrawdown);
  }

  noteExtremes(peak: number, maxDrawdown: number): void {
    this.peak = Math.max(this.peak, peak);
    this.maxDrawdown = Math.max(this.maxDrawdown, maxDrawdown);
  }
}

export interface Activity {
  readonly trades: number;
  /** Quantity bought plus quantity sold. */
  readonly volume: number;
}

const NO_ACTIVITY: Activity = { trades: 0, volume: 0 };

/** Volume counted in lots, so that the sum of a million trades is exact. */
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

  /** Histories of one account. Absent: of all accounts. */
  records(account?: string): readonly AccountHistory[] {
    const accounts = account === undefined ? [...this.#equities.keys()] : [account];
    return accounts.flatMap((name) => {
      const history = this.#equities.get(name);
      return history === undefined
        ? []
        : [{ account: name, ...recordOf(history), activity: this.#activities(name) }];
    });
  }

  /**
   * Begins with histories recorded elsewhere.
   * @param counted trades that the records do not include
   */
  restore(records: readonly AccountHistory[], counted: readonly Trade[]): void {
    for (const { byAccount } of this.#counts.values()) byAccount.clear();
    for (const record of records) {
      const history = this.#historyOf(record.account);
      history.restore(record, this.#samplesMax());
      for (const { symbol, trades, volume } of record.activity) {
        const counts = this.#counts.get(symbol);
        counts?.byAccount.set(record.account, { trades, lots: toUnits(counts.grid, volume) ?? 0 });
      }
    }
    for (const trade of counted) this.#trade(trade);
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
        this.addEquity(event.account, event.time, event.equity);
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

  addEquity(account: string, time: number, equity: number): void {
    this.#historyOf(account).add(time, equity, this.#samplesMax());
  }

  #historyOf(account: string): EquityHistory {
    let history = this.#equities.get(account);
    if (history === undefined) {
      history = new EquityHistory();
      this.#equities.set(account, history);
    }
    return history;
  }

  #activities(account: string): AccountHistory['activity'] {
    return [...this.#counts.keys()].flatMap((symbol) => {
      const activity = this.activity(account, symbol);
      return activity.trades === 0 ? [] : [{ symbol, ...activity }];
    });
  }

  /** Largest number of samples for one account: its share of the total. */
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

  /** Applies a liquidation's change to the insurance fund, whose amount is otherwise known only at checkpoints. */
  #liquidation({ time, insuranceFundChange }: Liquidation): void {
    if (insuranceFundChange === undefined || this.#fundNow === undefined) return;
    this.#setFund(time, this.#fundNow + insuranceFundChange);
  }

  #setFund(time: number, amount: number): void {
    this.#fundNow = amount;
    this.fund.add(Math.floor(time / MICROS_PER_SECOND), amount, FUND_SAMPLES_MAX);
  }
}

function recordOf({ first = 0, peak, maxDrawdown, equity, series }: EquityHistory) {
  const samples = series.samples.map(({ time, value }): [number, number] => [
    time * MICROS_PER_SECOND,
    value,
  ]);
  return { first, peak, maxDrawdown, equity, stepSeconds: series.stepSeconds, samples };
}

function count(byAccount: Map<string, Counts>, account: string, lots: number): void {
  const counts = byAccount.get(account) ?? { trades: 0, lots: 0 };
  counts.trades += 1;
  counts.lots += lots;
  byAccount.set(account, counts);
}
