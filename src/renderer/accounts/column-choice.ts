/** Which columns of the accounts table are shown. */
import { ACCOUNT_COLUMNS, type AccountColumn } from './account-rows.ts';

export const COLUMN_GAP_PX = 12;
/** Left and right of a row. */
export const ROW_PADDING_PX = 8;

/** The first to be shown where room is scarce. */
const BY_WEIGHT: readonly AccountColumn[] = [
  'account',
  'position',
  'equity',
  'netPnl',
  'rank',
  'marginRatio',
  'change',
  'liquidationPercent',
  'unrealizedPnl',
  'drawdown',
  'realizedPnl',
  'averageEntryPrice',
  'feesPaid',
  'trades',
  'volume',
  'maxDrawdown',
  'liquidationTicks',
  'process',
];

type Widths = Readonly<Record<AccountColumn, number>>;

/** As many as there is room for, the weightiest first, and the name always; in the table's order. */
export function fittingColumns(widths: Widths, roomPx: number): readonly AccountColumn[] {
  let left = roomPx - 2 * ROW_PADDING_PX + COLUMN_GAP_PX;
  const fitting = new Set<AccountColumn>(['account']);
  for (const column of BY_WEIGHT) {
    left -= widths[column] + COLUMN_GAP_PX;
    if (left < 0) break;
    fitting.add(column);
  }
  return ACCOUNT_COLUMNS.filter((column) => fitting.has(column));
}

/** Put a column in or take it out. The name stays. */
export function toggleColumn(
  shown: readonly AccountColumn[],
  column: AccountColumn,
): readonly AccountColumn[] {
  if (column === 'account') return shown;
  return ACCOUNT_COLUMNS.filter((one) => (one === column ? !shown.includes(one) : shown.includes(one)));
}
