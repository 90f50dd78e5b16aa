/** The user's choices on this screen. Kept between runs. */
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
/** Buy and sell colours; the second pair is safe for colour-blind eyes. */
export type Palette = 'green-red' | 'blue-orange';

/** Counts of columns: `shown` of `count` are visible, `page` of these move, `shift` are hidden at the left. */
export interface ShownColumns {
  readonly shown: number;
  readonly count: number;
  readonly page: number;
  readonly shift: number;
  readonly shiftMax: number;
}

/** Layers of the chart: true is shown. */
type Layers = Readonly<Record<ChartLayerId, boolean>>;

export interface Ui extends Layers {
  readonly theme: Theme;
  readonly palette: Palette;
  /** Null: the first instrument of the pit. */
  readonly symbol: string | null;
  readonly interval: IntervalChoice;
  /** The length of the candles on screen; null: there are none. */
  readonly shownInterval: IntervalSeconds | null;
  readonly candlePrice: CandlePrice;
  /** The part of the chart's height that the cumulative volume delta takes. */
  readonly deltaShare: number;
  /** The user's cut-offs of the heatmap's colours, by symbol; without one: the usual ones. */
  readonly heatCutoffs: Readonly<Record<string, HeatCutoffs>>;
  /** Ticks to a row of the ladder. */
  readonly grouping: number;
  /** Rows by which the ladder is scrolled up from the middle of the market; negative: down. */
  readonly ladderShift: number;
  /** The trade whose fills are explained; null: none. */
  readonly explainedTrade: number | null;
  readonly tab: TabId;
  readonly sort: AccountSort;
  /** True: the table and the leaderboard list each of the crowd's accounts with its rank. */
  readonly showsHouse: boolean;
  /** The account whose orders, fills and curves the other panels highlight; null: none. */
  readonly account: string | null;
  /** The user's own account: a phone shows it on top, the ladder marks its orders; null: none is chosen. */
  readonly ownAccount: string | null;
  /** Columns of the accounts table; null: as many as the panel has room for. */
  readonly columns: readonly AccountColumn[] | null;
  /** Columns by which the table is scrolled to the right. */
  readonly columnShift: number;
  /** The visible columns of the accounts table; null: the table is not on screen. */
  readonly columnSight: ShownColumns | null;
  /** The table lists accounts whose names contain this text; empty: all. */
  readonly accountFilter: string;
  /** The relay that a window without a local pit follows; null: the one in its address. */
  readonly relayUrl: string | null;
  /** The leaderboard in place of the panels. */
  readonly boardOpen: boolean;
  /** The end of the round that the leaderboard counts down to, in milliseconds since the Unix epoch; null: none. */
  readonly roundEndsAt: number | null;
  /** The log at the bottom of the window. */
  readonly logOpen: boolean;
  readonly paletteOpen: boolean;
  /** Entries of the command palette, the last used first. */
  readonly recentCommands: readonly string[];
  readonly keyMapOpen: boolean;
  /** What the next clicks on the chart draw; null: nothing. */
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

/** A web server offers the leaderboard at an address of its own. */
function isBoardAddress(): boolean {
  return typeof location !== 'undefined' && location.pathname === BOARD_PATH;
}

export function setUi(change: Partial<Ui>): void {
  useUi.setState(change);
}
