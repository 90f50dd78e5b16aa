/**
 * Writes the rows of the ladder without React, because many change in every frame. A row keeps its place on the screen
 * and changes its text.
 */
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { TradedVolume } from '../feed/volume-at-price.ts';
import { formatCompact, formatCount, formatPrice, formatQuantity } from '../format/numbers.ts';
import { fitLines, mark, span, textNode, write } from '../ui/written.ts';
import type { Changes } from './book-changes.ts';
import { flash, SideCell } from './side-cell.ts';
import { percentOf, type LadderRow } from './ladder-rows.ts';
import type { OwnOrders } from './own-orders.ts';
import type { PriceSteps } from './price-steps.ts';

/** Visible content of the ladder. */
export interface BookSight {
  /** Rows from the highest price to the lowest. */
  readonly rows: readonly LadderRow[];
  /** Quantity whose bar fills its column. */
  readonly largest: number;
  readonly instrument: Instrument;
  readonly steps: PriceSteps;
  readonly last: Trade | undefined;
  readonly volumes: ReadonlyMap<number, TradedVolume>;
  /** Accounts whose orders are marked: the selected one, then the user's own. */
  readonly owners: readonly OwnOrders[];
  readonly changes: Changes;
}

export class LadderLines {
  readonly #list: HTMLElement;
  readonly #lines: LadderLine[] = [];
  #instrument: Instrument | undefined;
  #pointed: number | null = null;

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener('pointerover', ({ target }) => this.#point(stepUnder(target)));
    list.addEventListener('pointerleave', () => this.#point(null));
  }

  show(sight: BookSight): void {
    const { rows, instrument, steps, last, volumes } = sight;
    this.#instrument = instrument;
    const lastStep =
      last === undefined ? null : steps.of(last.price, last.aggressor === 'buy' ? 'ask' : 'bid');
    const mostTraded = rows.reduce((most, { step }) => Math.max(most, tradedAt(volumes, step)), 0);
    fitLines(this.#list, this.#lines, rows.length, () => new LadderLine());
    this.#lines.forEach((line, index) => {
      const row = rows[index];
      if (row !== undefined) line.show(row, sight, mostTraded, row.step === lastStep ? last : undefined);
    });
    this.#sum();
  }

  #point(step: number | null): void {
    if (step === this.#pointed) return;
    this.#pointed = step;
    this.#sum();
  }

  /** Shows the sum in the row under the pointer. */
  #sum(): void {
    for (const line of this.#lines) line.sum(line.step === this.#pointed ? this.#instrument : undefined);
  }
}

function stepUnder(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('.book-row') : null;
  return row === null ? null : Number(row.dataset['step']);
}

function tradedAt(volumes: BookSight['volumes'], step: number): number {
  const found = volumes.get(step);
  return found === undefined ? 0 : found.bought + found.sold;
}

class LadderLine {
  readonly element = document.createElement('li');
  readonly #bid = new SideCell('bid');
  readonly #ask = new SideCell('ask');
  readonly #priceText = textNode();
  readonly #price = span('price', this.#priceText);
  readonly #volumeText = textNode();
  readonly #volume = span('volume', this.#volumeText);
  readonly #total = textNode();
  readonly #gap = textNode();
  #row: LadderRow | undefined;
  #lastTradeId: number | undefined;

  constructor() {
    const total = span('total', this.#total);
    total.title = 'Total quantity from the best price to here';
    this.element.className = 'book-row';
    this.element.dataset['testid'] = 'book-row';
    this.element.append(this.#bid.element, this.#price, this.#ask.element, total, this.#volume);
    this.element.append(span('gap', this.#gap));
  }

  get step(): number | undefined {
    return this.#row?.step;
  }

  show(row: LadderRow, sight: BookSight, mostTraded: number, last: Trade | undefined): void {
    const { steps, instrument } = sight;
    const isMoved = row.step !== this.#row?.step || row.gap !== this.#row.gap;
    this.#row = row;
    if (isMoved) {
      mark(this.element, 'data-step', String(row.step));
      mark(this.element, 'data-price', String(steps.priceOf(row.step)));
      write(this.#priceText, row.gap > 0 ? '' : formatPrice(steps.priceOf(row.step), instrument.tickSize));
    }
    mark(this.element, 'data-zone', row.zone);
    mark(this.element, 'data-gap', row.gap > 0 ? String(row.gap) : null);
    write(this.#gap, row.gap > 0 ? gapText(row.gap, sight) : '');
    mark(this.element, 'data-last', last?.aggressor ?? null);
    this.#bid.show(row, sight, isMoved);
    this.#ask.show(row, sight, isMoved);
    this.#showLast(last, isMoved || sight.changes.isBusy);
    this.#showVolume(row, sight, mostTraded);
  }

  /** @param instrument undefined: the pointer is in another row */
  sum(instrument: Instrument | undefined): void {
    const isShown = instrument !== undefined && (this.#row?.cumulative ?? 0) > 0;
    write(this.#total, isShown ? `Σ ${formatQuantity(this.#row?.cumulative, instrument.lotSize)}` : '');
  }

  #showLast(last: Trade | undefined, isQuiet: boolean): void {
    mark(this.#price, 'title', last === undefined ? null : 'The last trade');
    if (last === undefined || isQuiet) mark(this.#price, 'class', 'price');
    else if (last.tradeId !== this.#lastTradeId) flash(this.#price, 'price');
    this.#lastTradeId = last?.tradeId;
  }

  #showVolume({ step, gap }: LadderRow, { volumes, instrument }: BookSight, mostTraded: number): void {
    const traded = gap > 0 ? undefined : volumes.get(step);
    const sum = traded === undefined ? 0 : traded.bought + traded.sold;
    mark(this.#volume, 'style', `--bar: ${percentOf(sum, mostTraded)}%`);
    const text = traded === undefined ? '' : formatCompact(sum);
    if (this.#volumeText.data === text) return;
    write(this.#volumeText, text);
    const { lotSize } = instrument;
    mark(
      this.#volume,
      'title',
      traded === undefined
        ? null
        : `Traded here: ${formatQuantity(sum, lotSize)}, of which ${formatQuantity(traded.bought, lotSize)} bought and ${formatQuantity(traded.sold, lotSize)} sold`,
    );
  }
}

function gapText(gap: number, { steps, instrument: { tickSize } }: BookSight): string {
  return `${formatCount(gap)} empty steps of ${formatPrice(steps.ticks * tickSize, tickSize)}`;
}
