/** The keyboard: one table for the listener, the tooltips and the map of keys. */
import { PANELS, type PanelId } from '../layout/panels.ts';

export type KeyAction =
  | 'start'
  | 'stop'
  | 'new-bot'
  | 'key-map'
  | 'filter'
  | 'recentre'
  | 'group-more'
  | 'group-less'
  | 'previous-symbol'
  | 'next-symbol'
  | 'playback-toggle'
  | 'playback-step'
  | 'playback-back'
  | 'playback-forward'
  | `panel-${PanelId}`;

/** Keys that mean the same everywhere outside of text fields. */
const PLAIN_KEYS: Readonly<Record<string, KeyAction>> = {
  '?': 'key-map',
  n: 'new-bot',
  f: 'filter',
  c: 'recentre',
  '+': 'group-more',
  '=': 'group-more',
  '-': 'group-less',
  '[': 'previous-symbol',
  ']': 'next-symbol',
};

/** While a recorded session is open. */
const PLAYBACK_KEYS: Readonly<Record<string, KeyAction>> = {
  ' ': 'playback-toggle',
  '.': 'playback-step',
  ArrowLeft: 'playback-back',
  ArrowRight: 'playback-forward',
};

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** True when the focus is in a text field. */
  readonly typing: boolean;
  /** True when a recorded session is open and the focused element does not use these keys. */
  readonly playing?: boolean;
}

/** Undefined: the key has no meaning here. */
export function actionOf({
  key,
  ctrlKey,
  metaKey,
  altKey,
  typing,
  playing,
}: KeyPress): KeyAction | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) {
    if (key === 'Enter') return 'start';
    return key === '.' ? 'stop' : undefined;
  }
  if (typing) return undefined;
  const playback = playing === true ? PLAYBACK_KEYS[key] : undefined;
  if (playback !== undefined) return playback;
  const plain = PLAIN_KEYS[key.toLowerCase()];
  if (plain !== undefined) return plain;
  const panel = /^[1-9]$/.test(key) ? PANELS[Number(key) - 1] : undefined;
  return panel === undefined ? undefined : `panel-${panel.id}`;
}

/** The name of the modifier key on the user's keyboard. */
export function modifierName(platform: string): string {
  return /mac|darwin/i.test(platform) ? '⌘' : 'Ctrl';
}

export function keyMap(modifier: string): readonly (readonly [keys: string, meaning: string])[] {
  return [
    [`${modifier} Enter`, 'Start the pit'],
    [`${modifier} .`, 'Stop the pit'],
    ['N', 'New bot'],
    [`1 – ${PANELS.length}`, PANELS.map(({ title }) => title).join(', ')],
    ['C', 'Bring the order book back to its best prices'],
    ['+ −', 'More or fewer ticks to a row of the order book'],
    ['[ ]', 'Previous or next instrument'],
    ['F', 'Filter the accounts'],
    ['↑ ↓ Enter', 'In the accounts: move, select the account'],
    ['← →', 'In the accounts: previous and next columns'],
    ['↑ ↓ Enter', 'In the trades: move, explain the trade; then ← → for the previous or next one'],
    ['Arrows', 'Move a divider that has the focus'],
    ['Enter', 'Fold or unfold beside a divider that has the focus'],
    ['Space .', 'In a recorded session: play or pause, one command'],
    ['← →', 'In a recorded session: 5 seconds back or forward, with Shift 60'],
    ['?', 'This map'],
    ['Esc', 'Close'],
  ];
}
