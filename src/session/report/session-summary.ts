/** The accounts of a recorded session, ranked by PnL after fees and funding. A crowd's accounts count as one, without a rank. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crowdOf } from '../../contract/house.ts';
import { AccountFigures, type EquitySample } from './account-figures.ts';
import { eachRow, type CsvReading } from './csv-rows.ts';

export interface AccountSummary {
  /** Rank, from 1. Null: an account of the house. */
  readonly rank: number | null;
  readonly account: string;
  readonly netPnl: number;
  /** PnL in percent of the equity before any profit or loss. Null: unknown. */
  readonly netPnlPercent: number | null;
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
  readonly fundingPaid: number;
  readonly equity: number;
  readonly maxDrawdown: number | null;
  /** Sharpe ratio of an hour, from the changes of each minute. Null: unknown. */
  readonly sharpe: number | null;
  readonly trades: number;
  /** Sum of price × quantity. */
  readonly turnover: number;
  /** Number of rows of performance.csv. */
  readonly updates: number;
  readonly samples: readonly EquitySample[];
}

export interface SessionSummary {
  /** Name of the session's folder. */
  readonly session: string;
  /** Times in microseconds since the Unix epoch. */
  readonly from: number;
  readonly until: number;
  readonly trades: number;
  /** Accounts, the ranked ones first. */
  readonly accounts: readonly AccountSummary[];
}

export interface SummaryWatch {
  readonly signal: AbortSignal;
  /** Called with the share that is complete, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Rejects with a message for the user, or when the signal aborts. */
export async function summarizeSession(folder: string, watch: SummaryWatch): Promise<SessionSummary> {
  const [performance, tape] = [join(folder, 'performance.csv'), join(folder, 'trades.csv')];
  const reading = await readingOf([performance, tape], watch);
  const figures = new Map<string, AccountFigures>();
  await eachRow(performance, reading, (record) => {
    const account = record('account') ?? '';
    let own = figures.get(account);
    if (own === undefined) figures.set(account, (own = new AccountFigures(account)));
    own.add(record);
  });
  if (figures.size === 0)
    throw new Error('performance.csv has no rows yet: nothing has happened in this session.');
  let trades = 0;
  await eachRow(tape, reading, (record) => {
    trades += 1;
    const turnover = Number(record('price')) * Number(record('quantity'));
    for (const side of ['buyAccount', 'sellAccount']) {
      const own = figures.get(record(side) ?? '');
      if (own === undefined) continue;
      own.trades += 1;
      own.turnover += turnover;
    }
  });
  return summaryOf(basename(folder), [...figures.values()], trades);
}

async function readingOf(
  paths: readonly string[],
  { signal, onProgress }: SummaryWatch,
): Promise<CsvReading> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path).catch(noFile)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return {
    signal,
    onBytes: (bytes) => {
      done += bytes;
      onProgress(Math.min(1, done / total));
    },
  };
}

function noFile(): never {
  throw new Error('The session has no CSV files yet: nothing has happened in it.');
}

function summaryOf(session: string, figures: readonly AccountFigures[], trades: number): SessionSummary {
  const until = Math.max(...figures.map(({ lastTime }) => lastTime));
  const players = figures.filter(({ account }) => crowdOf(account) === null);
  const ranked = players
    .toSorted((one, other) => other.netPnl - one.netPnl || one.account.localeCompare(other.account, 'en'))
    .map((one, index) => accountOf(one, index + 1, until));
  return {
    session,
    from: Math.min(...figures.map(({ firstTime }) => firstTime)),
    until,
    trades,
    accounts: [...ranked, ...crowdsOf(figures)],
  };
}

function accountOf(figures: AccountFigures, rank: number, until: number): AccountSummary {
  const { account, netPnl, capital, equity, maxDrawdown, trades, turnover, updates, samples } = figures;
  return {
    rank,
    account,
    netPnl,
    netPnlPercent: capital === null ? null : (100 * netPnl) / capital,
    realizedPnl: figures.total('realizedPnl'),
    unrealizedPnl: figures.total('unrealizedPnl'),
    feesPaid: figures.total('feesPaid'),
    fundingPaid: figures.total('fundingPaid'),
    equity,
    maxDrawdown,
    sharpe: figures.sharpe(until),
    trades,
    turnover,
    updates,
    samples,
  };
}

function crowdsOf(figures: readonly AccountFigures[]): readonly AccountSummary[] {
  const names = new Set(figures.flatMap(({ account }) => crowdOf(account) ?? []));
  return [...names].map((name) => {
    const members = figures.filter(({ account }) => crowdOf(account) === name);
    const sum = (read: (one: AccountFigures) => number) => members.reduce((all, one) => all + read(one), 0);
    return {
      rank: null,
      account: name,
      netPnl: sum(({ netPnl }) => netPnl),
      netPnlPercent: null,
      realizedPnl: sum((one) => one.total('realizedPnl')),
      unrealizedPnl: sum((one) => one.total('unrealizedPnl')),
      feesPaid: sum((one) => one.total('feesPaid')),
      fundingPaid: sum((one) => one.total('fundingPaid')),
      equity: sum(({ equity }) => equity),
      maxDrawdown: null,
      sharpe: null,
      trades: sum((one) => one.trades),
      turnover: sum((one) => one.turnover),
      updates: sum((one) => one.updates),
      samples: [],
    };
  });
}
