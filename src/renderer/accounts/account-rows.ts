/** The rows of the accounts table and their order. */
import { CROWD, crowdOf, crowdPrefix } from '../../contract/house.ts';
import type { PositionUpdate } from '../../contract/events.ts';
import type { MarketView, Replica } from '../../contract/replica.ts';
import { netPnl, scoreOf, type References } from '../../contract/score.ts';
import type { Histories } from '../../contract/histories.ts';
import type { Health, Tone } from '../bots/health.ts';
import { liquidationDistance, marginRatio, newestUpdate } from './account-risk.ts';

export const ACCOUNT_COLUMNS = [
  'rank',
  'account',
  'position',
  'averageEntryPrice',
  'realizedPnl',
  'unrealizedPnl',
  'feesPaid',
  'liquidationTicks',
  'liquidationPercent',
  'trades',
  'volume',
  'netPnl',
  'score',
  'equity',
  'change',
  'marginRatio',
  'drawdown',
  'maxDrawdown',
  'process',
] as const;
export type AccountColumn = (typeof ACCOUNT_COLUMNS)[number];

export interface AccountSort {
  readonly column: AccountColumn;
  readonly direction: 'ascending' | 'descending';
}

export interface AccountRow {
  /** Rank by score, from 1. Null: a crowd as a whole. */
  readonly rank: number | null;
  readonly account: string;
  /** Position. Positive: long. */
  readonly position: number;
  /** Isolated balance that backs the position. Null: the account's balance backs it. */
  readonly isolatedMargin: number | null;
  readonly averageEntryPrice: number | null;
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
  /** Distance from the mark price to the liquidation price. Null: none is near. */
  readonly liquidationTicks: number | null;
  readonly liquidationPercent: number | null;
  /** Number of trades in this symbol since the window began to follow. */
  readonly trades: number;
  readonly volume: number;
  /** PnL less fees and funding. This field and those below cover all symbols. */
  readonly netPnl: number;
  /** Score on leaderboards: PnL with each open position at the worse of mark and reference price. */
  readonly score: number;
  readonly equity: number;
  /** Change of equity since the window began to follow. */
  readonly change: number;
  /** Margin ratio. At 1, liquidation begins. */
  readonly marginRatio: number | null;
  readonly drawdown: number | null;
  readonly maxDrawdown: number | null;
  /** State of the process with this name, as its card in Bots shows it. Null: this pit has no such process. */
  readonly process: string | null;
  readonly processTone: Tone | null;
}

type Positions = Replica['positions'];
type Market = Pick<MarketView, 'instrument' | 'markPrice'>;

interface RowSources {
  readonly histories: Pick<Histories, 'equity' | 'activity'>;
  readonly references: References;
  /** States of the processes, by name. */
  readonly processes: ReadonlyMap<string, Health>;
  /** True: each account of the house has a row and a rank. False: a crowd has one row. */
  readonly withHouse: boolean;
}

/** For a window that shows no processes. */
export const NO_PROCESSES: RowSources['processes'] = new Map();

type Unranked = Omit<AccountRow, 'rank'> & { rank: number | null };

/** One row per account, with its position in `market`, the best rank first. */
export function accountRows(positions: Positions, market: Market, sources: RowSources): AccountRow[] {
  const rows: Unranked[] = [];
  for (const [account, held] of positions) rows.push(rowOf(account, held, market, sources));
  rows.sort((one, other) => other.score - one.score || byName(one.account, other.account));
  const { withHouse } = sources;
  const ranked = withHouse ? rows : rows.filter(({ account }) => crowdOf(account) === null);
  for (const [index, row] of ranked.entries()) row.rank = index + 1;
  return withHouse ? ranked : [...ranked, ...crowdRows(rows, sources)];
}

