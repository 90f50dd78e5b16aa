import type { MarketView } from '../../contract/replica.ts';
import { ownDoubt } from './own-orders.ts';

interface OwnNoteProps {
  readonly market: MarketView;
  readonly account: string;
  /** The number of visible rows of the ladder. */
  readonly rows: number;
}

/** The limits of the marks of the selected account. */
export function OwnNote({ market, account, rows }: OwnNoteProps) {
  const doubt = ownDoubt(market, account, rows);
  if (doubt === undefined) return null;
  return (
    <p className="own-note" data-testid="own-note">
      {doubt}
    </p>
  );
}
