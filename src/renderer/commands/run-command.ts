/**
 * Carries out a command from a key, the menu or the palette. The page's own commands run here, the others in the main
 * process.
 */
import { flushSync } from 'react-dom';
import type { AppCommandId, CommandId } from '../../contract/commands.ts';
import type { ChartLayerId } from '../chart/chart-layers.ts';
import { MARGIN_FIELD_ID } from '../chart/draw-menu.tsx';
import { DRAW_MENU_ID, startDrawing, type Tool } from '../chart/drawing-tools.ts';
import { clearDrawings, drawingSession } from '../chart/drawings.ts';
import { requestLive } from '../chart/live-requests.ts';
import type { Feed } from '../feed/feed.ts';
import { nextSymbol } from '../feed/next-symbol.ts';
import { HEAT_SCALE_ID } from '../chart/heat-legend.tsx';
import { nextGrouping } from '../ladder/price-steps.ts';
import { resetLayout } from '../layout/arrangement-store.ts';
import { PANELS, type PanelId, type TabId } from '../layout/panels.ts';
import type { Pit, PitStore } from '../pit/pit-store.ts';
import { performPlayback } from '../playback/playback-keys.ts';
import { setUi, useUi, type Ui } from '../ui/ui-store.ts';
import type { KeyAction, PageAction } from './keys.ts';

export interface CommandContext {
  readonly pit: PitStore;
  readonly feed: Feed;
  /** True while Shift is held. */
  readonly isLong?: boolean;
}

interface Situation {
  readonly pit: Pit;
  readonly feed: Feed;
  readonly isLong: boolean;
}

export function runCommand(id: CommandId | KeyAction, { pit, feed, isLong = false }: CommandContext): void {
  const situation = { pit: pit.getState(), feed, isLong };
  if (isPanel(id)) focusPanel(id);
  else if (id in PAGE_COMMANDS) PAGE_COMMANDS[id as PageAction](situation);
  else void situation.pit.runCommand(id as AppCommandId);
}

const playback =
  (action: Parameters<typeof performPlayback>[0]) =>
  ({ pit, isLong }: Situation) => {
    if (pit.playback !== null) performPlayback(action, pit, isLong);
  };

const draw = (tool: Tool) => () => {
  showChart();
  startDrawing(tool);
};

const toggle = (layer: ChartLayerId) => () => setUi({ [layer]: !useUi.getState()[layer] });

