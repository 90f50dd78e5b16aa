/** The rows of the leaderboard, and its pages. */
import type { MarketView, Replica } from '../../contract/replica.ts';
import { isHouseAccount } from '../../contract/house.ts';
import { NO_PROCESSES, accountRows } from '../accounts/account-rows.ts';
import { formatCount } from '../format/numbers.ts';
import type { Histories } from '../../contract/histories.ts';

/** Largest rank on the board, because nobody waits for the page of rank 101. */
export const RANKS_MAX = 100;
export const COLORS = 8;

export interface BoardRow {
  readonly rank: number;
  readonly account: string;
  readonly score: number;
  /** Score in percent of the equity before any profit or loss. Null: unknown. */
  readonly percent: number | null;
  /** The deepest fall of equity, in percent of the same equity. */
  readonly drawdownPercent: number | null;
  /** Number of the account's colour. */
  readonly slot: number;
}

interface BoardSources {
  readonly histories: Pick<Histories, 'equity' | 'activity'>;
  /** True when each account of the house has a rank. */
  readonly withHouse: boolean;
}

export function boardRows(
  { positions, markets }: Pick<Replica, 'positions' | 'markets'>,
  market: MarketView,
  { histories, withHouse }: BoardSources,
): readonly BoardRow[] {
  const rows = accountRows(positions, market, {
    histories,
    references: markets,
    processes: NO_PROCESSES,
    withHouse,
  });
  const slots = colorSlots(positions.keys());
  return rows.flatMap(({ rank, account, netPnl, score, equity, maxDrawdown }) => {
    if (rank === null) return [];
    const capital = equity - netPnl;
    const percent = (value: number | null) =>
      value === null || capital <= 0 ? null : (100 * value) / capital;
    return {
      rank,
      account,
      score,
      percent: percent(score),
      drawdownPercent: percent(maxDrawdown),
      slot: slots.get(account) ?? 0,
    };
  });
}

/**
 * Numbers of the accounts' colours. `ada-1` and `ada-2` are of one team and share a colour. In the order in which the
 * accounts opened, a team gets the next free colour from the one that its name yields, and keeps it. A team that finds
 * none free shares one, and so do the kinds of a crowd.
 */
export function colorSlots(accounts: Iterable<string>): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const teams = new Map<string, number>();
  const taken = new Set<number>();
  for (const account of accounts) {
    const team = account.replace(/[-_.]?\d+$/, '') || account;
    let slot = teams.get(team) ?? hashOf(team) % COLORS;
    if (!teams.has(team) && !isHouseAccount(account) && taken.size < COLORS) {
      while (taken.has(slot)) slot = (slot + 1) % COLORS;
      taken.add(slot);
    }
    teams.set(team, slot);
    slots.set(account, slot);
  }
  return slots;
}

function hashOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return hash;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Index of the page, from 0. */
  readonly index: number;
  readonly count: number;
}

/** @param turn any whole number, because the pages repeat in a circle */
export function pageOf<Row>(rows: readonly Row[], perPage: number, turn: number): Page<Row> {
  const size = Math.max(1, perPage);
  const count = Math.max(1, Math.ceil(rows.length / size));
  const index = ((turn % count) + count) % count;
  return { rows: rows.slice(index * size, (index + 1) * size), index, count };
}

/**
 * `3 accounts`, or `1 – 14 of 40 accounts · page 1 / 3` when they do not fit. @param total number of accounts,
 * including those on no page
 */
export function pageText(
  { rows, index, count }: Page<Pick<BoardRow, 'rank'>>,
  total: number,
  isHeld: boolean,
): string {
  const accounts = total === 1 ? '1 account' : `${formatCount(total)} accounts`;
  const [first, last] = [rows[0]?.rank ?? 0, rows.at(-1)?.rank ?? 0];
  const isWhole = first === 1 && last === total;
  const place = isWhole ? accounts : `${first} – ${last} of ${accounts}`;
  const page = count > 1 ? ` · page ${index + 1} / ${count}` : '';
  return `${place}${page}${isHeld ? ' · held (Space)' : ''}`;
}
