import { BUILT_INS } from '../../contract/built-in-strategies.ts';
import { strategyLabel } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';

interface StrategySelectProps {
  /** A built-in's name or a file's path. */
  readonly value: string;
  readonly onChange: (strategy: string) => void;
}

const NO_FILES: readonly string[] = [];

export function StrategySelect({ value, onChange }: StrategySelectProps) {
  const recent = usePit((pit) => pit.settings?.recentStrategies ?? NO_FILES);
  const isListed = BUILT_INS.includes(value) || recent.includes(value);
  const files = isListed ? recent : [value, ...recent];
  return (
    <select
      data-testid="strategy-select"
      aria-label="Strategy"
      title={BUILT_INS.includes(value) ? 'Strategy (N)' : value}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <optgroup label="Built in">
        {BUILT_INS.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </optgroup>
      {files.length > 0 && (
        <optgroup label="Files">
          {files.map((file) => (
            <option key={file} value={file} title={file}>
              {strategyLabel(file)}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}
