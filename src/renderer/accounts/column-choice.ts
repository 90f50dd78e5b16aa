/** Chooses the visible columns of the accounts table and their order. */
import { ACCOUNT_COLUMNS, type AccountColumn } from './account-rows.ts';

export const COLUMN_GAP_PX = 10;
/** Left and right of a row. */
export const ROW_PADDING_PX = 8;

/** The columns that a narrow window shows first. A record, so the compiler names a missing column. */
const BY_WEIGHT = Object.keys({
  account: true,
  position: true,
  equity: true,
  netPnl: true,
  rank: true,
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

/** As many columns as fit, the most useful first, always with the name; in the table's order. */
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

/** All columns: first those that fit, then the others, each in the table's order. */
export function allColumns(widths: Widths, roomPx: number): readonly AccountColumn[] {
  const fitting = fittingColumns(widths, roomPx);
  return [...fitting, ...ACCOUNT_COLUMNS.filter((column) => !fitting.includes(column))];
}

/** These columns stay at the left. */
const STAYING: ReadonlySet<AccountColumn> = new Set(['rank', 'account']);

/** A part of the columns. It contains only whole columns, so that no row is cut. */
export interface ColumnSight {
  readonly columns: readonly AccountColumn[];
  /** The number of hidden columns at its left. */
  readonly shift: number;
  /** The shift at which the last column is visible. */
  readonly shiftMax: number;
  /** The number of columns that move. */
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

/** The place, from 1, among all columns, of the visible column at `index`. */
export function columnNumber({ columns, page, shift }: ColumnSight, index: number): number {
  return index < columns.length - page ? index + 1 : index + 1 + shift;
}

/** The number of first columns that fit, at least one. */
function countFitting(columns: readonly AccountColumn[], widths: Widths, roomPx: number): number {
  let left = roomPx;
  const end = columns.findIndex((column) => {
    left -= widths[column] + COLUMN_GAP_PX;
    return left < 0;
  });
  return end === -1 ? columns.length : Math.max(1, end);
}

/** Add or remove a column. The name stays. */
export function toggleColumn(
  shown: readonly AccountColumn[],
  column: AccountColumn,
): readonly AccountColumn[] {
  if (column === 'account') return shown;
  return ACCOUNT_COLUMNS.filter((one) => (one === column ? !shown.includes(one) : shown.includes(one)));
}
