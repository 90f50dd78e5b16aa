import type { MarketView } from '../../contract/replica.ts';
import { ownDoubt } from './own-orders.ts';

interface OwnNoteProps {
  readonly market: MarketView;
  readonly account: string;
  /** How many rows of the ladder are in sight. */
  readonly rows: number;
}

/** What the marks of the selected account do not say. */
export function OwnNote({ market, account, rows }: OwnNoteProps) {
  const doubt = ownDoubt(market, account, rows);
  if (doubt === undefined) return null;
  return (
    <p className="own-note" data-testid="own-note">
      {doubt}
    </p>
  );
}
