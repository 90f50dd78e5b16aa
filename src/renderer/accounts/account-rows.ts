/** The rows of the accounts table and their order. */
import type { PositionUpdate } from '../../contract/events.ts';

export const ACCOUNT_COLUMNS = [
  'account',
  'position',
  'averageEntryPrice',
  'realizedPnl',
  'unrealizedPnl',
  'feesPaid',
  'equity',
] as const;
export type AccountColumn = (typeof ACCOUNT_COLUMNS)[number];

export interface AccountSort {
  readonly column: AccountColumn;
  readonly direction: 'ascending' | 'descending';
}

export interface AccountRow {
  readonly account: string;
  /** Positive: long. */
  readonly position: number;
  /** Backed by a balance of its own; null: by the account's. */
  readonly isolatedMargin: number | null;
  readonly averageEntryPrice: number | null;
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
  /** Of the account as a whole. */
  readonly equity: number;
}

type Positions = ReadonlyMap<string, ReadonlyMap<string, PositionUpdate>>;

/** One row per account, with its position in `symbol`. */
export function accountRows(positions: Positions, symbol: string | undefined): AccountRow[] {
  const rows: AccountRow[] = [];
  for (const [account, held] of positions) {
    const position = symbol === undefined ? undefined : held.get(symbol);
    rows.push({
      account,
      position: position?.quantity ?? 0,
      isolatedMargin: position?.isolatedMargin ?? null,
      averageEntryPrice: position?.averageEntryPrice ?? null,
      realizedPnl: position?.realizedPnl ?? 0,
      unrealizedPnl: position?.unrealizedPnl ?? 0,
      feesPaid: position?.feesPaid ?? 0,
      equity: newest(held)?.equity ?? 0,
    });
  }
  return rows;
}

/** Balance and equity are the account's, and stand in each of its updates. */
function newest(held: ReadonlyMap<string, PositionUpdate>): PositionUpdate | undefined {
  let found: PositionUpdate | undefined;
  for (const update of held.values()) {
    if (found === undefined || update.seq > found.seq) found = update;
  }
  return found;
}

/** Sorts in place. Rows without a value come last in either direction; equal ones stand by name. */
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

/** A click on a head: names start from A, numbers from the largest; another click turns it round. */
export function nextSort(sort: AccountSort, column: AccountColumn): AccountSort {
  if (sort.column === column) {
    return { column, direction: sort.direction === 'ascending' ? 'descending' : 'ascending' };
  }
  return { column, direction: column === 'account' ? 'ascending' : 'descending' };
}
