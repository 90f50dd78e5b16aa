import { healthsOf, newestRecovery, RECOVERED_MS } from '../bots/health.ts';
import { useClocked, useFeed, useMarket, useSlowTopic } from '../feed/use-feed.ts';
import { isRemote } from '../pit/relay-address.ts';
import { usePit } from '../pit/pit-store.ts';
import { useUi } from '../ui/ui-store.ts';
import { accountRows, filterRows, sortRows, type AccountRow } from './account-rows.ts';

/** Time between two redraws. A reader could not follow more frequent ranking and sorting of a thousand rows. */
const REDRAW_MS = 100;

/** The filtered and sorted rows. */
export function useAccountRows(): readonly AccountRow[] {
  useSlowTopic('positions', REDRAW_MS);
  const market = useMarket();
  const { replica, histories } = useFeed().market;
  const sort = useUi((ui) => ui.sort);
  const withHouse = useUi((ui) => ui.showsHouse);
  const filter = useUi((ui) => ui.accountFilter);
  const relayUrl = useUi((ui) => ui.relayUrl);
  // Accounts of another pit have no process here, even if a process has the same name.
  const processes = usePit((pit) =>
    pit.playback !== null || isRemote(pit, relayUrl) ? undefined : pit.state?.processes,
  );
  // A recovery draws the rows again. The clock alone does not.
  const recovered = useClocked(RECOVERED_MS / 10, (now) => newestRecovery(processes ?? [], now));
  if (market === undefined) return [];
  const healths = healthsOf(processes ?? [], recovered);
  const sources = { histories, references: replica.markets, processes: healths, withHouse };
  return sortRows(filterRows(accountRows(replica.positions, market, sources), filter), sort);
}
