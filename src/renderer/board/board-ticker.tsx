import { useFeed, useTopic } from '../feed/use-feed.ts';
import { formatMoney, formatQuantity } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import { fundChange, liquidationCases, type LiquidationCase } from '../liquidations/cases.ts';

/** Largest number of liquidations in the line. More never fit. */
const SHOWN_MAX = 6;

/** The newest liquidations. A new one moves the others along without an animation. */
export function BoardTicker() {
  useTopic('liquidations');
  const cases = liquidationCases(useFeed().market.replica.liquidations).slice(0, SHOWN_MAX);
  return (
    <footer className="board-ticker" aria-label="Liquidations, newest first">
      <strong>Liquidations</strong>
      {cases.length === 0 ? (
        <span className="none">None yet</span>
      ) : (
        cases.map((one) => <Case key={one.id} liquidation={one} />)
      )}
    </footer>
  );
}

function Case({ liquidation }: { readonly liquidation: LiquidationCase }) {
  const { replica } = useFeed().market;
  const { account, symbol, side, quantity, steps } = liquidation;
  const lotSize = replica.markets.get(symbol)?.instrument.lotSize ?? 1;
  const fund = fundChange(liquidation);
  return (
    <span className="case" data-testid="board-liquidation">
      <time>{formatClock(steps[0]?.time ?? 0)}</time> <b>{account}</b> {side === 'buy' ? 'long' : 'short'}{' '}
      <span className="number">{formatQuantity(quantity, lotSize)}</span>
      {fund < 0 && <span className="muted"> fund pays {formatMoney(-fund)}</span>}
    </span>
  );
}
