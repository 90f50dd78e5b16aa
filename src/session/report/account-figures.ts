/**
 * Figures of one account over a session, from the rows of performance.csv. Each row has the account's equity after a
 * change of one of its positions, and the totals of that position.
 *
 * Equity is sampled (sampled-series.ts), so a long session takes no more memory than a short one. The Sharpe ratio uses
 * one sample per minute.
 */
import { deviation, mean } from '../../contract/sample.ts';
import { SampledSeries, type Sample } from '../../contract/sampled-series.ts';
import { minuteChanges } from '../../contract/sharpe.ts';
import type { CsvRecord } from './csv-rows.ts';

const MICROS_PER_SECOND = 1_000_000;
const SECONDS_PER_MINUTE = 60;
export const MICROS_PER_MINUTE = SECONDS_PER_MINUTE * MICROS_PER_SECOND;
const SAMPLES_MAX = 720;
const MINUTES_PER_HOUR = 60;

interface PositionTotals {
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
  readonly fundingPaid: number;
}

export interface EquitySample {
  /** Beginning of the sample's step, in microseconds since the Unix epoch. */
  readonly time: number;
  readonly equity: number;
}

export class AccountFigures {
  readonly account: string;
  readonly #bySymbol = new Map<string, PositionTotals>();
  readonly #samples = new SampledSeries();
  readonly #minutes = new SampledSeries(SECONDS_PER_MINUTE);
  #firstTime: number | undefined;
  #lastTime = 0;
  #first: number | undefined;
  #equity = 0;
  #peak = -Infinity;
  maxDrawdown = 0;
  /** Number of rows of performance.csv. */
  updates = 0;
  trades = 0;
  /** Sum of price × quantity. */
  turnover = 0;

  constructor(account: string) {
    this.account = account;
  }

  add(record: CsvRecord): void {
    const number = (column: string) => Number(record(column) ?? 0);
    const [time, equity] = [number('time'), number('equity')];
    this.updates += 1;
    this.#first ??= equity;
    this.#firstTime ??= time;
    this.#lastTime = time;
    this.#equity = equity;
    this.#peak = Math.max(this.#peak, equity);
    this.maxDrawdown = Math.max(this.maxDrawdown, this.#peak - equity);
    this.#bySymbol.set(record('symbol') ?? '', {
      realizedPnl: number('realizedPnl'),
      unrealizedPnl: number('unrealizedPnl'),
      feesPaid: number('feesPaid'),
      fundingPaid: number('fundingPaid'),
    });
    const seconds = Math.floor(time / MICROS_PER_SECOND);
    this.#samples.add(seconds, equity, SAMPLES_MAX);
    this.#minutes.add(seconds, equity, Infinity);
  }

  get firstTime(): number {
    return this.#firstTime ?? 0;
  }

  get lastTime(): number {
    return this.#lastTime;
  }

  get firstEquity(): number {
    return this.#first ?? 0;
  }

  get equity(): number {
    return this.#equity;
  }

  get samples(): readonly EquitySample[] {
    return this.#samples.samples.map(({ time, value }) => ({
      time: time * MICROS_PER_SECOND,
      equity: value,
    }));
  }

  total(part: keyof PositionTotals): number {
    let sum = 0;
    for (const totals of this.#bySymbol.values()) sum += totals[part];
    return sum;
  }

  /** PnL at the mark price, because the session's files have no reference price. A score may be lower (rule P5). */
  get netPnl(): number {
    return (
      this.total('realizedPnl') +
      this.total('unrealizedPnl') -
      this.total('feesPaid') -
      this.total('fundingPaid')
    );
  }

  /** Equity before any profit or loss. Null: unknown. */
  get capital(): number | null {
    const capital = this.#equity - this.netPnl;
    return capital > 0 ? capital : null;
  }

  /**
   * Sharpe ratio of an hour, from the changes in each whole minute of the clock. Null: there are too few.
   * @param until end of the session; an account with constant equity has changes of 0
   */
  sharpe(until: number): number | null {
    const changes = minuteChanges(minutePath(this.#minutes.samples, until));
    if (changes === null) return null;
    const spread = deviation(changes);
    return spread > 0 ? (mean(changes) / spread) * Math.sqrt(MINUTES_PER_HOUR) : null;
  }
}

/** The value at the end of the first minute and of each whole one after it. Where nothing changed, it is the last one. */
function minutePath(minutes: readonly Sample[], until: number): readonly number[] {
  const path: number[] = [];
  const end = Math.floor(until / MICROS_PER_MINUTE) * SECONDS_PER_MINUTE;
  for (const [index, { time, value }] of minutes.entries()) {
    const next = Math.min(minutes[index + 1]?.time ?? end, end);
    for (let at = time; at < next; at += SECONDS_PER_MINUTE) path.push(value);
  }
  return path;
}
