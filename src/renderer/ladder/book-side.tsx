import { useRef } from 'react';
import { useWritten } from '../ui/use-written.ts';
import { BookLines, type BookSight } from './book-lines.ts';

const ROW_PX = 20;

interface BookSideProps extends BookSight {
  /** The number of rows that fit. */
  readonly slots: number;
}

export function BookSide({ slots, ...sight }: BookSideProps) {
  const listRef = useRef<HTMLOListElement>(null);
  useWritten(listRef, (list) => new BookLines(list), sight);
  return (
    <ol
      ref={listRef}
      className={`book-side book-${sight.side}s`}
      style={{ height: slots * ROW_PX }}
      aria-label={sight.side === 'ask' ? 'Asks' : 'Bids'}
    />
  );
}
