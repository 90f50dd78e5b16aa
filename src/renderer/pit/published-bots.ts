/**
 * Asks the history service of another pit when its bots joined, failed and left. The event stream does not name bots.
 */
import { useEffect } from 'react';
import { BOT_EVENTS_MAX, type PublicBotEvent } from '../../contract/bot-events.ts';
import { historyUrl, parseHistory } from '../../contract/history.ts';
import { useConnection } from '../feed/use-feed.ts';
import { useBotHistory } from './bot-history.ts';
import { usePit, type Pit } from './pit-store.ts';

const ASK_AGAIN_MS = 5_000;
/** Status of an older service, or of a relay without one. */
const UNKNOWN = 404;

/** Keeps the events of the other pit's bots up to date. Use it in only one component. */
export function usePublishedBots(): void {
  const connection = useConnection();
  const isOther = usePit(followsOther);
  const url = isOther && connection.phase !== 'closed' ? connection.url : null;
  const isConnected = connection.phase === 'connected';
  useEffect(() => {
    useBotHistory.setState({ published: url === null ? null : [] });
  }, [url]);
  useEffect(() => {
    if (url === null || !isConnected || !URL.canParse(url)) return;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const answer = await botsOf(url, ending.signal);
      if (ending.signal.aborted || answer === 'none') return;
      if (answer !== null) show(answer);
      timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [url, isConnected]);
}

/**
 * True when another pit is on screen. A recorded session has no such answers, and a rewound one of the own pit uses the
 * pit's events.
 */
export function followsOther({ hasPit, settings, playback }: Pick<Pit, 'hasPit' | 'settings' | 'playback'>) {
  return playback === null && (!hasPit || (settings?.remoteRelayUrl ?? null) !== null);
}

/** @returns null when there is no answer now, `none` when there is no such service */
async function botsOf(url: string, signal: AbortSignal): Promise<readonly PublicBotEvent[] | 'none' | null> {
  try {
    const answer = await fetch(historyUrl(url, 'bots', { limit: BOT_EVENTS_MAX }), {
      cache: 'no-store',
      signal,
    });
    if (answer.status === UNKNOWN) return 'none';
    return answer.ok ? parseHistory('bots', await answer.text()).botEvents : null;
  } catch {
    return null;
  }
}

/** Shows the events. Equal ones cause no new drawing. */
function show(events: readonly PublicBotEvent[]): void {
  const { published } = useBotHistory.getState();
  if (JSON.stringify(events) !== JSON.stringify(published)) useBotHistory.setState({ published: events });
}
