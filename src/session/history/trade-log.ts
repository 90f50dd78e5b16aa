/** The newest trades of all instruments, in a ring of typed arrays. It allocates memory as it fills. */
import type { HistoryFill, Trade } from '../../contract/history.ts';
import type { Span } from './candle-series.ts';
import { firstIndex } from '../../contract/first-index.ts';

export const TRADES_MAX = 1_000_000;
const FIRST_ROWS = 1_024;

/** Columns of the numbers, and of the names' indices and flags. */
const [SEQ, TIME, ID, PRICE, QUANTITY, BUY_ORDER, SELL_ORDER, BUY_FEE, SELL_FEE, NUMBERS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
/** Marks a fee that the session does not publish. */
const NO_FEE = Number.NaN;
const [SYMBOL, BUYER, SELLER, FLAGS, WORDS] = [0, 1, 2, 3, 4] as const;
const [IS_BUY, IS_LIQUIDATION] = [1, 2] as const;

export class TradeLog {
  readonly #max: number;
  #numbers = new Float64Array(FIRST_ROWS * NUMBERS);
  #words = new Uint32Array(FIRST_ROWS * WORDS);
  readonly #names: string[] = [];
  readonly #places = new Map<string, number>();
  #written = 0;

  constructor(max = TRADES_MAX) {
    this.#max = max;
  }

  get length(): number {
    return Math.min(this.#written, this.#max);
  }

  add(trade: Trade): void {
    this.#makeRoom();
    const row = this.#written % this.#max;
    const { seq, time, tradeId, price, quantity, buyOrderId, sellOrderId } = trade;
    const fees = [trade.buyFee ?? NO_FEE, trade.sellFee ?? NO_FEE];
    this.#numbers.set([seq, time, tradeId, price, quantity, buyOrderId, sellOrderId, ...fees], row * NUMBERS);
    const flags = (trade.aggressor === 'buy' ? IS_BUY : 0) | (trade.liquidation ? IS_LIQUIDATION : 0);
    const [symbol, buyer, seller] = [trade.symbol, trade.buyAccount, trade.sellAccount];
    this.#words.set([this.#word(symbol), this.#word(buyer), this.#word(seller), flags], row * WORDS);
    this.#written += 1;
  }

  /** Trades of a span, oldest first. @param symbol undefined: all instruments */
  between(span: Span, symbol: string | undefined): readonly Trade[] {
    const wanted = symbol === undefined ? undefined : this.#places.get(symbol);
    if (symbol !== undefined && wanted === undefined) return [];
    return this.#newest(
      span,
      (row) => wanted === undefined || this.#words[row * WORDS + SYMBOL] === wanted,
    ).map((row) => this.#trade(row));
  }

  /** Fills of an account, oldest first. A trade of the account with itself has two, one for each side. */
  fillsOf(account: string, span: Span, symbol: string | undefined): readonly HistoryFill[] {
    const [who, what] = [
      this.#places.get(account),
      symbol === undefined ? undefined : this.#places.get(symbol),
    ];
    if (who === undefined || (symbol !== undefined && what === undefined)) return [];
    const words = this.#words;
    const isOwn = (row: number) =>
      (words[row * WORDS + BUYER] === who || words[row * WORDS + SELLER] === who) &&
      (what === undefined || words[row * WORDS + SYMBOL] === what);
    const fills = this.#newest(span, isOwn).flatMap((row) => fillsIn(this.#trade(row), account));
    return fills.slice(-span.limit);
  }

  clear(): void {
    this.#written = 0;
    this.#names.length = 0;
    this.#places.clear();
  }

  #newest({ from, to, limit }: Span, isWanted: (row: number) => boolean): readonly number[] {
    const rows: number[] = [];
    const oldest = this.#written - this.length;
    for (let index = this.#firstFrom(to) - 1; index >= oldest && rows.length < limit; index -= 1) {
      const row = index % this.#max;
      if ((this.#numbers[row * NUMBERS + TIME] as number) < from) break;
      if (isWanted(row)) rows.push(row);
    }
    return rows.reverse();
  }

  #firstFrom(micros: number): number {
    return firstIndex(
      this.#written - this.length,
      this.#written,
      (index) => (this.#numbers[(index % this.#max) * NUMBERS + TIME] as number) >= micros,
    );
  }

  #trade(row: number): Trade {
    const number = (column: number) => this.#numbers[row * NUMBERS + column] as number;
    const word = (column: number) => this.#words[row * WORDS + column] as number;
    const name = (column: number) => this.#names[word(column)] ?? '';
    const [buyFee, sellFee] = [number(BUY_FEE), number(SELL_FEE)];
    return {
      type: 'trade',
      seq: number(SEQ),
      time: number(TIME),
      symbol: name(SYMBOL),
      tradeId: number(ID),
      price: number(PRICE),
      quantity: number(QUANTITY),
      aggressor: (word(FLAGS) & IS_BUY) === 0 ? 'sell' : 'buy',
      buyAccount: name(BUYER),
      sellAccount: name(SELLER),
      buyOrderId: number(BUY_ORDER),
      sellOrderId: number(SELL_ORDER),
      liquidation: (word(FLAGS) & IS_LIQUIDATION) !== 0,
      ...(!Number.isNaN(buyFee) && { buyFee, sellFee }),
    };
  }

  #makeRoom(): void {
    const rows = this.#words.length / WORDS;
    if (this.#written < rows || rows >= this.#max) return;
    const grown = Math.min(rows * 2, this.#max);
    const [numbers, words] = [new Float64Array(grown * NUMBERS), new Uint32Array(grown * WORDS)];
    numbers.set(this.#numbers);
    words.set(this.#words);
    [this.#numbers, this.#words] = [numbers, words];
  }

  #word(name: string): number {
    const found = this.#places.get(name);
    if (found !== undefined) return found;
    this.#places.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }
}

function fillsIn(trade: Trade, account: string): readonly HistoryFill[] {
  const sides = (['buy', 'sell'] as const).filter((side) => trade[`${side}Account`] === account);
  return sides.map((side) => ({
    tradeId: trade.tradeId,
    orderId: trade[`${side}OrderId`],
    time: trade.time,
    symbol: trade.symbol,
    side,
    price: trade.price,
    quantity: trade.quantity,
    liquidity: trade.aggressor === side ? 'taker' : 'maker',
    ...feeIn(trade[`${side}Fee`]),
    liquidation: trade.liquidation,
  }));
}

function feeIn(fee: number | undefined): Pick<HistoryFill, 'fee'> {
  return fee === undefined ? {} : { fee };
}
