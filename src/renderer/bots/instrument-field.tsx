/** Instruments of a new bot: those of its strategy, or one that the user chooses when the pit has several. */
import type { StrategyDescription } from '../../contract/pit-state.ts';
import { useFeedValue } from '../feed/use-feed.ts';
import { setBotDraft, useBotDraft } from './bot-draft.ts';

/** Separator between symbols, which cannot contain it. */
const SEPARATOR = '\n';

export function InstrumentField({ description }: { readonly description: StrategyDescription | null }) {
  const listed = useFeedValue(({ market }) => [...market.replica.markets.keys()].join(SEPARATOR));
  const symbol = useBotDraft((draft) => draft.symbol);
  const declared = description?.ok === true ? description.symbols : undefined;
  if (Array.isArray(declared)) {
    return (
      <p className="bot-instruments" data-testid="bot-symbols">
        Trades {declared.join(', ')}
      </p>
    );
  }
  const symbols = listed.split(SEPARATOR);
  if (symbols.length < 2) return null;
  return (
    <select
      className="bot-instruments"
      data-testid="bot-symbol"
      aria-label="Instrument"
      title="The instrument that the bot trades"
      value={symbol ?? ''}
      onChange={(event) => setBotDraft({ symbol: event.target.value || null })}
    >
      <option value="">{declared === 'all' ? 'All instruments' : `${symbols[0]} (the first)`}</option>
      {symbols.slice(declared === 'all' ? 0 : 1).map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}
