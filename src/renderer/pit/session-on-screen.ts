/** The session on screen. A choice that belongs to its accounts ends with it. */
import { useEffect, useRef } from 'react';
import { useFeedValue } from '../feed/use-feed.ts';
import { setUi } from '../ui/ui-store.ts';

/** The session of an epoch. A seek begins another epoch of the same session, `EPOCH@SEEKS`, with the same events. */
export function sessionOf(epoch: string): string {
  return epoch.replace(/@\d+$/, '');
}

/** Forgets the selected account when another session comes on screen, even if it has an account of that name. */
export function useSelectionOfSession(): void {
  const session = useFeedValue(({ market: { replica } }) =>
    replica.status === undefined ? undefined : sessionOf(replica.status.epoch),
  );
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (session === undefined) return;
    if (shown.current !== undefined && shown.current !== session) setUi({ account: null });
    shown.current = session;
  }, [session]);
}
