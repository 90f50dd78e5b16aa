/** Asks a silent relay for the reason: the exchange may be recovering, and a socket to the relay cannot show that. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { upstreamSchema, type UpstreamState } from '../../contract/upstream.ts';
import { upstreamAddress } from '../pit/relay-address.ts';
import { useConnection, useFreshness } from './use-feed.ts';

const ASK_AGAIN_MS = 1_000;

interface RelayState {
  /**
   * State of the relay's upstream. Null: unknown, for example because a relay of an earlier version does not answer.
   */
  readonly upstream: UpstreamState | null;
}

const useRelayState = create<RelayState>()(() => ({ upstream: null }));

export function useUpstream(): UpstreamState | null {
  return useRelayState((relay) => relay.upstream);
}

/** Asks while the relay is silent. Use it in one component only. */
export function useSilenceWatch(): void {
  const connection = useConnection();
  const isStale = useFreshness() === 'stale';
  const url = isStale && connection.phase === 'connected' ? connection.url : null;
  useEffect(() => {
    if (url === null || !URL.canParse(url)) return;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const upstream = await stateOf(url, ending.signal);
      if (ending.signal.aborted) return;
      useRelayState.setState({ upstream });
      timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
      useRelayState.setState({ upstream: null });
    };
  }, [url]);
}

async function stateOf(url: string, signal: AbortSignal): Promise<UpstreamState | null> {
  try {
    const answer = await fetch(upstreamAddress(url), { cache: 'no-store', signal });
    return answer.ok ? upstreamSchema.parse(await answer.json()).state : null;
  } catch {
    return null;
  }
}
