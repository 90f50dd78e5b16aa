/**
 * The visible columns, and the controls that scroll them: the buttons in the panel's heading, ← and →, a wheel or a
 * swipe.
 */
import { useEffect, useMemo, useRef, type KeyboardEvent, type WheelEvent } from 'react';
import { setUi, useUi } from '../ui/ui-store.ts';
import type { AccountColumn } from './account-rows.ts';
import { allColumns, columnSight, type ColumnSight } from './column-choice.ts';

/** Distance of a wheel or a swipe that scrolls by one column. */
const WHEEL_PX = 60;
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

interface Columns {
  readonly sight: ColumnSight;
  readonly onWheel: (event: WheelEvent) => void;
  /** @returns true when it handled the key */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

export function useColumns(widths: Readonly<Record<AccountColumn, number>>, roomPx: number): Columns {
  const chosen = useUi((ui) => ui.columns);
  const wanted = useUi((ui) => ui.columnShift);
  const sight = useMemo(
    () => columnSight(chosen ?? allColumns(widths, roomPx), widths, roomPx, wanted),
    [chosen, widths, roomPx, wanted],
  );
  const { shift, shiftMax, page, count, columns } = sight;
  const shown = columns.length;
  // The buttons in the panel's heading read this.
  useEffect(() => {
    setUi({ columnSight: { shift, shiftMax, page, count, shown } });
    return () => setUi({ columnSight: null });
  }, [shift, shiftMax, page, count, shown]);
  const rest = useRef(0);
  const move = (steps: number) => setUi({ columnShift: Math.min(Math.max(shift + steps, 0), shiftMax) });
  return {
    sight,
    onWheel: ({ deltaX }) => {
      rest.current += deltaX / WHEEL_PX;
      const steps = Math.trunc(rest.current);
      rest.current -= steps;
      if (steps !== 0) move(steps);
    },
    onKey: (event) => {
      const step = STEPS[event.key];
      if (step === undefined || event.target !== event.currentTarget) return false;
      move(step);
      event.preventDefault();
      return true;
    },
  };
}
