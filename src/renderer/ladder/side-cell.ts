/** Cell of one side in a row of the ladder: the resting quantity, its bar, and the orders of marked accounts. */
import { formatQuantity, formatResting, splitZeros } from '../format/numbers.ts';
import { mark, span, textNode, write } from '../ui/written.ts';
import { levelKey } from './book-changes.ts';
import type { BookSight } from './ladder-lines.ts';
import { percentOf, type LadderRow } from './ladder-rows.ts';
import { ownText, placeText } from './own-text.ts';
import type { OwnRow } from './own-orders.ts';
import type { BookSideName } from './price-steps.ts';

export class SideCell {
  readonly element: HTMLElement;
  readonly #side: BookSideName;
  readonly #significant = textNode();
  readonly #zeros = textNode();
  readonly #size = span('size', this.#significant, span('zeros', this.#zeros));
  readonly #owns: readonly OwnMark[] = [new OwnMark('selected'), new OwnMark('followed')];

  constructor(side: BookSideName) {
    this.#side = side;
    this.element = span(`depth ${side}`, this.#size);
  }

  show(row: LadderRow, sight: BookSight, isMoved: boolean): void {
    const { steps, instrument, largest, changes, owners } = sight;
    const quantity = row[this.#side];
    const isEmpty = quantity === 0;
    mark(this.element, 'data-testid', isEmpty ? null : `book-${this.#side}`);
    mark(this.element, 'data-price', isEmpty ? null : String(steps.priceOf(row.step)));
    mark(this.element, 'data-quantity', isEmpty ? null : String(quantity));
    mark(this.element, 'style', `--bar: ${percentOf(quantity, largest)}%`);
    const [significant, zeros] = isEmpty ? ['', ''] : splitZeros(formatResting(quantity, instrument.lotSize));
    write(this.#significant, significant);
    write(this.#zeros, zeros);
    this.#flash(changes.flashes.get(levelKey(this.#side, row.step)), isMoved);
    this.#owns.forEach((own, index) => {
      const owner = row.gap > 0 ? undefined : owners[index];
      own.show(this.element, owner?.account ?? '', owner?.[this.#side].get(row.step), instrument.lotSize);
    });
  }

  /** @param flashes undefined: the quantity has not changed */
  #flash(flashes: boolean | undefined, isMoved: boolean): void {
    if (flashes === true) flash(this.#size, 'size');
    else if (flashes === false || isMoved) mark(this.#size, 'class', 'size');
  }
}

class OwnMark {
  readonly #quantity = textNode();
  readonly #place = textNode();
  readonly #element: HTMLElement;

  constructor(owner: 'selected' | 'followed') {
    this.#element = span('own', span('own-size', this.#quantity), span('own-place', this.#place));
    mark(this.#element, 'role', 'img');
    mark(this.#element, 'data-owner', owner);
    this.#element.dataset['testid'] = 'own-orders';
  }

  show(cell: HTMLElement, account: string, row: OwnRow | undefined, lotSize: number): void {
    if (row === undefined) {
      if (this.#element.isConnected) this.#element.remove();
      return;
    }
    const label = ownText(account, row, lotSize);
    mark(this.#element, 'aria-label', label);
    mark(this.#element, 'title', label);
    write(this.#quantity, formatQuantity(row.quantity, lotSize));
    write(this.#place, placeText(row));
    if (!this.#element.isConnected) cell.prepend(this.#element);
  }
}

/**
 * Restarts a flash. Two animations alternate, because a browser restarts an animation only when it is a different one.
 */
export function flash(element: HTMLElement, className: string): void {
  const next = element.classList.contains('flash-a') ? 'flash-b' : 'flash-a';
  mark(element, 'class', `${className} ${next}`);
}