/** One row for each crowd: the sums of its accounts. */
function crowdRows(rows: readonly Unranked[], { processes }: RowSources): readonly AccountRow[] {
  const crowds = new Map<string, Unranked[]>();
  for (const row of rows) {
    const crowd = crowdOf(row.account);
    if (crowd === null) continue;
    const members = crowds.get(crowd);
    if (members === undefined) crowds.set(crowd, [row]);
    else members.push(row);
  }
  return [...crowds].map(([name, members]) => {
    const sum = (column: SummedColumn) => members.reduce((total, row) => total + row[column], 0);
    return {
      rank: null,
      account: name === CROWD ? CROWD : crowdPrefix(name).slice(0, -1),
      isolatedMargin: null,
      averageEntryPrice: null,
      liquidationTicks: null,
      liquidationPercent: null,
      marginRatio: null,
      drawdown: null,
      maxDrawdown: null,
      ...(Object.fromEntries(SUMMED.map((column) => [column, sum(column)])) as Record<SummedColumn, number>),
      ...processOf(name, processes),
    };
  });
}

const SUMMED = [
  'position',
  'realizedPnl',
  'unrealizedPnl',
  'feesPaid',
  'trades',
  'volume',
  'netPnl',
  'score',
  'equity',
  'change',
] as const satisfies readonly AccountColumn[];
type SummedColumn = (typeof SUMMED)[number];

function rowOf(
  account: string,
  held: ReadonlyMap<string, PositionUpdate>,
  { instrument, markPrice }: Market,
  { histories, references, processes }: RowSources,
): Unranked {
  const position = held.get(instrument.symbol);
  const equity = newestUpdate(held.values())?.equity ?? 0;
  const history = histories.equity(account);
  const distance =
    position === undefined ? null : liquidationDistance(position, markPrice, instrument.tickSize);
  return {
    rank: 0,
    account,
    position: position?.quantity ?? 0,
    isolatedMargin: position?.isolatedMargin ?? null,
    averageEntryPrice: position?.averageEntryPrice ?? null,
    realizedPnl: position?.realizedPnl ?? 0,
    unrealizedPnl: position?.unrealizedPnl ?? 0,
    feesPaid: position?.feesPaid ?? 0,
    liquidationTicks: distance?.ticks ?? null,
    liquidationPercent: distance?.percent ?? null,
    ...histories.activity(account, instrument.symbol),
    netPnl: netPnl(held),
    score: scoreOf(held, references),
    equity,
    change: equity - (history?.first ?? equity),
    marginRatio: marginRatio(held.values(), equity),
    drawdown: history?.drawdown ?? 0,
    maxDrawdown: history?.maxDrawdown ?? 0,
    ...processOf(account, processes),
  };
}

function processOf(
  name: string,
  processes: RowSources['processes'],
): Pick<AccountRow, 'process' | 'processTone'> {
  const health = processes.get(name);
  return { process: health?.label ?? null, processTone: health?.tone ?? null };
}

/** Number of rows of the table. A crowd is one row unless the user shows its accounts. */
export function listedCount(positions: Positions, withHouse: boolean): number {
  if (withHouse) return positions.size;
  return new Set([...positions.keys()].map((account) => crowdOf(account) ?? `${account}@`)).size;
}

/** The rows whose names contain the text, ignoring case. */
export function filterRows(rows: AccountRow[], words: string): AccountRow[] {
  const wanted = words.trim().toLowerCase();
  return wanted === '' ? rows : rows.filter(({ account }) => account.toLowerCase().includes(wanted));
}

/** Sorts in place. Rows without a value come last in either direction; equal rows sort by name. */
export function sortRows(rows: AccountRow[], { column, direction }: AccountSort): AccountRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.sort((one, other) => {
    const left = one[column];
    const right = other[column];
    if (left === right) return byName(one.account, other.account);
    if (left === null) return 1;
    if (right === null) return -1;
    if (typeof left === 'string') return sign * byName(left, String(right));
    return sign * (left - Number(right));
  });
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(one: string, other: string): number {
  return collator.compare(one, other);
}

/** Columns that sort from the smallest value first: from the first rank, from A, or from the nearest liquidation. */
const ASCENDING_FIRST: ReadonlySet<AccountColumn> = new Set([
  'rank',
  'account',
  'process',
  'liquidationTicks',
  'liquidationPercent',
]);

/**
 * Sort order after a click on a heading. Names begin with A, numbers with the largest. Another click reverses the
 * order.
 */
export function nextSort(sort: AccountSort, column: AccountColumn): AccountSort {
  if (sort.column === column) {
    return { column, direction: sort.direction === 'ascending' ? 'descending' : 'ascending' };
  }
  return { column, direction: ASCENDING_FIRST.has(column) ? 'ascending' : 'descending' };
}
