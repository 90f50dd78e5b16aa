/**
 * Writes the rows of one side of the book without React: when the price moves, every row shows a different level. A row
 * keeps its place on the screen and changes its text.
 */
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { formatPrice, formatQuantity, splitZeros } from '../format/numbers.ts';
import { fitLines, mark, span, textNode, write } from '../ui/written.ts';
import type { Changes } from './book-changes.ts';
import { groupOf, type BookSideName } from './group-levels.ts';
import { percentOf, type LadderRow } from './ladder-rows.ts';
import type { OwnOrders } from './own-orders.ts';

/** The content of the screen. */
export interface BookSight {
  readonly side: BookSideName;
  /** Best first. */
  readonly rows: readonly LadderRow[];
  /** The quantity whose bar fills its column. */
  readonly largest: number;
  readonly instrument: Instrument;
  readonly grouping: number;
  readonly last: Trade | undefined;
  /** The orders of the selected account; null: none is selected. */
  readonly own: OwnOrders | null;
  readonly changes: Changes;
}

export class BookLines {
  readonly #list: HTMLElement;
  readonly #lines: BookLine[] = [];
  #instrument: Instrument | undefined;
  #pointed: number | null = null;

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener('pointerover', ({ target }) => this.#point(priceUnder(target)));
    list.addEventListener('pointerleave', () => this.#point(null));
  }

  show(sight: BookSight): void {
    const { side, rows, instrument, grouping, last } = sight;
    const shown = side === 'ask' ? rows.toReversed() : rows;
    const lastPrice = last === undefined ? null : groupOf(last.price, side, instrument.tickSize, grouping);
    this.#instrument = instrument;
    fitLines(this.#list, this.#lines, shown.length, () => new BookLine(side));
    this.#lines.forEach((line, index) => {
      const row = shown[index];
      if (row === undefined) return;
      line.show(row, sight, row.price === lastPrice ? last : undefined);
    });
    this.#sum();
  }

  #point(price: number | null): void {
    if (price === this.#pointed) return;
    this.#pointed = price;
    this.#sum();
  }

  /** The row under the pointer shows the sum. */
  #sum(): void {
    for (const line of this.#lines) line.sum(line.price === this.#pointed ? this.#instrument : undefined);
  }
}

function priceUnder(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('.book-row') : null;
  return row === null ? null : Number(row.dataset['price']);
}

class BookLine {
  readonly element = document.createElement('li');
  readonly #depth: HTMLElement;
  readonly #size: HTMLElement;
  readonly #price: HTMLElement;
  readonly #own = span('own');
  readonly #significant = textNode();
  readonly #zeros = textNode();
  readonly #priceText = textNode();
  readonly #total = textNode();
  #row: LadderRow | undefined;
  #lastTradeId: number | undefined;

  constructor(side: BookSideName) {
    this.#size = span('size', this.#significant, span('zeros', this.#zeros));
    this.#depth = span('depth', this.#size);
    this.#price = span('price', this.#priceText);
    const total = span('total', this.#total);
    total.title = 'Total quantity from the best price to here';
    this.element.className = 'book-row';
    this.element.dataset['testid'] = `book-${side}`;
    this.element.append(this.#depth, this.#price, total);
    mark(this.#own, 'role', 'img');
    this.#own.dataset['testid'] = 'own-orders';
  }

  get price(): number | undefined {
    return this.#row?.price;
  }

  show(row: LadderRow, sight: BookSight, last: Trade | undefined): void {
    const isMoved = row.price !== this.#row?.price;
    const { tickSize, lotSize } = sight.instrument;
    this.#row = row;
    mark(this.element, 'data-price', String(row.price));
    mark(this.element, 'data-quantity', String(row.quantity));
    mark(this.element, 'data-last', last?.aggressor ?? null);
    mark(this.#depth, 'style', `--bar: ${percentOf(row.quantity, sight.largest)}%`);
    const [significant, zeros] = splitZeros(formatQuantity(row.quantity, lotSize));
    write(this.#significant, significant);
    write(this.#zeros, zeros);
    write(this.#priceText, formatPrice(row.price, tickSize));
    this.#flash(sight.changes.flashes.get(row.price), isMoved);
    this.#tellLast(last, isMoved || sight.changes.isBusy);
    this.#tellOwn(sight);
  }

  /** @param instrument undefined: the pointer is elsewhere */
  sum(instrument: Instrument | undefined): void {
    const text = instrument === undefined ? '' : formatQuantity(this.#row?.cumulative, instrument.lotSize);
    write(this.#total, `Σ ${text}`);
  }

  /** @param flashes undefined: the quantity has not changed */
  #flash(flashes: boolean | undefined, isMoved: boolean): void {
    if (flashes === true) flash(this.#size, 'size');
    else if (flashes === false || isMoved) mark(this.#size, 'class', 'size');
  }

  #tellLast(last: Trade | undefined, isQuiet: boolean): void {
    mark(this.#price, 'title', last === undefined ? null : 'The last trade');
    if (last === undefined || isQuiet) mark(this.#price, 'class', 'price');
    else if (last.tradeId !== this.#lastTradeId) flash(this.#price, 'price');
    this.#lastTradeId = last?.tradeId;
  }

  #tellOwn({ own, side, instrument }: BookSight): void {
    const found = own?.[side].get(this.price ?? Number.NaN);
    if (own === null || found === undefined || found.count === 0) {
      this.#own.remove();
      return;
    }
    const text = formatQuantity(found.quantity, instrument.lotSize);
    const label = `${own.account} has ${text} here${found.count === 1 ? '' : ` in ${found.count} orders`}`;
    mark(this.#own, 'aria-label', label);
    mark(this.#own, 'title', label);
    if (this.#own.textContent !== text) this.#own.textContent = text;
    if (!this.#own.isConnected) this.#depth.prepend(this.#own);
  }
}

/** Two animations alternate, because a browser restarts only a different one. */
function flash(element: HTMLElement, className: string): void {
  const next = element.classList.contains('flash-a') ? 'flash-b' : 'flash-a';
  mark(element, 'class', `${className} ${next}`);
}
