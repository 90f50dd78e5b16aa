/** Actions of the main process for its commands. */
import { app, shell, type BrowserWindow } from 'electron';
import type { AppCommandId } from '../contract/commands.ts';
import type { Outcome } from '../contract/pit-state.ts';
import { continueSession, continueFolder } from './continue-session.ts';
import type { Dialogs } from './dialogs.ts';
import {
  exportAll,
  exportEvents,
  exportFills,
  exportOne,
  exportOrders,
  exportReport,
  exportSummary,
  type ExportContext,
} from './export-command.ts';
import type { Paths } from '../pit/paths.ts';
import type { Pit } from '../pit/pit.ts';
import { saveSession } from './session-file.ts';
import type { SessionOpener } from './session-opener.ts';

export interface AppCommandParts {
  readonly pit: Pit;
  readonly dialogs: Dialogs;
  readonly opener: SessionOpener;
  readonly exports: ExportContext;
  readonly paths: Paths;
  /** Folder of the app's own sessions. */
  readonly sessions: string;
  readonly window: () => BrowserWindow | null;
  readonly newStrategy: () => Promise<void>;
  readonly newBot: () => Promise<void>;
  readonly chooseConfig: () => Promise<void>;
  readonly clearConfig: () => Promise<void>;
}

/** Handlers by command. The window shows an outcome that is not ok. Dialogs report all other results. */
export type AppCommands = Readonly<Record<AppCommandId, () => Promise<Outcome> | Promise<void> | void>>;

const ZOOM_STEP = 0.5;
const FREE_PORTS = { orders: 0, events: 0, relay: 0 };

export function appCommands(parts: AppCommandParts): AppCommands {
  const { pit, dialogs, opener, exports, paths, sessions } = parts;
  return {
    start: () => pit.start(),
    stop: () => pit.stop(),
    'start-free-ports': () => pit.start(undefined, FREE_PORTS),
    'continue-last': () => continueFolder(pit, pit.state.sessionFolder),
    'continue-session': () => continueSession({ pit, dialogs, sessions }),
    'new-strategy': parts.newStrategy,
    'new-bot-file': parts.newBot,
    'choose-config': parts.chooseConfig,
    'clear-config': parts.clearConfig,
    'export-trades': () => exportOne(exports, 'trades.csv'),
    'export-performance': () => exportOne(exports, 'performance.csv'),
    'export-summary': () => exportSummary(exports),
    'export-all': () => exportAll(exports),
    'export-events': () => exportEvents(exports),
    'export-orders': () => exportOrders(exports),
    'export-fills': () => exportFills(exports),
    report: () => exportReport(exports),
    'open-session': () => opener.chooseOrReport(),
    'open-session-file': () => opener.openFileOrReport(null),
    'save-session': () => saveSession({ pit, dialogs, startFolder: app.getPath('documents') }),
    'open-session-folder': () => dialogs.openSessionFolder(pit.state.sessionFolder),
    documents: () => void shell.openPath(paths.documents),
    strategies: () => void shell.openPath(paths.strategies),
    about: () => dialogs.about(),
    quit: () => app.quit(),
    ...windowCommands(parts.window),
  };
}

type WindowCommand = 'zoom-in' | 'zoom-out' | 'zoom-reset' | 'full-screen' | 'reload' | 'developer-tools';

function windowCommands(window: () => BrowserWindow | null): Readonly<Record<WindowCommand, () => void>> {
  const zoomBy = (step: number) => {
    const page = window()?.webContents;
    page?.setZoomLevel(page.getZoomLevel() + step);
  };
  return {
    'zoom-in': () => zoomBy(ZOOM_STEP),
    'zoom-out': () => zoomBy(-ZOOM_STEP),
    'zoom-reset': () => window()?.webContents.setZoomLevel(0),
    'full-screen': () => {
      const shown = window();
      shown?.setFullScreen(!shown.isFullScreen());
    },
    reload: () => window()?.webContents.reload(),
    'developer-tools': () => window()?.webContents.toggleDevTools(),
  };
}
