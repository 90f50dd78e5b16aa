import type { Trade } from '../../contract/events.ts';
import {
  formatCount,
  formatFixed,
  formatPrice,
  formatQuantity,
  decimalsOf,
  NONE,
} from '../format/numbers.ts';
import { Numeral } from '../ui/numeral.tsx';
import type { BookChange, ChangedLevel } from './book-change.ts';
import type { Explanation } from './explanation.ts';

export function BookTable({ explanation }: { readonly explanation: Explanation }) {
  const { book, trade, instrument } = explanation;
  const row = (level: ChangedLevel) => (
    <LevelRow
      key={`${level.side}-${level.price}`}
      level={level}
      isTraded={isTraded(level, trade)}
      priceText={formatPrice(level.price, instrument.tickSize)}
      lotSize={instrument.lotSize}
    />
  );
  return (
    <section className="explain-book" aria-labelledby="explain-book-title">
      <h3 id="explain-book-title">Book just before and after</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Price</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody className="asks">{book.asks.toReversed().map(row)}</tbody>
        <tbody className="bids">{book.bids.map(row)}</tbody>
      </table>
      {hiddenText(book) !== '' && <p className="muted">{hiddenText(book)}</p>}
    </section>
  );
}

function isTraded({ side, price }: ChangedLevel, trade: Trade): boolean {
  return price === trade.price && side !== trade.aggressor;
}

function hiddenText({ hidden }: BookChange): string {
  if (hidden === 0) return '';
  return hidden === 1
    ? '1 better level is not shown.'
    : `${formatCount(hidden)} better levels are not shown.`;
}

interface LevelRowProps {
  readonly level: ChangedLevel;
  /** True when the trade was at this level. */
  readonly isTraded: boolean;
  readonly priceText: string;
  readonly lotSize: number;
}

function LevelRow({ level: { side, before, after }, isTraded: isHere, priceText, lotSize }: LevelRowProps) {
  return (
    <tr data-testid="explain-level" data-side={side} data-traded={isHere || undefined}>
      <th scope="row">
        {priceText}
        {isHere && <span className="tag">traded</span>}
      </th>
      <td>{before === 0 ? NONE : <Numeral text={formatQuantity(before, lotSize)} />}</td>
      <td>{after === 0 ? NONE : <Numeral text={formatQuantity(after, lotSize)} />}</td>
      <td className="change">{changeText(after - before, lotSize)}</td>
    </tr>
  );
}

function changeText(change: number, lotSize: number): string {
  if (Math.abs(change) < lotSize / 2) return '';
  const text = formatFixed(change, decimalsOf(lotSize));
  return change > 0 ? `+${text}` : text;
}
