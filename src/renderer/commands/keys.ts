/** The keys of the commands, for the listener, the tooltips, the palette and the map of keys. */
import { COMMANDS, type Command, type PageCommandId } from '../../contract/commands.ts';
import { PANELS, type PanelId } from '../layout/panels.ts';

/** Actions that the page carries out. */
export type PageAction = PageCommandId | 'start' | 'stop';
export type KeyAction = PageAction | `panel-${PanelId}`;

const LISTED: readonly Command[] = COMMANDS;
/** Further keys of the same commands. */
const ALIASES: Readonly<Record<string, KeyAction>> = { '=': 'group-more' };

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey?: boolean;
  /** True when the focus is in a text field. */
  readonly typing: boolean;
  /** True when a recorded session is open and the focused element does not use these keys. */
  readonly playing?: boolean;
}

/** Action of a key. Undefined: the key has none here. */
export function actionOf(press: KeyPress): KeyAction | undefined {
  const { key, ctrlKey, metaKey, altKey, typing, playing } = press;
  if (altKey) return undefined;
  if (ctrlKey || metaKey)
    return LISTED.find((command) => isPages(command) && fitsModified(command, press))?.id as PageAction;
  if (key === 'F1') return 'palette';
  if (typing) return undefined;
  const plain = key.toLowerCase();
  const found = LISTED.find(
    (command) => command.key?.toLowerCase() === plain && (command.needs !== 'playback' || playing === true),
  );
  if (found !== undefined) return found.id as PageAction;
  const panel = /^[1-9]$/.test(key) ? PANELS[Number(key) - 1] : undefined;
  return panel === undefined ? ALIASES[key] : `panel-${panel.id}`;
}

export function isPages({ id, by }: Command): boolean {
  return by === 'page' || id === 'start' || id === 'stop';
}

const KEY_NAMES: Readonly<Record<string, string>> = { Return: 'Enter', Plus: '+' };

function fitsModified({ accelerator = '' }: Command, { key, shiftKey = false }: KeyPress): boolean {
  const words = accelerator.split('+');
  const last = words.pop() ?? '';
  if (words[0] !== 'CmdOrCtrl' || words.includes('Shift') !== shiftKey) return false;
  return (KEY_NAMES[last] ?? last).toLowerCase() === key.toLowerCase();
}

/** Name of the modifier key on the user's keyboard. */
export function modifierName(platform: string): string {
  return /mac|darwin/i.test(platform) ? '⌘' : 'Ctrl';
}

const KEY_LABELS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '-': '−',
  Home: 'Home',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** Keys of a command, for example `Ctrl Shift P`. Undefined: the command has none. */
export function keysOf({ key, accelerator }: Command, modifier: string): string | undefined {
  if (key !== undefined) return KEY_LABELS[key] ?? key.toUpperCase();
  return accelerator
    ?.split('+')
    .map((word) => (word === 'CmdOrCtrl' ? modifier : (KEY_NAMES[word] ?? word)))
    .join(' ');
}

/** Title of a command as a sentence: `Filter the Accounts…` becomes `Filter the accounts`. */
function sentenceCase(title: string): string {
  const [first = '', ...others] = title.replace(/…$/, '').split(' ');
  return [first, ...others.map((word) => (/^[A-Z][a-z]+$/.test(word) ? word.toLowerCase() : word))].join(' ');
}

type KeyLine = readonly [keys: string, meaning: string];

/** @param hasPit false: leave out the commands of the app */
export function keyMap(modifier: string, hasPit = true): readonly KeyLine[] {
  const commands = LISTED.filter((command) => hasPit || (command.by === 'page' && command.needs !== 'pit'));
  const lines = commands.flatMap((command): readonly KeyLine[] => {
    const keys = keysOf(command, modifier);
    return keys === undefined ? [] : [[keys, command.about ?? sentenceCase(command.title)]];
  });
  return [
    ...lines,
    [`1 – ${PANELS.length}`, PANELS.map(({ title }) => title).join(', ')],
    ['↑ ↓ Enter', 'In the accounts: move, select the account'],
    ['← →', 'In the accounts: previous and next columns'],
    ['↑ ↓ Enter', 'In the trades: move, explain the trade; then ← → explain the previous or next one'],
    ['← → Space', 'On the leaderboard: previous page, next page, hold the page'],
    ['Arrows', 'Move a divider that has the focus'],
    ['Enter', 'Fold or unfold the panel beside a divider that has the focus'],
    ['Esc', 'Close'],
  ];
}
