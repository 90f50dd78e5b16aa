/** Fills of each account over a session, from the rows of fills.csv. A crowd's accounts count as one. */
import { crowdOf } from '../../contract/house.ts';
import { MARKOUT_SECONDS } from '../../contract/markouts.ts';
import { eachRow, type CsvReading, type CsvRecord } from './csv-rows.ts';

const BASIS_POINTS = 10_000;

export interface AccountFills {
  readonly account: string;
  readonly fills: number;
  /** Share of the fills whose order rested in the book, from 0 to 1. */
  readonly makerShare: number;
  /**
   * Markouts after each of MARKOUT_SECONDS, in basis points of the turnover of the fills that have one. Null: there is
   * no such fill.
   */
  readonly markouts: readonly (number | null)[];
}

/** Sums over fills that have the markout. */
interface Markout {
  money: number;
  turnover: number;
}

class Fills {
  #count = 0;
  #makers = 0;
  readonly #markouts = MARKOUT_SECONDS.map((): Markout => ({ money: 0, turnover: 0 }));

  add(record: CsvRecord): void {
    this.#count += 1;
    if (record('liquidity') === 'maker') this.#makers += 1;
    const [price, quantity] = [Number(record('price')), Number(record('quantity'))];
    for (const [horizon, seconds] of MARKOUT_SECONDS.entries()) {
      const perUnit = record(`markout${seconds}s`);
      const sums = this.#markouts[horizon];
      if (perUnit === undefined || sums === undefined) continue;
      sums.money += Number(perUnit) * quantity;
      sums.turnover += price * quantity;
    }
  }

  of(account: string): AccountFills {
    const markouts = this.#markouts.map(({ money, turnover }) =>
      turnover === 0 ? null : (BASIS_POINTS * money) / turnover,
    );
    return { account, fills: this.#count, makerShare: this.#makers / this.#count, markouts };
  }
}

/** Rejects when the signal aborts. @param file a fills.csv */
export async function readFills(file: string, reading: CsvReading): Promise<readonly AccountFills[]> {
  const byAccount = new Map<string, Fills>();
  await eachRow(file, reading, (record) => {
    const name = record('account') ?? '';
    const account = crowdOf(name) ?? name;
    const known = byAccount.get(account);
    const fills = known ?? new Fills();
    if (known === undefined) byAccount.set(account, fills);
    fills.add(record);
  });
  return [...byAccount].map(([account, fills]) => fills.of(account));
}
