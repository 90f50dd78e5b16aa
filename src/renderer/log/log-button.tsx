import { ScrollText } from 'lucide-react';
import { formatCount } from '../format/numbers.ts';
import { usePit } from '../pit/pit-store.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { countProblems } from './merged-log.ts';

/** Opens the log, and shows its number of warnings and errors. */
export function LogButton() {
  const hasPit = usePit((pit) => pit.hasPit);
  const isOpen = useUi((ui) => ui.logOpen);
  const count = usePit(({ state }) => countProblems(state?.processes ?? []));
  if (!hasPit) return null;
  return (
    <button
      type="button"
      className="log-button"
      data-testid="log-button"
      data-problems={count > 0 || undefined}
      aria-pressed={isOpen}
      aria-label={`Log: ${formatCount(count)} warnings and errors`}
      title={`Log of all processes (Ctrl J): ${formatCount(count)} warnings and errors`}
      onClick={() => setUi({ logOpen: !isOpen })}
    >
      <ScrollText size={12} aria-hidden /> {formatCount(count)}
    </button>
  );
}
