import { useEffect } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { usePit } from './pit-store.ts';
import { isRemote, isSameAddress, relayToFollow } from './relay-address.ts';

/** Keeps the feed on the relay that settings, pit and user select. */
export function useFollowedRelay(): void {
  useOwnRelayAsLocal();
  const feed = useFeed();
  const chosen = useUi((ui) => ui.relayUrl);
  const url = usePit((pit) => relayToFollow(pit, chosen, location.search));
  // A paused session sends nothing, which is not an error.
  const mayRest = usePit(({ playback }) => playback?.url !== undefined);
  useEffect(() => feed.follow(url, mayRest), [feed, url, mayRest]);
}

/** Treats the address of the pit's own relay, typed before the pit started, as the pit's own relay once it runs. */
function useOwnRelayAsLocal(): void {
  const isOwn = usePit(({ settings, state }) =>
    isSameAddress(settings?.remoteRelayUrl ?? null, state?.relayUrl),
  );
  const setRemoteRelay = usePit((pit) => pit.setRemoteRelay);
  useEffect(() => {
    if (isOwn) void setRemoteRelay(null);
  }, [isOwn, setRemoteRelay]);
}

interface RelayChoice {
  readonly isRemote: boolean;
  /** Chooses a relay. Null: the window's own. @returns true when it was accepted */
  readonly choose: (url: string | null) => Promise<boolean>;
}

export function useRelayChoice(): RelayChoice {
  const hasPit = usePit((pit) => pit.hasPit);
  const ownUrl = usePit((pit) => pit.state?.relayUrl);
  const setRemoteRelay = usePit((pit) => pit.setRemoteRelay);
  const report = usePit((pit) => pit.report);
  const chosen = useUi((ui) => ui.relayUrl);
  const remote = usePit((pit) => isRemote(pit, chosen));
  const chooseHere = (url: string | null) => {
    report(null);
    setUi({ relayUrl: url });
    return Promise.resolve(true);
  };
  const chooseInPit = (url: string | null) => setRemoteRelay(isSameAddress(url, ownUrl) ? null : url);
  return { isRemote: remote, choose: hasPit ? chooseInPit : chooseHere };
}
