/**
 * Writes the rows of the tape without React. In a busy market, every row shows a different trade ten times a second,
 * and comparing old and new would take longer than writing. Elements stay and change their text.
 */
import type { Instrument } from '../../contract/instrument.ts';
import type { Replica } from '../../contract/replica.ts';
import type { Trade } from '../../contract/events.ts';
import { shortName, splitName } from '../format/names.ts';
import { formatPrice, formatQuantity, splitZeros } from '../format/numbers.ts';
import { formatClock, formatFullTime } from '../format/times.ts';
import { setUi } from '../ui/ui-store.ts';
import { fitLines, mark, span, textNode, write } from '../ui/written.ts';
import { aggressorAccount, tradeText } from './tape-rows.ts';

/** Visible content of the tape. */
export interface TapeSight {
  /** Trades, newest first. */
  readonly trades: readonly Trade[];
  /** Rows to draw, from `first` up to, but excluding, `last`. */
  readonly first: number;
  readonly last: number;
  /** Quantity from which on a trade stands out. */
  readonly large: number;
  readonly instrument: Instrument;
  /** True: a row shows buyer and seller. False: only the aggressor. */
  readonly hasBoth: boolean;
  /** All accounts, by name. */
  readonly accounts: Replica['positions'];
}

export class TapeLines {
  readonly #list: HTMLElement;
  readonly #lines: TapeLine[] = [];
  #first = 0;

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener('click', ({ target }) => {
      const trade = this.#lineOf(target)?.trade;
      if (trade !== undefined) setUi({ explainedTrade: trade.tradeId });
    });
    for (const type of ['pointerover', 'focusin'])
      list.addEventListener(type, ({ target }) => this.#lineOf(target)?.describe());
  }

  show({ trades, first, last, ...shared }: TapeSight): void {
    this.#scrollTo(first);
    const count = Math.max(0, Math.min(last, trades.length) - first);
    fitLines(this.#list, this.#lines, count, () => new TapeLine());
    this.#lines.forEach((line, index) => {
      const trade = trades[first + index];
      if (trade !== undefined) line.show(trade, shared);
    });
  }

  #lineOf(element: EventTarget | null): TapeLine | undefined {
    const row = element instanceof Element ? element.closest('.tape-row') : null;
    return this.#lines.find((line) => line.row === row);
  }

  /** Scrolls to a row. Rows that stay visible keep their elements and the focus. */
  #scrollTo(first: number): void {
    const moved = first - this.#first;
    this.#first = first;
    if (Math.abs(moved) >= this.#lines.length) return;
    if (moved > 0) {
      const gone = this.#lines.splice(0, moved);
      this.#lines.push(...gone);
      this.#list.append(...gone.map(({ element }) => element));
    } else if (moved < 0) {
      const gone = this.#lines.splice(moved);
      this.#lines.unshift(...gone);
      this.#list.prepend(...gone.map(({ element }) => element));
    }
  }
}

type Shared = Pick<TapeSight, 'large' | 'instrument' | 'hasBoth' | 'accounts'>;

class TapeLine {
  readonly element = document.createElement('li');
  readonly row = document.createElement('button');
  readonly #time = textNode();
  readonly #price = textNode();
  readonly #significant = textNode();
  readonly #zeros = textNode();
  readonly #first = new Name();
  readonly #second = new Name();
  #trade: Trade | undefined;
  #instrument: Instrument | undefined;

  constructor() {
    const { row } = this;
    row.type = 'button';
    row.className = 'tape-row';
    row.tabIndex = -1;
    row.dataset['testid'] = 'trade-row';
    const time = document.createElement('time');
    time.append(this.#time);
    row.append(
      time,
      span('price', this.#price),
      span('size', this.#significant, span('zeros', this.#zeros)),
      this.#first.element,
      this.#second.element,
    );
    this.element.append(row);
  }

  get trade(): Trade | undefined {
    return this.#trade;
  }

  /** Writes the description on demand, because a busy tape has thousands of rows per second. */
  describe(): void {
    if (this.#trade === undefined || this.#instrument === undefined) return;
    this.row.title = `${tradeText(this.#trade, this.#instrument)}\n${formatFullTime(this.#trade.time)}`;
  }

  show(trade: Trade, { large, instrument, hasBoth, accounts }: Shared): void {
    if (trade !== this.#trade) this.row.removeAttribute('title');
    this.#trade = trade;
    this.#instrument = instrument;
    mark(this.row, 'data-trade-id', String(trade.tradeId));
    mark(this.row, 'data-aggressor', trade.aggressor);
    mark(this.row, 'data-large', trade.quantity >= large ? 'true' : null);
    mark(this.row, 'data-liquidation', trade.liquidation ? 'true' : null);
    write(this.#time, formatClock(trade.time));
    write(this.#price, formatPrice(trade.price, instrument.tickSize));
    const [significant, zeros] = splitZeros(formatQuantity(trade.quantity, instrument.lotSize));
    write(this.#significant, significant);
    write(this.#zeros, zeros);
    this.#first.show(shortName(hasBoth ? trade.buyAccount : aggressorAccount(trade), accounts));
    this.#second.show(hasBoth ? shortName(trade.sellAccount, accounts) : null);
  }
}

/** Name of an account in a separate cell. */
class Name {
  readonly #start = textNode();
  readonly #end = textNode();
  readonly element = span('by', span('account-name', span('start', this.#start), span('end', this.#end)));

  /** @param account null: there is no such cell */
  show(account: string | null): void {
    if (this.element.hidden !== (account === null)) this.element.hidden = account === null;
    const [start, end] = splitName(account ?? '');
    write(this.#start, start);
    write(this.#end, end);
  }
}
