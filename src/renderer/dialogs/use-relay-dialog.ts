import { useState, type FormEvent } from 'react';
import { parseRelayUrl } from '../feed/connection.ts';
import { useConnection, useFeed } from '../feed/use-feed.ts';
import { usePit } from '../pit/pit-store.ts';
import { tokenOf, withoutToken, withRecent, withToken } from '../pit/relay-token.ts';
import { useRelayChoice } from '../pit/use-relay.ts';
import { setUi, useUi } from '../ui/ui-store.ts';

interface Attempt {
  readonly isTrying: boolean;
  /** Why the last try failed. Null: it did not. */
  readonly problem: string | null;
  /** The tried address, with its token. Null: there was no try. */
  readonly url: string | null;
}

const NO_ATTEMPT: Attempt = { isTrying: false, problem: null, url: null };

/** Tries an address before the window follows it, so that a failure shows its reason. */
export function useRelayDialog(close: () => void) {
  const connection = useConnection();
  const feed = useFeed();
  const current = connection.phase === 'closed' ? '' : connection.url;
  const [address, setAddress] = useState(withoutToken(current));
  const [token, setToken] = useState(tokenOf(current));
  const [state, setState] = useState(NO_ATTEMPT);
  const probe = usePit((pit) => pit.probeRelay);
  const { choose } = useRelayChoice();

  const follow = async (url: string) => {
    setUi({ recentRelays: withRecent(useUi.getState().recentRelays, url) });
    if (url === current) feed.retryNow();
    else if (!(await choose(url))) return;
    close();
  };
  const attempt = async () => {
    const parsed = parseRelayUrl(address);
    if ('problem' in parsed) return setState({ ...NO_ATTEMPT, problem: parsed.problem });
    const given = token === '' ? tokenOf(parsed.url) : token;
    const url = given === '' ? parsed.url : withToken(parsed.url, given);
    setState({ isTrying: true, problem: null, url });
    const outcome = await probe(url);
    if (outcome.ok) return follow(url);
    setState({ isTrying: false, problem: outcome.reason, url });
  };
  return {
    address,
    token,
    state,
    setAddress,
    setToken,
    submit: (event: FormEvent) => {
      event.preventDefault();
      void attempt();
    },
    follow: () => state.url !== null && void follow(state.url),
  };
}
