/** Selects the trades on the tape, and the large ones among them. */
import type { Trade } from '../../contract/events.ts';

export interface TapeFilter {
  /** Part of the name of a party, ignoring case. Empty: any party. */
  readonly account: string;
  /** Quantity below which trades are left out. */
  readonly minQuantity: number;
}

export const NO_FILTER: TapeFilter = { account: '', minQuantity: 0 };

/** Quantile of the listed trades above which a trade is large, unless the user says otherwise. */
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

/** Quantity from which on a trade is large. Infinite before there is anything for comparison. */
export function largeQuantity(trades: readonly Trade[]): number {
  const quantities = Float64Array.from(trades, ({ quantity }) => quantity).sort();
  return quantities[Math.ceil(quantities.length * LARGE_QUANTILE)] ?? Number.POSITIVE_INFINITY;
}

/** The typed quantity, or `otherwise` for an empty or invalid text. */
export function typedQuantity(text: string, otherwise: number): number {
  const quantity = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !(quantity >= 0) ? otherwise : quantity;
}
