/** The menu bar, built from the list of commands. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { COMMANDS, fitsPhase, type Command, type CommandId, type MenuName } from '../contract/commands.ts';
import type { PitPhase } from '../contract/pit-state.ts';

const isMac = process.platform === 'darwin';
const LISTED: readonly Command[] = COMMANDS;

export function showMenu(run: (id: CommandId) => void): void {
  const menus: MenuItemConstructorOptions[] = [
    { label: '&File', submenu: withSubmenu('file', 'report', 'export', run) },
    // Without it, macOS has no keys for copying and pasting into the page's fields.
    { role: 'editMenu' },
    { label: '&Pit', submenu: itemsOf('pit', run) },
    { label: '&View', submenu: withSubmenu('view', 'theme', 'chart', run) },
    { label: '&Tools', submenu: itemsOf('tools', run) },
    { role: 'help', label: '&Help', submenu: itemsOf('help', run) },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...menus] : menus));
}

/** Enables only the items that are available in this phase. */
export function updateMenu(phase: PitPhase): void {
  const menu = Menu.getApplicationMenu();
  for (const command of LISTED) {
    const item = command.phases === undefined ? null : menu?.getMenuItemById(command.id);
    if (item) item.enabled = fitsPhase(command, phase);
  }
}

const SUBMENU_LABELS = { export: 'Export', chart: 'Chart' } as const;

/** Inserts a submenu before a command. */
function withSubmenu(
  menu: MenuName,
  before: CommandId,
  submenu: keyof typeof SUBMENU_LABELS,
  run: (id: CommandId) => void,
): MenuItemConstructorOptions[] {
  const items = itemsOf(menu, run);
  const at = items.findIndex(({ id }) => id === before);
  return items.toSpliced(at, 0, { label: SUBMENU_LABELS[submenu], submenu: itemsOf(submenu, run) });
}

function itemsOf(menu: MenuName, run: (id: CommandId) => void): MenuItemConstructorOptions[] {
  const commands = LISTED.filter((command) => command.menu === menu);
  return commands.flatMap((command, index) => {
    const before = commands[index - 1];
    const isNewSection = before !== undefined && before.section !== command.section;
    return [...(isNewSection ? [{ type: 'separator' as const }] : []), itemOf(command, run)];
  });
}

function itemOf(
  { id, title, accelerator }: Command,
  run: (id: CommandId) => void,
): MenuItemConstructorOptions {
  return { id, label: title, click: () => run(id), ...(accelerator !== undefined && { accelerator }) };
}