const PAGE_COMMANDS: Readonly<Record<PageAction, (situation: Situation) => void>> = {
  start: ({ pit }) => {
    if (pit.state?.phase === 'stopped') void pit.start();
  },
  stop: ({ pit }) => {
    if (pit.state?.phase === 'running' || pit.state?.phase === 'starting') void pit.stop();
  },
  rewind: ({ pit }) => void pit.rewind(),
  'new-bot': () => document.querySelector<HTMLElement>('[data-testid="strategy-select"]')?.focus(),
  'stop-bots': ({ pit }) => eachBot(pit, ['running', 'starting', 'crashed'], pit.stopBot),
  'start-bots': ({ pit }) => eachBot(pit, ['stopped', 'failed'], pit.startBot),
  palette: () => setUi({ paletteOpen: true }),
  board: () => setUi({ boardOpen: !useUi.getState().boardOpen }),
  log: () => setUi({ logOpen: !useUi.getState().logOpen }),
  theme: () => setUi({ theme: useUi.getState().theme === 'dark' ? 'light' : 'dark' }),
  colours: () => setUi({ palette: useUi.getState().palette === 'blue-orange' ? 'green-red' : 'blue-orange' }),
  'reset-layout': () => resetLayout(),
  filter: () => {
    showTab('accounts');
    document.getElementById('account-filter')?.focus();
  },
  recentre: () => setUi({ ladderShift: 0 }),
  'group-more': () => setUi({ grouping: nextGrouping(useUi.getState().grouping, 1) }),
  'group-less': () => setUi({ grouping: nextGrouping(useUi.getState().grouping, -1) }),
  'own-account': () => setUi({ ownAccount: useUi.getState().account }),
  'previous-symbol': ({ feed }) => moveSymbol(feed, -1),
  'next-symbol': ({ feed }) => moveSymbol(feed, 1),
  'candle-price': () => setUi({ candlePrice: useUi.getState().candlePrice === 'mid' ? 'trades' : 'mid' }),
  'layer-heatmap': toggle('heatmap'),
  'heat-scale': () => {
    // The scale belongs to the heatmap.
    showChart({ heatmap: true });
    openPopover(HEAT_SCALE_ID, 'input');
  },
  'layer-dots': toggle('dots'),
  'layer-markLine': toggle('markLine'),
  'layer-largeTrades': toggle('largeTrades'),
  'layer-bots': toggle('bots'),
  'layer-vwap': toggle('vwap'),
  'layer-profile': toggle('profile'),
  'layer-delta': toggle('delta'),
  'layer-logScale': toggle('logScale'),
  'layer-overview': toggle('overview'),
  'chart-live': requestLive,
  'draw-line': draw('line'),
  'draw-range': draw('range'),
  'draw-alert': draw('alert'),
  'alert-margin': () => {
    showChart();
    openPopover(DRAW_MENU_ID, `#${MARGIN_FIELD_ID}`);
  },
  'alert-sound': () => setUi({ alertSound: !useUi.getState().alertSound }),
  'clear-drawings': ({ pit, feed }) => clearDrawings(drawingSession(pit, feed)),
  house: () => setUi({ showsHouse: !useUi.getState().showsHouse }),
  relay: () => setUi({ relayDialogOpen: true }),
  'playback-toggle': playback('playback-toggle'),
  'playback-step': playback('playback-step'),
  'playback-back': playback('playback-back'),
  'playback-forward': playback('playback-forward'),
  live: ({ pit }) => void pit.closePlayback(),
  // A browser has no process for the lab.
  lab: ({ pit }) => setUi({ labOpen: pit.hasPit }),
  'key-map': () => setUi({ keyMapOpen: true }),
};

function eachBot({ state }: Pit, phases: readonly string[], act: (name: string) => Promise<boolean>): void {
  for (const { kind, name, phase } of state?.processes ?? []) {
    if (kind === 'bot' && phases.includes(phase)) void act(name);
  }
}

function moveSymbol(feed: Feed, by: 1 | -1): void {
  const symbols = [...feed.market.replica.markets.keys()];
  setUi({ symbol: nextSymbol(symbols, useUi.getState().symbol, by) });
}

/** Shows the chart for a command: closes the leaderboard and unfolds the panel. */
function showChart(change: Partial<Ui> = {}): void {
  flushSync(() => setUi({ ...change, boardOpen: false }));
  unfold('panel-chart');
}

/** @param field selector of the element that gets the focus */
function openPopover(id: string, field: string): void {
  const popover = document.getElementById(id);
  popover?.showPopover();
  popover?.querySelector<HTMLElement>(field)?.focus();
}

type PanelAction = `panel-${PanelId}`;

function isPanel(id: CommandId | KeyAction): id is PanelAction {
  return id.startsWith('panel-');
}

function focusPanel(action: PanelAction): void {
  const panel = PANELS.find(({ id }) => action === `panel-${id}`);
  if (panel?.place === 'tab') showTab(panel.id)?.focus();
  else unfold(action)?.focus();
}

function showTab(tab: TabId): HTMLElement | null {
  // The element must exist before it can take the focus.
  flushSync(() => setUi({ tab, boardOpen: false }));
  return unfold('panel-accounts');
}

/** Unfolds a panel. @returns the panel */
function unfold(id: string): HTMLElement | null {
  const panel = document.getElementById(id);
  if (panel?.dataset['folded'] !== undefined) {
    flushSync(() => panel.querySelector<HTMLElement>('.fold')?.click());
  }
  return panel;
}
