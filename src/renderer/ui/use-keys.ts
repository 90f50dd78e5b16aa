import { useEffect } from 'react';
import { nextSymbol } from '../feed/next-symbol.ts';
import { useFeed } from '../feed/use-feed.ts';
import type { Feed } from '../feed/feed.ts';
import { nextGrouping } from '../ladder/group-levels.ts';
import { usePitStore } from '../pit/pit-store.ts';
import type { Pit } from '../pit/pit-store.ts';
import { actionOf, type KeyAction } from './keys.ts';
import { setUi, useUi } from './ui-store.ts';

/** Listen to the keyboard for as long as the window is there. */
export function useKeys(): void {
  const pit = usePitStore();
  const feed = useFeed();
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      const action = actionOf({ key, ctrlKey, metaKey, altKey, typing: isTyping(event.target) });
      if (action === undefined) return;
      event.preventDefault();
      perform(action, pit.getState(), feed);
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, [pit, feed]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea');
}

function perform(action: KeyAction, pit: Pit, feed: Feed): void {
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
        symbol: nextSymbol([...feed.replica.markets.keys()], symbol, action === 'next-symbol' ? 1 : -1),
      });
      break;
    default:
      document.getElementById(action)?.focus();
  }
}
