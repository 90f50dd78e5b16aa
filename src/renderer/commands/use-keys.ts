import { useEffect } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import { usePitStore } from '../pit/pit-store.ts';
import { useUi } from '../ui/ui-store.ts';
import { actionOf, type KeyAction } from './keys.ts';
import { runCommand } from './run-command.ts';

/** Commands that are available while the leaderboard hides the panels. */
const ON_BOARD: ReadonlySet<KeyAction> = new Set(['board', 'palette', 'key-map', 'start', 'stop']);

/** Handles the keyboard for as long as the window exists. */
export function useKeys(): void {
  const pit = usePitStore();
  const feed = useFeed();
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      const typing = isTyping(event.target);
      const playing = pit.getState().playback !== null && !isMoved(event.target, key);
      const action = actionOf({ key, ctrlKey, metaKey, altKey, shiftKey, typing, playing });
      // In a list, Home goes to the first row.
      if (key === 'Home' && event.defaultPrevented) return;
      if (action === undefined || (useUi.getState().boardOpen && !ON_BOARD.has(action))) return;
      event.preventDefault();
      runCommand(action, { pit, feed, isLong: shiftKey });
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, [pit, feed]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=range]), select, textarea');
}

const MOVED = 'input[type=range], [role=separator], [role=scrollbar], [role=grid]';

/** True when the focused element handles this key itself. */
function isMoved(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === ' ') return target.matches('button, summary');
  return key.startsWith('Arrow') && target.matches(MOVED);
}
