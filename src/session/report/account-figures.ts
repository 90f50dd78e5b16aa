/**
 * The figures of one account over a session, from the rows of performance.csv: each has the account's equity after a change
 * of one of its positions, with the totals of that position.
 *
 * Equity is kept once per step of time. When a session has more than STEPS_MAX steps, the step doubles and every other
 * value goes, so that a long session takes no more memory than a short one.
 */
import type { CsvRecord } from './csv-rows.ts';

export const MICROS_PER_MINUTE = 60_000_000;
const STEP_MICROS_MIN = 1_000_000;
const STEPS_MAX = 720;
const MINUTES_PER_HOUR = 60;
/** Fewer changes say nothing about their spread. */
const SHARPE_CHANGES_MIN = 3;

interface PositionTotals {
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
  readonly fundingPaid: number;
}

export interface EquitySample {
  /** In microseconds since the Unix epoch. */
  readonly time: number;
  readonly equity: number;
}

export class AccountFigures {
  readonly account: string;
  #bySymbol = new Map<string, PositionTotals>();
  #samples: EquitySample[] = [];
  #stepMicros = STEP_MICROS_MIN;
  #minutes: EquitySample[] = [];
  #firstTime: number | undefined;
  #lastTime = 0;
  #first: number | undefined;
  #equity = 0;
  #peak = -Infinity;
  maxDrawdown = 0;
  /** Rows of performance.csv. */
  updates = 0;
  trades = 0;
  /** Price × quantity. */
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
    this.#sample({ time, equity });
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
    return this.#samples;
  }

  total(part: keyof PositionTotals): number {
    let sum = 0;
    for (const totals of this.#bySymbol.values()) sum += totals[part];
    return sum;
  }

  /** At the mark price: the session's files have no reference price. */
  get netPnl(): number {
    return (
      this.total('realizedPnl') +
      this.total('unrealizedPnl') -
      this.total('feesPaid') -
      this.total('fundingPaid')
    );
  }

  /** The equity before any profit or loss; null: unknown. */
  get capital(): number | null {
    const capital = this.#equity - this.netPnl;
    return capital > 0 ? capital : null;
  }

  /**
   * The Sharpe ratio of an hour, from the changes of each minute; null: too few minutes.
   * @param until the end of the session: an account whose equity stands still has changes of 0
   */
  sharpe(until: number): number | null {
    const path = minutePath(this.#minutes, until);
    const changes = path.slice(1).map((value, index) => value - (path[index] ?? 0));
    if (changes.length < SHARPE_CHANGES_MIN) return null;
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / (changes.length - 1));
    return deviation > 0 ? (mean / deviation) * Math.sqrt(MINUTES_PER_HOUR) : null;
  }

  #sample(sample: EquitySample): void {
    keepLast(this.#minutes, sample, MICROS_PER_MINUTE);
    keepLast(this.#samples, sample, this.#stepMicros);
    if (this.#samples.length <= STEPS_MAX) return;
    this.#stepMicros *= 2;
    const all = this.#samples;
    this.#samples = [];
    for (const one of all) keepLast(this.#samples, one, this.#stepMicros);
  }
}

/** The last value of each step. */
function keepLast(samples: EquitySample[], sample: EquitySample, stepMicros: number): void {
  const last = samples.at(-1);
  if (last !== undefined && stepOf(last, stepMicros) === stepOf(sample, stepMicros)) samples.pop();
  samples.push(sample);
}

function stepOf({ time }: EquitySample, stepMicros: number): number {
  return Math.floor(time / stepMicros);
}

/** One value a minute, the last known where nothing changed. */
function minutePath(samples: readonly EquitySample[], until: number): readonly number[] {
  const path: number[] = [];
  const lastMinute = Math.floor(until / MICROS_PER_MINUTE);
  for (const [index, sample] of samples.entries()) {
    const next = samples[index + 1];
    const minute = stepOf(sample, MICROS_PER_MINUTE);
    const end = next === undefined ? lastMinute + 1 : stepOf(next, MICROS_PER_MINUTE);
    for (let at = minute; at < end; at += 1) path.push(sample.equity);
  }
  return path;
}
