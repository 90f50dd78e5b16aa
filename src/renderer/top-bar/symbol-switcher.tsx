import { useFeed, useSymbol, useTopic } from '../feed/use-feed.ts';
import { setUi } from '../ui/ui-store.ts';

export function SymbolSwitcher() {
  useTopic('status');
  const { replica } = useFeed().market;
  const symbol = useSymbol();
  const symbols = [...replica.markets.keys()];
  if (symbol === undefined) return null;
  if (symbols.length === 1) return <strong className="symbol">{symbol}</strong>;
  return (
    <select
      className="symbol"
      data-testid="symbol-select"
      aria-label="Instrument"
      title="Instrument"
      value={symbol}
      onChange={(event) => setUi({ symbol: event.target.value })}
    >
      {symbols.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}
