/** Selects the trades that the tape shows, and the large ones among them. */
import type { Trade } from '../../contract/events.ts';

export interface TapeFilter {
  /** Part of the name of a party, in any case; empty: anyone. */
  readonly account: string;
  /** Smaller trades are left out. */
  readonly minQuantity: number;
}

export const NO_FILTER: TapeFilter = { account: '', minQuantity: 0 };

/** Unless the user says otherwise, a trade is large when this share of the listed trades is smaller. */
const LARGE_QUANTILE = 0.95;

export function isFiltering({ account, minQuantity }: TapeFilter): boolean {
  return account.trim() !== '' || minQuantity > 0;
}

export function filterTrades(
  trades: readonly Trade[],
  { account, minQuantity }: TapeFilter,
): readonly Trade[] {
  const name = account.trim().toLowerCase();
  return trades.filter(
    ({ buyAccount, sellAccount, quantity }) =>
      quantity >= minQuantity &&
      (buyAccount.toLowerCase().includes(name) || sellAccount.toLowerCase().includes(name)),
  );
}

/** The quantity from which a trade is large; infinite before there is anything to compare with. */
export function largeQuantity(trades: readonly Trade[]): number {
  const quantities = Float64Array.from(trades, ({ quantity }) => quantity).sort();
  return quantities[Math.ceil(quantities.length * LARGE_QUANTILE)] ?? Number.POSITIVE_INFINITY;
}

/** The typed quantity; `otherwise` for an empty or invalid text. */
export function typedQuantity(text: string, otherwise: number): number {
  const quantity = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !(quantity >= 0) ? otherwise : quantity;
}
