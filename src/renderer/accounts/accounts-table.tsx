import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo } from 'react';
import type { Instrument } from '../../contract/instrument.ts';
import { useFeed, useFeedValue, useMarket, useTopic } from '../feed/use-feed.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { columnWidths } from '../ui/column-widths.ts';
import { useVirtualRows } from '../ui/use-virtual-rows.ts';
import { cellOf, COLUMN_HEADS, columnGroups, type AccountCell } from './account-columns.ts';
import {
  ACCOUNT_COLUMNS,
  accountRows,
  nextSort,
  sortRows,
  type AccountColumn,
  type AccountRow,
} from './account-rows.ts';

const ROW_PX = 20;

export function AccountsTable() {
  const market = useMarket();
  const rows = useAccountRows(market?.instrument.symbol);
  if (market === undefined || rows.length === 0) {
    return <p className="quiet">No accounts yet. An account opens when a bot logs in.</p>;
  }
  return (
    <div className="accounts" style={columnWidths(market)}>
      <Table rows={rows} instrument={market.instrument} />
    </div>
  );
}

function useAccountRows(symbol: string | undefined): readonly AccountRow[] {
  useTopic('positions');
  const { replica } = useFeed();
  const sort = useUi((ui) => ui.sort);
  return sortRows(accountRows(replica.positions, symbol), sort);
}

function Table({
  rows,
  instrument,
}: {
  readonly rows: readonly AccountRow[];
  readonly instrument: Instrument;
}) {
  const { scrollerRef, indexes, allStyle, drawnStyle } = useVirtualRows(rows.length, ROW_PX);
  const hasGroups = useFeedValue(({ replica }) => replica.markets.size > 1);
  const headRows = hasGroups ? 2 : 1;
  return (
    <div ref={scrollerRef} className="table-scroller" tabIndex={0} role="region" aria-label="Accounts table">
      <div
        className="accounts-table"
        role="table"
        aria-label="Accounts"
        aria-rowcount={rows.length + headRows}
      >
        <Heads {...(hasGroups && { groupsOf: instrument.symbol })} />
        <div role="rowgroup" className="table-rows" style={allStyle}>
          <div role="presentation" style={drawnStyle}>
            {indexes.map((index) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <Row key={row.account} row={row} instrument={instrument} rowIndex={headRows + 1 + index} />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** With a line above that says which columns are about one instrument, where there are several. */
function Heads({ groupsOf }: { readonly groupsOf?: string }) {
  return (
    <div role="rowgroup" className="table-heads">
      {groupsOf !== undefined && <Groups symbol={groupsOf} />}
      <div role="row" aria-rowindex={groupsOf === undefined ? 1 : 2} className="table-row">
        {ACCOUNT_COLUMNS.map((column) => (
          <Head key={column} column={column} />
        ))}
      </div>
    </div>
  );
}

function Groups({ symbol }: { readonly symbol: string }) {
  return (
    <div role="row" aria-rowindex={1} className="table-row table-groups" data-testid="account-groups">
      {columnGroups(symbol).map(({ title, about, span }) => (
        <div
          key={title}
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

function Head({ column }: { readonly column: AccountColumn }) {
  const sort = useUi((ui) => ui.sort);
  const { title, about } = COLUMN_HEADS[column];
  const isSorted = sort.column === column;
  const Arrow = sort.direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <div role="columnheader" aria-sort={isSorted ? sort.direction : 'none'} data-column={column}>
      <button type="button" title={about} onClick={() => setUi({ sort: nextSort(sort, column) })}>
        {isSorted && <Arrow size={11} aria-hidden />}
        {title}
      </button>
    </div>
  );
}

interface RowProps {
  readonly row: AccountRow;
  readonly instrument: Instrument;
  readonly rowIndex: number;
}

function Row({ row, instrument, rowIndex }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className="table-row"
      data-testid="account-row"
      data-account={row.account}
    >
      {ACCOUNT_COLUMNS.map((column) => (
        <Cell key={column} column={column} {...cellOf(row, column, instrument)} />
      ))}
    </div>
  );
}

type CellProps = AccountCell & { readonly column: AccountColumn };

const Cell = memo(function Cell({ column, text, tone, isolated }: CellProps) {
  const isName = column === 'account';
  return (
    <div
      role={isName ? 'rowheader' : 'cell'}
      className={isName ? 'name' : `number tone-${tone}`}
      data-column={column}
      title={isName ? text : undefined}
    >
      {isolated !== undefined && (
        <span className="tag" title={isolated}>
          ISO
        </span>
      )}
      {text}
    </div>
  );
});
