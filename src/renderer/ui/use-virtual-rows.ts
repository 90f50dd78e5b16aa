import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type CSSProperties, type RefObject } from 'react';

/** Rows beyond the edges. Each of them is drawn as often as the visible ones. */
const OVERSCAN_ROWS = 2;

interface VirtualRows {
  readonly scrollerRef: RefObject<HTMLDivElement | null>;
  /** Indices of the rows to draw. */
  readonly indexes: readonly number[];
  /** Height of the block that represents all rows. */
  readonly allStyle: CSSProperties;
  /**
   * Offset of the inner block with the drawn rows. The block moves instead of its rows, so a new row on top redraws no
   * other one.
   */
  readonly drawnStyle: CSSProperties;
}

/** Rows of one height in a scrolling box, of which only the visible ones are drawn. */
export function useVirtualRows(count: number, rowPx: number): VirtualRows {
  const scrollerRef = useRef<HTMLDivElement>(null);
  // The rule warns users of the React compiler, which this project does not use.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
  });
  const items = virtualizer.getVirtualItems();
  return {
    scrollerRef,
    indexes: items.map(({ index }) => index),
    allStyle: { height: virtualizer.getTotalSize() },
    drawnStyle: { transform: `translateY(${items[0]?.start ?? 0}px)` },
  };
}
