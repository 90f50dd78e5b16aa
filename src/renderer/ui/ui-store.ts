/** Choices of the user on this screen. They are saved for the next run. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { AccountColumn, AccountSort } from '../accounts/account-rows.ts';
import type { IntervalChoice, IntervalSeconds } from '../feed/bars.ts';
import type { CandlePrice } from '../../contract/history.ts';
import { BOARD_PATH } from '../../contract/protocol.ts';
import type { ChartLayerId } from '../chart/chart-layers.ts';
import type { Tool } from '../chart/drawing-tools.ts';
import type { HeatCutoffs } from '../chart/heat-cutoffs.ts';
import type { TabId } from '../layout/panels.ts';

export type Theme = 'dark' | 'light';
/** Buy and sell colours. The second pair is safe for colour-blind people. */
export type Palette = 'green-red' | 'blue-orange';

/** Numbers of columns: `shown` of `count` are visible, `page` of these move, and `shift` are hidden at the left. */
export interface ShownColumns {
  readonly shown: number;
  readonly count: number;
  readonly page: number;
  readonly shift: number;
  readonly shiftMax: number;
}

/** Layers of the chart. True: visible. */
type Layers = Readonly<Record<ChartLayerId, boolean>>;

export interface Ui extends Layers {
  readonly theme: Theme;
  readonly palette: Palette;
  /** Symbol of the chosen instrument. Null: the first one of the pit. */
  readonly symbol: string | null;
  readonly interval: IntervalChoice;
  /** Length of the candles on screen. Null: there are none. */
  readonly shownInterval: IntervalSeconds | null;
  readonly candlePrice: CandlePrice;
  /** Share of the chart's height that the cumulative volume delta takes. */
  readonly deltaShare: number;
  /** The user's cut-offs of the heatmap's colours, by symbol. Absent: the default ones. */
  readonly heatCutoffs: Readonly<Record<string, HeatCutoffs>>;
  /** Number of ticks in a row of the ladder. */
  readonly grouping: number;
  /** Rows by which the ladder is scrolled up from the middle of the market. Negative: down. */
  readonly ladderShift: number;
  /** Trade whose fills are explained. Null: none. */
  readonly explainedTrade: number | null;
  readonly tab: TabId;
  readonly sort: AccountSort;
  /** True when the table and the leaderboard list each of the crowd's accounts with its rank. */
  readonly showsHouse: boolean;
  /** Account whose orders, fills and curves the other panels highlight. Null: none. */
  readonly account: string | null;
  /** The user's own account. A phone shows it on top, and the ladder marks its orders. Null: none is chosen. */
  readonly ownAccount: string | null;
  /** Columns of the accounts table. Null: as many as the panel has room for. */
  readonly columns: readonly AccountColumn[] | null;
  /** Number of columns by which the table is scrolled to the right. */
  readonly columnShift: number;
  /** Visible columns of the accounts table. Null: the table is not on screen. */
  readonly columnSight: ShownColumns | null;
  /** Text that the names of the listed accounts contain. Empty: all accounts are listed. */
  readonly accountFilter: string;
  /** Relay that a window without a local pit follows. Null: the one in its address. */
  readonly relayUrl: string | null;
  /** True when the leaderboard replaces the panels. */
  readonly boardOpen: boolean;
  /** End of the round on the leaderboard, in milliseconds since the Unix epoch. Null: none. */
  readonly roundEndsAt: number | null;
  /** True when the log is open at the bottom of the window. */
  readonly logOpen: boolean;
  readonly paletteOpen: boolean;
  /** Entries of the command palette that were used recently, the last one first. */
  readonly recentCommands: readonly string[];
  readonly keyMapOpen: boolean;
  /** Tool for the next clicks on the chart. Null: none. */
  readonly tool: Tool | null;
  readonly alertSound: boolean;
  readonly relayDialogOpen: boolean;
  readonly labOpen: boolean;
  /** Addresses of earlier connections, newest first, without tokens. */
  readonly recentRelays: readonly string[];
}

const INITIAL: Ui = {
  theme: 'dark',
  palette: 'green-red',
  symbol: null,
  interval: 'auto',
  shownInterval: null,
  candlePrice: 'mid',
  heatmap: true,
  dots: true,
  markLine: true,
  largeTrades: true,
  bots: true,
  vwap: false,
  profile: false,
  delta: false,
  logScale: false,
  overview: true,
  deltaShare: 0.2,
  heatCutoffs: {},
  grouping: 1,
  ladderShift: 0,
  explainedTrade: null,
  tab: 'accounts',
  sort: { column: 'rank', direction: 'ascending' },
  showsHouse: false,
  account: null,
  ownAccount: null,
  columns: null,
  columnShift: 0,
  columnSight: null,
  accountFilter: '',
  relayUrl: null,
  boardOpen: isBoardAddress(),
  roundEndsAt: null,
  logOpen: false,
  paletteOpen: false,
  recentCommands: [],
  keyMapOpen: false,
  tool: null,
  alertSound: false,
  relayDialogOpen: false,
  labOpen: false,
  recentRelays: [],
};

export const useUi = create<Ui>()(
  persist(() => INITIAL, {
    name: 'botpit-monitor',
    version: 1,
    partialize: ({
      account: _account,
      shownInterval: _shownInterval,
      explainedTrade: _explained,
      ladderShift: _shift,
      columnShift: _columnShift,
      columnSight: _columnSight,
      accountFilter: _accountFilter,
      relayUrl: _relayUrl,
      boardOpen: _boardOpen,
      paletteOpen: _paletteOpen,
      keyMapOpen: _keyMapOpen,
      tool: _tool,
      relayDialogOpen: _relayDialogOpen,
      labOpen: _labOpen,
      ...kept
    }) => kept,
  }),
);

/** True at the web server's address of the leaderboard. */
function isBoardAddress(): boolean {
  return typeof location !== 'undefined' && location.pathname === BOARD_PATH;
}

export function setUi(change: Partial<Ui>): void {
  useUi.setState(change);
}
