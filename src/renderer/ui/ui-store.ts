/** What the user chose on this screen. Kept between runs. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { AccountColumn, AccountSort } from '../accounts/account-rows.ts';
import type { IntervalSeconds } from '../feed/bars.ts';

export type Theme = 'dark' | 'light';
/** Buy and sell colours; the second pair is safe for colour-blind eyes. */
export type Palette = 'green-red' | 'blue-orange';
export type AccountsTab = 'accounts' | 'pnl' | 'liquidations';

export interface Ui {
  readonly theme: Theme;
  readonly palette: Palette;
  /** Null: the first instrument of the pit. */
  readonly symbol: string | null;
  readonly interval: IntervalSeconds;
  readonly tab: AccountsTab;
  readonly sort: AccountSort;
  /** The account whose orders, fills and curves the other panels point out; null: none. */
  readonly account: string | null;
  /** Columns of the accounts table; null: as many as the panel has room for. */
  readonly columns: readonly AccountColumn[] | null;
  /** Part of the names of the accounts that are listed; empty: all. */
  readonly accountFilter: string;
  /** Rises when the panels are to be laid out anew. */
  readonly layoutVersion: number;
  /** The relay that a window without a pit of its own follows; null: the one in its address. */
  readonly relayUrl: string | null;
  readonly keyMapOpen: boolean;
}

const INITIAL: Ui = {
  theme: 'dark',
  palette: 'green-red',
  symbol: null,
  interval: 5,
  tab: 'accounts',
  sort: { column: 'equity', direction: 'descending' },
  account: null,
  columns: null,
  accountFilter: '',
  layoutVersion: 0,
  relayUrl: null,
  keyMapOpen: false,
};

export const useUi = create<Ui>()(
  persist(() => INITIAL, {
    name: 'botpit-monitor',
    version: 1,
    partialize: ({ theme, palette, symbol, interval, tab, sort, columns }) => ({
      theme,
      palette,
      symbol,
      interval,
      tab,
      sort,
      columns,
    }),
  }),
);

export function setUi(change: Partial<Ui>): void {
  useUi.setState(change);
}
