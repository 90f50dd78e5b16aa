import { useLayoutEffect, useRef, useState, type FocusEvent, type FormEvent } from 'react';
import { parseRelayUrl } from '../feed/connection.ts';
import { useConnection, useFeed } from '../feed/use-feed.ts';
import { maskTokens } from '../format/mask-tokens.ts';
import { usePit } from '../pit/pit-store.ts';
import { withoutToken, withRecent } from '../pit/relay-token.ts';
import { useRelayChoice } from '../pit/use-relay.ts';
import { setUi, useUi } from '../ui/ui-store.ts';

/** Text of the relay address field, and its actions. */
export function useRelayField() {
  const connection = useConnection();
  const feed = useFeed();
  const report = usePit((pit) => pit.report);
  const { isRemote, choose } = useRelayChoice();
  /** The typed address. Null: the current address. */
  const [typed, setTyped] = useState<string | null>(null);
  /** True while the user edits the address, which is masked otherwise. */
  const [isEditing, setEditing] = useState(false);
  const inputRef = useRef<HTMLInputElement>(null);
  // The real address replaces the masked one, which would lose the selection that came with the focus.
  useLayoutEffect(() => {
    if (isEditing) inputRef.current?.select();
  }, [isEditing]);
  const current = connection.phase === 'closed' ? '' : connection.url;
  // The token is kept and never shown.
  const text = typed ?? withoutToken(current);

  const connect = async () => {
    const parsed = parseRelayUrl(text);
    if ('problem' in parsed) {
      report({ what: 'The relay was not changed', reason: parsed.problem });
      return;
    }
    const isCurrent = parsed.url === current || parsed.url === withoutToken(current);
    if (isCurrent) feed.retryNow();
    else if (!(await choose(parsed.url))) return;
    setUi({ recentRelays: withRecent(useUi.getState().recentRelays, parsed.url) });
    setTyped(null);
    inputRef.current?.blur();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void connect();
  };
  const goLocal = () => {
    setTyped(null);
    void choose(null);
  };
  const leave = ({ currentTarget, target, relatedTarget }: FocusEvent) => {
    // In another window, the user may copy the rest of the address.
    const leavesWindow = document.activeElement === target;
    if (!leavesWindow && !currentTarget.contains(relatedTarget)) setTyped(null);
  };
  return {
    inputRef,
    shown: isEditing ? text : maskTokens(text),
    title: `Relay: ${current === '' ? 'none' : maskTokens(current)}`,
    isRemote,
    setTyped,
    setEditing,
    submit,
    goLocal,
    leave,
  };
}
