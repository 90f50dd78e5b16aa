import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useMemo, useRef, type CSSProperties } from 'react';
import type { Instrument } from '../../contract/instrument.ts';
import { useFeed, useFeedValue, useMarket } from '../feed/use-feed.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { useVirtualRows } from '../ui/use-virtual-rows.ts';
import { useWidth } from '../ui/use-width.ts';
import { useWritten } from '../ui/use-written.ts';
import { AccountCells } from './account-cells.ts';
import { COLUMN_HEADS, columnGroups, columnWidths } from './account-columns.ts';
import { nextSort, type AccountColumn, type AccountRow } from './account-rows.ts';
import { COLUMN_GAP_PX, columnNumber, type ColumnSight } from './column-choice.ts';
import { sparkPointsOf } from './sparkline.ts';
import { useAccountRows } from './use-account-rows.ts';
import { useColumns } from './use-columns.ts';
import { useCursor } from './use-cursor.ts';

const ROW_PX = 20;
const HEAD_PX = 24;
const GROUPS_PX = 18;

/** Height of a table with so many accounts, in pixels. */
export function tablePx(accounts: number): number {
  return HEAD_PX + GROUPS_PX + accounts * ROW_PX;
}

export function AccountsTable() {
  const market = useMarket();
  const rows = useAccountRows();
  const hasAccounts = useFeedValue(({ market: { replica } }) => replica.positions.size > 0);
  if (market === undefined || !hasAccounts) {
    return <p className="quiet">No accounts yet. An account opens when a bot logs in.</p>;
  }
  return <Table rows={rows} instrument={market.instrument} />;
}

interface TableProps {
  readonly rows: readonly AccountRow[];
  readonly instrument: Instrument;
}

function Table({ rows, instrument }: TableProps) {
  const widths = useMemo(() => columnWidths(rows, instrument), [rows, instrument]);
  const { scrollerRef, indexes, allStyle, drawnStyle } = useVirtualRows(rows.length, ROW_PX);
  const room = useWidth(scrollerRef);
  const { sight, onWheel, onKey } = useColumns(widths, room);
  const { columns } = sight;
  const tracks = columns.map((column) => `minmax(${widths[column]}px, ${widths[column]}fr)`).join(' ');
  const hasGroups = useFeedValue(({ market: { replica } }) => replica.markets.size > 1);
  const headRows = hasGroups ? 2 : 1;
  const { cursor, onKeyDown, choose } = useCursor(rows, scrollerRef, {
    rowPx: ROW_PX,
    headPx: HEAD_PX + (hasGroups ? GROUPS_PX : 0),
  });
  return (
    <div className="accounts">
      <div
        ref={scrollerRef}
        className="table-scroller"
        id="accounts-grid"
        tabIndex={0}
        role="grid"
        aria-label="Accounts"
        aria-rowcount={rows.length + headRows}
        aria-colcount={sight.count}
        aria-activedescendant={cursor === null ? undefined : `account-${cursor}`}
        onWheel={onWheel}
        onKeyDown={(event) => {
          if (!onKey(event)) onKeyDown(event);
        }}
      >
        <div
          className="accounts-table"
          role="presentation"
          style={{ '--tracks': tracks, '--gap': `${COLUMN_GAP_PX}px` } as CSSProperties}
        >
          <Heads sight={sight} {...(hasGroups && { groupsOf: instrument.symbol })} />
          <div role="rowgroup" className="table-rows" style={allStyle}>
            <div role="presentation" style={drawnStyle}>
              {indexes.map((index) => {
                const row = rows[index];
                if (row === undefined) return null;
                return (
                  <Row
                    // The key is the place: ranks change with every trade, so rows change their text and do not
                    // move.
                    key={index}
                    row={row}
                    sight={sight}
                    instrument={instrument}
                    rowIndex={headRows + 1 + index}
                    isCursor={row.account === cursor}
                    onChoose={choose}
                  />
                );
              })}
            </div>
          </div>
        </div>
        {rows.length === 0 && <p className="quiet">No account name contains this text.</p>}
      </div>
    </div>
  );
}

interface HeadsProps {
  readonly sight: ColumnSight;
  readonly groupsOf?: string;
}

/** The headings. Where there are several instruments, a line above marks the columns of one of them. */
function Heads({ sight, groupsOf }: HeadsProps) {
  const { columns } = sight;
  return (
    <div role="rowgroup" className="table-heads">
      {groupsOf !== undefined && <Groups columns={columns} symbol={groupsOf} />}
      <div role="row" aria-rowindex={groupsOf === undefined ? 1 : 2} className="table-row">
        {columns.map((column, index) => (
          <Head key={column} column={column} number={columnNumber(sight, index)} />
        ))}
      </div>
    </div>
  );
}

function Groups({
  columns,
  symbol,
}: {
  readonly columns: readonly AccountColumn[];
  readonly symbol: string;
}) {
  return (
    <div role="row" aria-rowindex={1} className="table-row table-groups" data-testid="account-groups">
      {columnGroups(columns, symbol).map(({ title, about, span, first }) => (
        <div
          key={first}
          role="columnheader"
          aria-colspan={span}
          style={{ gridColumn: `span ${span}` }}
          title={about}
        >
          {title}
        </div>
      ))}
    </div>
  );
}

interface HeadProps {
  readonly column: AccountColumn;
  /** Number of the column among all columns, from 1. */
  readonly number: number;
}

const Head = memo(function Head({ column, number }: HeadProps) {
  const sort = useUi((ui) => ui.sort);
  const { title, about } = COLUMN_HEADS[column];
  const isSorted = sort.column === column;
  const Arrow = sort.direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <div
      role="columnheader"
      aria-colindex={number}
      aria-sort={isSorted ? sort.direction : 'none'}
      data-column={column}
    >
      <button type="button" title={about} onClick={() => setUi({ sort: nextSort(sort, column) })}>
        {isSorted && <Arrow size={11} aria-hidden />}
        {title}
      </button>
    </div>
  );
});

interface RowProps {
  readonly row: AccountRow;
  readonly sight: ColumnSight;
  readonly instrument: Instrument;
  readonly rowIndex: number;
  readonly isCursor: boolean;
  readonly onChoose: (account: string) => void;
}

/** One row, memoized so that a scroll draws only new rows. */
const Row = memo(function Row({ row, sight, instrument, rowIndex, isCursor, onChoose }: RowProps) {
  const isSelected = useUi((ui) => ui.account === row.account);
  const { histories } = useFeed().market;
  const ref = useRef<HTMLDivElement>(null);
  /** Account in this row at pointer down. Ranks may change before pointer up. */
  const pressedRef = useRef<string>(null);
  const series = histories.equity(row.account)?.series;
  const points = series === undefined ? '' : sparkPointsOf(series);
  useWritten(ref, (element) => new AccountCells(element), { row, sight, instrument, points });
  return (
    // The grid has the focus and handles the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      ref={ref}
      role="row"
      id={`account-${row.account}`}
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      className="table-row"
      data-testid="account-row"
      data-account={row.account}
      data-cursor={isCursor || undefined}
      tabIndex={-1}
      onPointerDown={() => {
        pressedRef.current = row.account;
      }}
      onClick={() => onChoose(pressedRef.current ?? row.account)}
    />
  );
});
