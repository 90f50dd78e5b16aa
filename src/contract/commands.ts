/**
 * The only list of the app's commands: the menu, the command palette, the keys and the map of keys come from it. The
 * main process carries out those marked `app`, the page those marked `page`. A browser has only the latter.
 */
import type { PitPhase } from './pit-state.ts';

export type MenuName =
  'file' | 'export' | 'pit' | 'view' | 'chart' | 'tools' | 'help' | 'panels' | 'playback';

interface CommandShape {
  readonly id: string;
  /** Text in the menu. An ellipsis shows that a dialog follows. */
  readonly title: string;
  /** Text in the map of keys. Absent: the title. */
  readonly about?: string;
  /** `export` is a submenu of File, `chart` one of View; `panels` and `playback` are not in the menu bar. */
  readonly menu: MenuName;
  /** Section within the menu. A line separates the sections. */
  readonly section?: number;
  /** Key combination, in Electron's notation. */
  readonly accelerator?: string;
  /** A key without a modifier, active outside text fields. */
  readonly key?: string;
  readonly by: 'app' | 'page';
  /** Requirement of the command. `pit`: the app's window. `playback`: an open recorded session. Absent: none. */
  readonly needs?: 'pit' | 'playback';
  /** Phases of the pit in which the command is available. Absent: all. */
  readonly phases?: readonly PitPhase[];
}

const CLOSED: readonly PitPhase[] = ['stopped'];
const RUNNING: readonly PitPhase[] = ['running'];

