import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { nextSymbol } from '../feed/next-symbol.ts';
import { useFeed } from '../feed/use-feed.ts';
import type { Feed } from '../feed/feed.ts';
import { nextGrouping } from '../ladder/group-levels.ts';
import { usePitStore } from '../pit/pit-store.ts';
import type { Pit } from '../pit/pit-store.ts';
import { actionOf, type KeyAction } from './keys.ts';
import { isPlaybackAction, performPlayback, type PlaybackAction } from '../playback/playback-keys.ts';
import { PANELS, type PanelId, type TabId } from '../layout/panels.ts';
import { setUi, useUi } from './ui-store.ts';

type PanelAction = `panel-${PanelId}`;

/** Listen to the keyboard for as long as the window exists. */
export function useKeys(): void {
  const pit = usePitStore();
  const feed = useFeed();
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      const typing = isTyping(event.target);
      const playing = pit.getState().playback !== null && !isMoved(event.target, key);
      const action = actionOf({ key, ctrlKey, metaKey, altKey, typing, playing });
      if (action === undefined) return;
      event.preventDefault();
      if (isPlaybackAction(action)) performPlayback(action, pit.getState(), event.shiftKey);
      else perform(action, pit.getState(), feed);
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, [pit, feed]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=range]), select, textarea');
}

/** True when the focused element handles this key itself. */
function isMoved(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === ' ') return target.matches('button, summary');
  return key.startsWith('Arrow') && target.matches('input[type=range], [role=separator], [role=grid]');
}

function perform(action: Exclude<KeyAction, PlaybackAction>, pit: Pit, feed: Feed): void {
  const { grouping, symbol } = useUi.getState();
  switch (action) {
    case 'start':
      if (pit.state?.phase === 'stopped') void pit.start();
      break;
    case 'stop':
      if (pit.state?.phase === 'running' || pit.state?.phase === 'starting') void pit.stop();
      break;
    case 'new-bot':
      document.querySelector<HTMLElement>('[data-testid="strategy-select"]')?.focus();
      break;
    case 'key-map':
      setUi({ keyMapOpen: true });
      break;
    case 'recentre':
      setUi({ ladderShift: 0 });
      break;
    case 'group-more':
    case 'group-less':
      setUi({ grouping: nextGrouping(grouping, action === 'group-more' ? 1 : -1) });
      break;
    case 'previous-symbol':
    case 'next-symbol':
      setUi({
        symbol: nextSymbol(
          [...feed.market.replica.markets.keys()],
          symbol,
          action === 'next-symbol' ? 1 : -1,
        ),
      });
      break;
    case 'filter':
      showTab('accounts');
      document.getElementById('account-filter')?.focus();
      break;
    default:
      focusPanel(action);
  }
}

function focusPanel(action: PanelAction): void {
  const panel = PANELS.find(({ id }) => action === `panel-${id}`);
  if (panel?.place === 'tab') showTab(panel.id)?.focus();
  else unfold(action)?.focus();
}

function showTab(tab: TabId): HTMLElement | null {
  // The element must exist before it can take the focus.
  flushSync(() => setUi({ tab }));
  return unfold('panel-accounts');
}

/** @returns the panel; a folded one is opened. */
function unfold(id: string): HTMLElement | null {
  const panel = document.getElementById(id);
  if (panel?.dataset['folded'] !== undefined) {
    flushSync(() => panel.querySelector<HTMLElement>('.fold')?.click());
  }
  return panel;
}
