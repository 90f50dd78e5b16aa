import type { MarketView } from '../../contract/replica.ts';
import { ownDoubt } from './own-orders.ts';

interface OwnNoteProps {
  readonly market: MarketView;
  readonly account: string;
  /** Number of visible rows of the ladder. */
  readonly rows: number;
}

/** A note on orders of the selected account that cannot be marked. */
export function OwnNote({ market, account, rows }: OwnNoteProps) {
  const doubt = ownDoubt(market, account, rows);
  if (doubt === undefined) return null;
  return (
    <p className="own-note" data-testid="own-note">
      {doubt}
    </p>
  );
}