export const COMMANDS = [
  {
    id: 'start',
    title: 'Start',
    about: 'Start the pit',
    menu: 'pit',
    accelerator: 'CmdOrCtrl+Return',
    by: 'app',
    phases: CLOSED,
  },
  {
    id: 'stop',
    title: 'Stop',
    about: 'Stop the pit',
    menu: 'pit',
    accelerator: 'CmdOrCtrl+.',
    by: 'app',
    phases: ['starting', 'running'],
  },
  { id: 'start-free-ports', title: 'Start on Free Ports', menu: 'pit', by: 'app', phases: CLOSED },
  { id: 'continue-last', title: 'Continue Last Session', menu: 'pit', section: 1, by: 'app', phases: CLOSED },
  { id: 'continue-session', title: 'Continue Session…', menu: 'pit', section: 1, by: 'app', phases: CLOSED },
  {
    id: 'rewind',
    title: 'Rewind',
    about: 'Play the last half minute again',
    menu: 'pit',
    section: 2,
    by: 'page',
    needs: 'pit',
    phases: RUNNING,
  },
  {
    id: 'new-bot',
    title: 'New Bot',
    menu: 'pit',
    section: 3,
    key: 'n',
    by: 'page',
    needs: 'pit',
  },
  {
    id: 'stop-bots',
    title: 'Stop All Bots',
    menu: 'pit',
    section: 3,
    by: 'page',
    needs: 'pit',
    phases: RUNNING,
  },
  {
    id: 'start-bots',
    title: 'Start All Bots',
    menu: 'pit',
    section: 3,
    by: 'page',
    needs: 'pit',
    phases: RUNNING,
  },
  {
    id: 'new-strategy',
    title: 'New Strategy…',
    about: 'Write a new strategy file',
    menu: 'file',
    accelerator: 'CmdOrCtrl+N',
    by: 'app',
  },
  {
    id: 'new-bot-file',
    title: 'New Bot from File…',
    menu: 'file',
    accelerator: 'CmdOrCtrl+O',
    by: 'app',
  },
  { id: 'choose-config', title: 'Exchange Configuration…', menu: 'file', section: 1, by: 'app' },
  { id: 'clear-config', title: 'Default Exchange Configuration', menu: 'file', section: 1, by: 'app' },
  {
    id: 'export-trades',
    title: 'trades.csv…',
    about: 'Export trades.csv',
    menu: 'export',
    accelerator: 'CmdOrCtrl+E',
    by: 'app',
  },
  { id: 'export-performance', title: 'performance.csv…', menu: 'export', by: 'app' },
  { id: 'export-summary', title: 'performance-summary.csv…', menu: 'export', by: 'app' },
  {
    id: 'export-all',
    title: 'All CSV Files…',
    about: 'Export all CSV files',
    menu: 'export',
    accelerator: 'CmdOrCtrl+Shift+E',
    by: 'app',
  },
  { id: 'export-orders', title: 'orders.csv…', menu: 'export', section: 1, by: 'app' },
  { id: 'export-fills', title: 'fills.csv…', menu: 'export', section: 1, by: 'app' },
  { id: 'export-events', title: 'events.jsonl…', menu: 'export', section: 1, by: 'app' },
  {
    id: 'report',
    title: 'Report…',
    about: 'Write a report of the session',
    menu: 'file',
    section: 2,
    by: 'app',
  },
  {
    id: 'open-session',
    title: 'Open Session…',
    menu: 'file',
    section: 3,
    accelerator: 'CmdOrCtrl+Shift+O',
    by: 'app',
  },
  { id: 'open-session-file', title: 'Open Session File…', menu: 'file', section: 3, by: 'app' },
  {
    id: 'save-session',
    title: 'Save Session…',
    menu: 'file',
    section: 3,
    accelerator: 'CmdOrCtrl+S',
    by: 'app',
  },
  { id: 'open-session-folder', title: 'Show Session Folder', menu: 'file', section: 3, by: 'app' },
  {
    id: 'palette',
    title: 'Command Palette…',
    about: 'Find and run any command (also F1)',
    menu: 'view',
    accelerator: 'CmdOrCtrl+Shift+P',
    by: 'page',
  },
  {
    id: 'board',
    title: 'Leaderboard',
    about: 'Show or leave the leaderboard for a projector',
    menu: 'view',
    accelerator: 'CmdOrCtrl+L',
    by: 'page',
  },
  {
    id: 'log',
    title: 'Log',
    about: 'Show or hide the log of all processes',
    menu: 'view',
    accelerator: 'CmdOrCtrl+J',
    by: 'page',
    needs: 'pit',
  },
  { id: 'theme', title: 'Light or Dark Theme', menu: 'view', section: 1, by: 'page' },
  { id: 'colours', title: 'Blue and Orange for Buy and Sell', menu: 'view', section: 1, by: 'page' },
  { id: 'reset-layout', title: 'Reset Layout', menu: 'view', section: 1, by: 'page' },
  { id: 'zoom-in', title: 'Zoom In', menu: 'view', section: 2, accelerator: 'CmdOrCtrl+Plus', by: 'app' },
  { id: 'zoom-out', title: 'Zoom Out', menu: 'view', section: 2, accelerator: 'CmdOrCtrl+-', by: 'app' },
  { id: 'zoom-reset', title: 'Actual Size', menu: 'view', section: 2, accelerator: 'CmdOrCtrl+0', by: 'app' },
  { id: 'full-screen', title: 'Full Screen', menu: 'view', section: 3, accelerator: 'F11', by: 'app' },
  { id: 'reload', title: 'Reload', menu: 'view', section: 4, accelerator: 'CmdOrCtrl+R', by: 'app' },
  {
    id: 'developer-tools',
    title: 'Developer Tools',
    menu: 'view',
    section: 4,
    accelerator: 'CmdOrCtrl+Shift+I',
    by: 'app',
  },
  { id: 'candle-price', title: 'Candles of the Mid Price or of Trades', menu: 'chart', by: 'page' },
  { id: 'layer-heatmap', title: 'Depth over Time', menu: 'chart', section: 1, by: 'page' },
  {
    id: 'heat-scale',
    title: 'Colours of the Depth…',
    about: 'Set the cut-offs of the colours of the depth',
    menu: 'chart',
    section: 1,
    key: 'h',
    by: 'page',
  },
  { id: 'layer-dots', title: 'Volume', menu: 'chart', section: 1, by: 'page' },
  { id: 'layer-markLine', title: 'Mark Price', menu: 'chart', section: 1, by: 'page' },
  { id: 'layer-largeTrades', title: 'Large Trades', menu: 'chart', section: 2, by: 'page' },
  { id: 'layer-bots', title: 'Bots that Join, Fail or Leave', menu: 'chart', section: 2, by: 'page' },
  { id: 'layer-vwap', title: 'VWAP', menu: 'chart', section: 3, by: 'page' },
  { id: 'layer-profile', title: 'Volume Profile', menu: 'chart', section: 3, by: 'page' },
  { id: 'layer-delta', title: 'Cumulative Volume Delta', menu: 'chart', section: 3, by: 'page' },
  { id: 'layer-logScale', title: 'Logarithmic Scale', menu: 'chart', section: 3, by: 'page' },
  { id: 'layer-overview', title: 'Overview of All Candles', menu: 'chart', section: 3, by: 'page' },
  {
    id: 'draw-line',
    title: 'Draw a Line',
    about: 'Draw a line on the chart',
    menu: 'chart',
    section: 5,
    key: 'l',
    by: 'page',
  },
  {
    id: 'draw-range',
    title: 'Draw a Range',
    about: 'Draw a range of prices on the chart',
    menu: 'chart',
    section: 5,
    key: 'r',
    by: 'page',
  },
  {
    id: 'draw-alert',
    title: 'Set a Price Alert',
    about: 'Set a price alert on the chart',
    menu: 'chart',
    section: 5,
    key: 'a',
    by: 'page',
  },
  { id: 'alert-margin', title: 'Margin Alert…', menu: 'chart', section: 5, by: 'page' },
  { id: 'alert-sound', title: 'Sound of Alerts', menu: 'chart', section: 5, by: 'page' },
  { id: 'clear-drawings', title: 'Remove Drawings and Alerts', menu: 'chart', section: 5, by: 'page' },
  {
    id: 'chart-live',
    title: 'Return to the Newest Candles',
    about: 'Return to the newest candles (also a double click on the chart)',
    menu: 'chart',
    section: 4,
    key: 'Home',
    by: 'page',
  },
  { id: 'filter', title: 'Filter the Accounts', menu: 'panels', key: 'f', by: 'page' },
  {
    id: 'recentre',
    title: 'Recentre the Order Book',
    about: 'Bring the order book back to the middle of the market',
    menu: 'panels',
    key: 'c',
    by: 'page',
  },
  {
    id: 'group-more',
    title: 'More Ticks per Row',
    about: 'More ticks per row of the order book',
    menu: 'panels',
    key: '+',
    by: 'page',
  },
  {
    id: 'group-less',
    title: 'Fewer Ticks per Row',
    about: 'Fewer ticks per row of the order book',
    menu: 'panels',
    key: '-',
    by: 'page',
  },
  {
    id: 'own-account',
    title: 'Selected Account as Own',
    about: 'Make the selected account your own: the order book always marks its orders',
    menu: 'panels',
    key: 'o',
    by: 'page',
  },
  { id: 'previous-symbol', title: 'Previous Instrument', menu: 'panels', key: '[', by: 'page' },
  { id: 'next-symbol', title: 'Next Instrument', menu: 'panels', key: ']', by: 'page' },
  { id: 'house', title: 'Accounts of the Crowd', menu: 'panels', by: 'page' },
  { id: 'relay', title: 'Connect to a Relay…', menu: 'panels', by: 'page', needs: 'pit' },
  {
    id: 'playback-toggle',
    title: 'Play or Pause',
    about: 'In a recorded session: play or pause',
    menu: 'playback',
    key: ' ',
    by: 'page',
    needs: 'playback',
  },
  {
    id: 'playback-step',
    title: 'One Command',
    about: 'In a recorded session: go forward by one command of an account',
    menu: 'playback',
    key: '.',
    by: 'page',
    needs: 'playback',
  },
  {
    id: 'playback-back',
    title: '5 Seconds Back',
    about: 'In a recorded session: go back 5 seconds, with Shift 60',
    menu: 'playback',
    key: 'ArrowLeft',
    by: 'page',
    needs: 'playback',
  },
  {
    id: 'playback-forward',
    title: '5 Seconds Forward',
    about: 'In a recorded session: go forward 5 seconds, with Shift 60',
    menu: 'playback',
    key: 'ArrowRight',
    by: 'page',
    needs: 'playback',
  },
  { id: 'live', title: 'Close the Recorded Session', menu: 'playback', by: 'page', needs: 'playback' },
  {
    id: 'lab',
    title: 'Lab…',
    about: 'Lab: is one strategy better than another?',
    menu: 'tools',
    accelerator: 'CmdOrCtrl+Shift+L',
    by: 'page',
    needs: 'pit',
  },
  { id: 'key-map', title: 'Keys', about: 'This map', menu: 'help', key: '?', by: 'page' },
  { id: 'documents', title: 'Documentation', menu: 'help', section: 1, by: 'app' },
  { id: 'strategies', title: 'Built-in Strategies', menu: 'help', section: 1, by: 'app' },
  { id: 'about', title: 'About Botpit', menu: 'help', section: 2, by: 'app' },
  { id: 'quit', title: 'Quit', menu: 'file', section: 4, accelerator: 'CmdOrCtrl+Q', by: 'app' },
] as const satisfies readonly CommandShape[];

type Listed = (typeof COMMANDS)[number];
export type CommandId = Listed['id'];
export type AppCommandId = Extract<Listed, { readonly by: 'app' }>['id'];
export type PageCommandId = Extract<Listed, { readonly by: 'page' }>['id'];
export type Command = CommandShape & { readonly id: CommandId };

export const APP_COMMANDS: readonly AppCommandId[] = COMMANDS.filter((command) => command.by === 'app').map(
  ({ id }) => id,
);

export function isAppCommand(id: CommandId): id is AppCommandId {
  return (APP_COMMANDS as readonly CommandId[]).includes(id);
}

export function fitsPhase({ phases }: Command, phase: PitPhase | undefined): boolean {
  return phases === undefined || (phase !== undefined && phases.includes(phase));
}
