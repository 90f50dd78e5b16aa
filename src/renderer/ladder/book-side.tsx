import { memo, useState, type CSSProperties, type PointerEvent } from 'react';
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { formatPrice, formatQuantity } from '../format/numbers.ts';
import { Numeral } from '../ui/numeral.tsx';
import { RowPlaces } from '../ui/row-places.ts';
import { useFlash } from '../ui/use-flash.ts';
import { groupOf, type BookSideName } from './group-levels.ts';
import { percentOf, type LadderRow } from './ladder-rows.ts';
import type { OwnOrders } from './own-orders.ts';

const ROW_PX = 20;

interface BookSideProps {
  readonly side: BookSideName;
  /** Best first. */
  readonly rows: readonly LadderRow[];
  /** How many rows there is room for. */
  readonly slots: number;
  /** The quantity whose bar is as wide as its column. */
  readonly largest: number;
  readonly instrument: Instrument;
  readonly grouping: number;
  readonly last: Trade | undefined;
  /** The orders of the selected account; null: none is selected. */
  readonly own: OwnOrders | null;
  /** So much changes that no single change is pointed at. */
  readonly isBusy: boolean;
}

export function BookSide(props: BookSideProps) {
  const { side, rows, slots, largest, instrument, grouping, last, own, isBusy } = props;
  const { tickSize, lotSize } = instrument;
  const [pointed, setPointed] = useState<number | null>(null);
  const shown = side === 'ask' ? rows.toReversed() : rows;
  const [places] = useState(() => new RowPlaces<number>());
  const keys = places.of(shown.map(({ price }) => price));
  const lastGroup = last && groupOf(last.price, side, tickSize, grouping);
  return (
    <ol
      className={`book-side book-${side}s`}
      style={{ height: slots * ROW_PX }}
      aria-label={side === 'ask' ? 'Asks' : 'Bids'}
      onPointerOver={(event) => setPointed(priceUnder(event))}
      onPointerLeave={() => setPointed(null)}
    >
      {shown.map(({ price, quantity, cumulative }, index) => (
        <BookRow
          key={keys[index]}
          side={side}
          price={price}
          quantity={quantity}
          priceText={formatPrice(price, tickSize)}
          quantityText={formatQuantity(quantity, lotSize)}
          cumulativeText={price === pointed ? formatQuantity(cumulative, lotSize) : ''}
          quantityPercent={percentOf(quantity, largest)}
          lastTradeId={price === lastGroup ? last?.tradeId : undefined}
          lastAggressor={price === lastGroup ? last?.aggressor : undefined}
          ownAccount={own?.account}
          ownCount={own?.[side].get(price)?.count ?? 0}
          ownText={formatQuantity(own?.[side].get(price)?.quantity, lotSize)}
          isBusy={isBusy}
        />
      ))}
    </ol>
  );
}

function priceUnder({ target }: PointerEvent): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('.book-row') : null;
  return row === null ? null : Number(row.dataset['price']);
}

interface BookRowProps {
  readonly side: BookSideName;
  readonly price: number;
  readonly quantity: number;
  readonly priceText: string;
  readonly quantityText: string;
  /** Empty but for the row that is pointed at: else one level that changes would change all rows behind it. */
  readonly cumulativeText: string;
  readonly quantityPercent: number;
  /** Set where the last trade was. */
  readonly lastTradeId: number | undefined;
  readonly lastAggressor: Trade['aggressor'] | undefined;
  readonly ownAccount: string | undefined;
  /** How many orders the selected account has in the row. */
  readonly ownCount: number;
  readonly ownText: string;
  readonly isBusy: boolean;
}

const BookRow = memo(function BookRow(row: BookRowProps) {
  const flash = useFlash(row.quantity, row.price, row.isBusy);
  const tradeFlash = useFlash(row.lastTradeId ?? 0, row.price);
  const isLast = row.lastTradeId !== undefined;
  const bar = { '--bar': `${row.quantityPercent}%` } as CSSProperties;
  return (
    <li
      className="book-row"
      data-testid={`book-${row.side}`}
      data-price={row.price}
      data-quantity={row.quantity}
      data-last={row.lastAggressor}
    >
      <span className="depth" style={bar}>
        {row.ownCount > 0 && <OwnMark account={row.ownAccount} count={row.ownCount} text={row.ownText} />}
        <span className={`size ${flash}`}>
          <Numeral text={row.quantityText} />
        </span>
      </span>
      <span className={`price ${isLast ? tradeFlash : ''}`} title={isLast ? 'The last trade' : undefined}>
        {row.priceText}
      </span>
      <span className="total" title="All that rests from the best price to here">
        Σ {row.cumulativeText}
      </span>
    </li>
  );
});

interface OwnMarkProps {
  readonly account: string | undefined;
  readonly count: number;
  readonly text: string;
}

function OwnMark({ account, count, text }: OwnMarkProps) {
  const words = `${account ?? ''} has ${text} here${count === 1 ? '' : ` in ${count} orders`}`;
  return (
    <span className="own" role="img" aria-label={words} title={words} data-testid="own-orders">
      {text}
    </span>
  );
}
