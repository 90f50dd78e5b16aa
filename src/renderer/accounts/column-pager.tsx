/** Shows the number of visible columns and pages to the others. It is absent when all of them fit. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';

export function ColumnPager() {
  const sight = useUi((ui) => ui.columnSight);
  if (sight === null || sight.shiftMax === 0) return null;
  const { shift, shiftMax, page, count, shown } = sight;
  const turn = (columns: number) => setUi({ columnShift: Math.min(Math.max(shift + columns, 0), shiftMax) });
  return (
    <div className="column-pager" role="group" aria-label="Visible columns">
      <IconButton
        icon={ChevronLeft}
        label="Columns before (←)"
        data-testid="columns-before"
        disabled={shift === 0}
        onClick={() => turn(-page)}
      />
      <output data-testid="columns-shown" title={`${shown} of the ${count} columns are visible`}>
        {shown} of {count}
      </output>
      <IconButton
        icon={ChevronRight}
        label="More columns (→)"
        data-testid="columns-after"
        disabled={shift === shiftMax}
        onClick={() => turn(page)}
      />
    </div>
  );
}
