import { memo, type CSSProperties } from 'react';
import type { Instrument } from '../../contract/instrument.ts';
import { formatPrice, formatQuantity } from '../format/numbers.ts';
import { Numeral } from '../ui/numeral.tsx';
import { useFlash } from '../ui/use-flash.ts';
import { percentOf, type LadderRow } from './ladder-rows.ts';

interface BookSideProps {
  readonly side: 'bid' | 'ask';
  /** Best first. */
  readonly rows: readonly LadderRow[];
  /** The quantity whose bar is as wide as the row. */
  readonly largest: number;
  readonly instrument: Instrument;
}

export function BookSide({ side, rows, largest, instrument }: BookSideProps) {
  const { tickSize, lotSize } = instrument;
  const shown = side === 'ask' ? rows.toReversed() : rows;
  return (
    <ol className={`book-side book-${side}s`} aria-label={side === 'ask' ? 'Asks' : 'Bids'}>
      {shown.map(({ price, quantity, cumulative }) => (
        <BookRow
          key={price}
          side={side}
          price={price}
          quantity={quantity}
          priceText={formatPrice(price, tickSize)}
          quantityText={formatQuantity(quantity, lotSize)}
          cumulativeText={formatQuantity(cumulative, lotSize)}
          quantityPercent={percentOf(quantity, largest)}
        />
      ))}
    </ol>
  );
}

interface BookRowProps {
  readonly side: 'bid' | 'ask';
  readonly price: number;
  readonly quantity: number;
  readonly priceText: string;
  readonly quantityText: string;
  readonly cumulativeText: string;
  readonly quantityPercent: number;
}

const BookRow = memo(function BookRow(row: BookRowProps) {
  const flash = useFlash(row.quantity);
  const bar = { '--bar': `${row.quantityPercent}%` } as CSSProperties;
  return (
    <li
      className="book-row"
      style={bar}
      data-testid={`book-${row.side}`}
      data-price={row.price}
      data-quantity={row.quantity}
    >
      <span className="price">{row.priceText}</span>
      <span className={`size ${flash}`}>
        <Numeral text={row.quantityText} />
      </span>
      <span className="total">
        <Numeral text={row.cumulativeText} />
      </span>
    </li>
  );
});
