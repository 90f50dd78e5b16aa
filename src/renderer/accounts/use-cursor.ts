/** The row under the keyboard cursor: arrows move it, Enter selects its account, Escape clears the selection. */
import { useCallback, useState, type KeyboardEvent, type RefObject } from 'react';
import { setUi, useUi } from '../ui/ui-store.ts';

interface Named {
  readonly account: string;
}

interface Cursor {
  readonly cursor: string | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Selects an account, or none if it is already selected. */
  readonly choose: (account: string) => void;
}

interface Measures {
  readonly rowPx: number;
  /** Height of the headings, which cover the first rows. */
  readonly headPx: number;
}

const PAGE_ROWS = 10;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
};

/** Index of the row to which a key leads. Null: none. Without a current row, it leads to the first. */
export function nextIndex(key: string, index: number, count: number): number | null {
  const step = STEPS[key];
  if (step === undefined || count === 0) return null;
  if (index < 0 && step !== Infinity) return 0;
  return Math.min(count - 1, Math.max(0, index + step));
}

export function useCursor(
  rows: readonly Named[],
  scrollerRef: RefObject<HTMLDivElement | null>,
  measures: Measures,
): Cursor {
  const [cursor, setCursor] = useState<string | null>(null);
  const index = rows.findIndex(({ account }) => account === cursor);
  const choose = useCallback((account: string) => {
    setCursor(account);
    setUi({ account: account === useUi.getState().account ? null : account });
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && index >= 0 && cursor !== null) choose(cursor);
    else if (event.key === 'Escape') setUi({ account: null });
    else {
      const next = nextIndex(event.key, index, rows.length);
      if (next === null) return;
      setCursor(rows[next]?.account ?? null);
      bringIntoView(scrollerRef.current, next, measures);
    }
    event.preventDefault();
  };
  return { cursor: index < 0 ? null : cursor, onKeyDown, choose };
}

function bringIntoView(scroller: HTMLElement | null, index: number, { rowPx, headPx }: Measures): void {
  if (scroller === null) return;
  const top = index * rowPx;
  const bottom = top + rowPx + headPx - scroller.clientHeight;
  if (scroller.scrollTop > top) scroller.scrollTop = top;
  else if (scroller.scrollTop < bottom) scroller.scrollTop = bottom;
}
