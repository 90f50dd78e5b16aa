/**
 * Writes the cells of an accounts row without React, because in a busy market every number changes ten times a second.
 */
import type { Instrument } from '../../contract/instrument.ts';
import { splitName } from '../format/names.ts';
import { mark, span, textNode, write } from '../ui/written.ts';
import { cellOf, type AccountCell } from './account-columns.ts';
import type { AccountColumn, AccountRow } from './account-rows.ts';
import { columnNumber, type ColumnSight } from './column-choice.ts';
import { SPARK_HEIGHT, SPARK_WIDTH } from './sparkline.ts';

export interface RowContent {
  readonly row: AccountRow;
  readonly sight: ColumnSight;
  readonly instrument: Instrument;
  /** Points of the curve of the account's equity. */
  readonly points: string;
}

const SVG = 'http://www.w3.org/2000/svg';
const WORDS: ReadonlySet<AccountColumn> = new Set(['account', 'process']);

export class AccountCells {
  readonly #element: HTMLElement;
  #cells: readonly Cell[] = [];

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  show({ row, sight, instrument, points }: RowContent): void {
    this.#arrange(sight.columns);
    this.#cells.forEach((cell, index) => {
      mark(cell.element, 'aria-colindex', String(columnNumber(sight, index)));
      cell.show(cellOf(row, cell.column, instrument), row, points);
    });
  }

  #arrange(columns: readonly AccountColumn[]): void {
    const isSame =
      columns.length === this.#cells.length && this.#cells.every(({ column }, at) => column === columns[at]);
    if (isSame) return;
    this.#cells = columns.map((column) => newCell(column));
    this.#element.replaceChildren(...this.#cells.map(({ element }) => element));
  }
}

interface Cell {
  readonly column: AccountColumn;
  readonly element: HTMLElement;
  show(cell: AccountCell, row: AccountRow, points: string): void;
}

function newCell(column: AccountColumn): Cell {
  if (column === 'account') return new NameCell();
  if (column === 'change') return new CurveCell();
  return new TextCell(column);
}

function cellElement(column: AccountColumn, role: string, ...children: readonly Node[]): HTMLElement {
  const element = document.createElement('div');
  element.dataset['column'] = column;
  mark(element, 'role', role);
  element.append(...children);
  return element;
}

class TextCell implements Cell {
  readonly column: AccountColumn;
  readonly element: HTMLElement;
  readonly #text = textNode();
  readonly #fill: HTMLElement | undefined;
  #tag: HTMLElement | undefined;

  constructor(column: AccountColumn) {
    this.column = column;
    this.element = cellElement(column, 'gridcell', this.#text);
    if (column !== 'marginRatio') return;
    this.#fill = document.createElement('span');
    const bar = span('margin-bar', this.#fill);
    mark(bar, 'aria-hidden', 'true');
    this.element.prepend(bar);
  }

  show({ text, tone, isolated }: AccountCell, { marginRatio }: AccountRow): void {
    const isWord = WORDS.has(this.column);
    mark(this.element, 'class', `${isWord ? 'name' : 'number'} tone-${tone}`);
    mark(this.element, 'title', isWord ? text : null);
    write(this.#text, text);
    this.#tagIsolated(isolated);
    if (this.#fill !== undefined) mark(this.#fill, 'style', `width: ${Math.min(1, marginRatio ?? 0) * 100}%`);
  }

  #tagIsolated(words: string | undefined): void {
    if (words === undefined) {
      this.#tag?.remove();
      this.#tag = undefined;
      return;
    }
    if (this.#tag === undefined) {
      this.#tag = span('tag', document.createTextNode('ISO'));
      this.element.prepend(this.#tag);
    }
    mark(this.#tag, 'title', words);
  }
}

/** The account's name, preceded by the state of its process. */
class NameCell implements Cell {
  readonly column = 'account';
  readonly #start = textNode();
  readonly #end = textNode();
  readonly #dot = span('phase-dot');
  readonly element = cellElement(
    'account',
    'rowheader',
    span('account-name', span('start', this.#start), span('end', this.#end)),
  );

  constructor() {
    this.element.className = 'name tone-plain';
    mark(this.#dot, 'role', 'img');
  }

  show({ text, process }: AccountCell): void {
    mark(this.element, 'title', text);
    const [start, end] = splitName(text);
    write(this.#start, start);
    write(this.#end, end);
    if (process === undefined) {
      this.#dot.remove();
      return;
    }
    mark(this.#dot, 'data-tone', process.tone);
    mark(this.#dot, 'aria-label', process.label);
    mark(this.#dot, 'title', `Process: ${process.label}`);
    if (!this.#dot.isConnected) this.element.prepend(this.#dot);
  }
}

/** A curve in a cell. It shows the shape of the equity, not its amounts. */
class CurveCell implements Cell {
  readonly column = 'change';
  readonly #line = document.createElementNS(SVG, 'polyline');
  readonly #curve = document.createElementNS(SVG, 'svg');
  readonly element = cellElement('change', 'gridcell', this.#curve);

  constructor() {
    mark(this.#curve, 'viewBox', `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`);
    mark(this.#curve, 'preserveAspectRatio', 'none');
    mark(this.#curve, 'aria-hidden', 'true');
    this.#curve.append(this.#line);
  }

  show({ text, tone }: AccountCell, _row: AccountRow, points: string): void {
    mark(this.element, 'title', `${text} since this window began to follow`);
    mark(this.element, 'aria-label', text);
    mark(this.#curve, 'class', `sparkline tone-${tone}`);
    mark(this.#line, 'points', points);
  }
}
