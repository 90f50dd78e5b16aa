/** Chooses the visible columns of the accounts table and their order. */
import { ACCOUNT_COLUMNS, type AccountColumn } from './account-rows.ts';

export const COLUMN_GAP_PX = 10;
/** Padding at the left and right of a row. */
export const ROW_PADDING_PX = 8;

/** Columns in the order in which a narrow window shows them. It is a record, so the compiler names a missing column. */
const BY_WEIGHT = Object.keys({
  account: true,
  rank: true,
  position: true,
  equity: true,
  netPnl: true,
  score: true,
  marginRatio: true,
  change: true,
  liquidationPercent: true,
  unrealizedPnl: true,
  drawdown: true,
  realizedPnl: true,
  averageEntryPrice: true,
  feesPaid: true,
  trades: true,
  volume: true,
  maxDrawdown: true,
  liquidationTicks: true,
  process: true,
} satisfies Readonly<Record<AccountColumn, true>>) as readonly AccountColumn[];

type Widths = Readonly<Record<AccountColumn, number>>;

/** The columns that fit, the most useful first and always with the name, in the table's order. */
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

/** All columns: first those that fit, then the others, each group in the table's order. */
export function allColumns(widths: Widths, roomPx: number): readonly AccountColumn[] {
  const fitting = fittingColumns(widths, roomPx);
  return [...fitting, ...ACCOUNT_COLUMNS.filter((column) => !fitting.includes(column))];
}

/** Columns that stay at the left. */
const STAYING: ReadonlySet<AccountColumn> = new Set(['rank', 'account']);

/** The visible part of the columns. It contains only whole columns, so no row is cut. */
export interface ColumnSight {
  readonly columns: readonly AccountColumn[];
  /** Number of hidden columns to the left. */
  readonly shift: number;
  /** Shift at which the last column is visible. */
  readonly shiftMax: number;
  /** Number of columns that move. */
  readonly page: number;
  readonly count: number;
}

/** The columns that fit when the user has scrolled `wanted` columns to the right. */
export function columnSight(
  columns: readonly AccountColumn[],
  widths: Widths,
  roomPx: number,
  wanted: number,
): ColumnSight {
  const beginning = columns.findIndex((column) => !STAYING.has(column));
  const staying = beginning === -1 ? columns : columns.slice(0, beginning);
  const moving = columns.slice(staying.length);
  const room = staying.reduce(
    (left, column) => left - widths[column] - COLUMN_GAP_PX,
    roomPx - 2 * ROW_PADDING_PX + COLUMN_GAP_PX,
  );
  const shiftMax = moving.length - countFitting(moving.toReversed(), widths, room);
  const shift = Math.min(wanted, shiftMax);
  const shown = moving.slice(shift);
  const page = countFitting(shown, widths, room);
  return { columns: [...staying, ...shown.slice(0, page)], shift, shiftMax, page, count: columns.length };
}

/** Number among all columns, from 1, of the visible column at `index`. */
export function columnNumber({ columns, page, shift }: ColumnSight, index: number): number {
  return index < columns.length - page ? index + 1 : index + 1 + shift;
}

/** Number of leading columns that fit, at least one. */
function countFitting(columns: readonly AccountColumn[], widths: Widths, roomPx: number): number {
  let left = roomPx;
  const end = columns.findIndex((column) => {
    left -= widths[column] + COLUMN_GAP_PX;
    return left < 0;
  });
  return end === -1 ? columns.length : Math.max(1, end);
}

/** Adds or removes a column. The name always stays. */
export function toggleColumn(
  shown: readonly AccountColumn[],
  column: AccountColumn,
): readonly AccountColumn[] {
  if (column === 'account') return shown;
  return ACCOUNT_COLUMNS.filter((one) => (one === column ? !shown.includes(one) : shown.includes(one)));
}
