/** The menu bar. Its actions are arguments. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { PitPhase } from '../contract/pit-state.ts';

export interface MenuCommands {
  readonly newStrategy: () => void;
  readonly newBot: () => void;
  readonly chooseConfig: () => void;
  readonly clearConfig: () => void;
  readonly exportTrades: () => void;
  readonly exportPerformance: () => void;
  readonly exportBoth: () => void;
  readonly exportEvents: () => void;
  readonly openSession: () => void;
  readonly openSessionFile: () => void;
  readonly saveSession: () => void;
  readonly continueSession: () => void;
  readonly openSessionFolder: () => void;
  readonly openStrategies: () => void;
  readonly openDocuments: () => void;
  readonly about: () => void;
  readonly resetLayout: () => void;
  readonly start: () => void;
  readonly stop: () => void;
}

const isMac = process.platform === 'darwin';
const separator: MenuItemConstructorOptions = { type: 'separator' };

export function showMenu(commands: MenuCommands): void {
  const menus = [fileMenu(commands), editMenu(), pitMenu(commands), viewMenu(commands), helpMenu(commands)];
  Menu.setApplicationMenu(Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...menus] : menus));
}

/** Enables only the items that make sense in this phase. */
export function updateMenu(phase: PitPhase): void {
  const menu = Menu.getApplicationMenu();
  enable(menu, 'start', phase === 'stopped');
  enable(menu, 'continue-session', phase === 'stopped');
  enable(menu, 'stop', phase === 'starting' || phase === 'running');
}

function enable(menu: Menu | null, id: string, enabled: boolean): void {
  const item = menu?.getMenuItemById(id);
  if (item) item.enabled = enabled;
}

function fileMenu(commands: MenuCommands): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [
      item('new-strategy', 'New Strategy…', commands.newStrategy, 'CmdOrCtrl+N'),
      item('new-bot', 'New Bot from File…', commands.newBot, 'CmdOrCtrl+O'),
      separator,
      item('choose-config', 'Exchange Configuration…', commands.chooseConfig),
      item('clear-config', 'Default Exchange Configuration', commands.clearConfig),
      separator,
      {
        label: 'Export',
        submenu: [
          item('export-trades', 'trades.csv…', commands.exportTrades, 'CmdOrCtrl+E'),
          item('export-performance', 'performance.csv…', commands.exportPerformance),
          item('export-both', 'Both…', commands.exportBoth, 'CmdOrCtrl+Shift+E'),
          separator,
          item('export-events', 'events.jsonl…', commands.exportEvents),
        ],
      },
      item('open-session', 'Open Session…', commands.openSession, 'CmdOrCtrl+Shift+O'),
      item('open-session-file', 'Open Session File…', commands.openSessionFile),
      item('save-session', 'Save Session…', commands.saveSession, 'CmdOrCtrl+S'),
      item('open-session-folder', 'Show Session Folder', commands.openSessionFolder),
      separator,
      { role: 'quit' },
    ],
  };
}

/** Without it, macOS has no keys for copying and pasting into the page's fields. */
function editMenu(): MenuItemConstructorOptions {
  return { role: 'editMenu' };
}

function pitMenu(commands: MenuCommands): MenuItemConstructorOptions {
  return {
    label: '&Pit',
    submenu: [
      item('start', 'Start', commands.start, 'CmdOrCtrl+Return'),
      item('stop', 'Stop', commands.stop, 'CmdOrCtrl+.'),
      separator,
      item('continue-session', 'Continue Session…', commands.continueSession),
    ],
  };
}

function viewMenu({ resetLayout }: MenuCommands): MenuItemConstructorOptions {
  return {
    label: '&View',
    submenu: [
      item('reset-layout', 'Reset Layout', resetLayout),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      separator,
      { role: 'reload' },
      { role: 'toggleDevTools' },
    ],
  };
}

function helpMenu(commands: MenuCommands): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: '&Help',
    submenu: [
      item('documents', 'Documentation', commands.openDocuments),
      item('strategies', 'Built-in Strategies', commands.openStrategies),
      separator,
      item('about', 'About Botpit', commands.about),
    ],
  };
}

function item(
  id: string,
  label: string,
  click: () => void,
  accelerator?: string,
): MenuItemConstructorOptions {
  return { id, label, click, ...(accelerator !== undefined && { accelerator }) };
}
