/** Chooses the columns of the accounts table: all of them, or the ticked ones. */
import { Columns3 } from 'lucide-react';
import { MenuButton } from '../ui/menu-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { COLUMN_HEADS } from './account-columns.ts';
import { ACCOUNT_COLUMNS } from './account-rows.ts';
import { toggleColumn } from './column-choice.ts';

export function ColumnMenu() {
  const columns = useUi((ui) => ui.columns);
  const shown = columns ?? ACCOUNT_COLUMNS;
  return (
    <MenuButton
      id="account-columns"
      icon={Columns3}
      label="Columns of the accounts table"
      className="account-columns"
    >
      <label>
        <input
          type="checkbox"
          checked={columns === null}
          onChange={() => setUi({ columns: columns === null ? ACCOUNT_COLUMNS : null })}
        />
        All, by weight
      </label>
      {ACCOUNT_COLUMNS.filter((column) => column !== 'account').map((column) => (
        <label key={column} title={COLUMN_HEADS[column].about}>
          <input
            type="checkbox"
            checked={shown.includes(column)}
            onChange={() => setUi({ columns: toggleColumn(shown, column) })}
          />
          {column === 'rank' ? 'Rank' : COLUMN_HEADS[column].title}
        </label>
      ))}
    </MenuButton>
  );
}
