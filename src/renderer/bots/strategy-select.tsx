import type { ReactNode } from 'react';
import { strategyLabel } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';

interface StrategySelectProps {
  readonly label: string;
  /** Tooltip of a built-in strategy. The tooltip of a file is its path. */
  readonly about: string;
  readonly testId: string;
  readonly builtIns: readonly string[];
  /** Further options before the strategies. */
  readonly children?: ReactNode;
  /** Name of a built-in strategy or path of a file. */
  readonly value: string;
  readonly onChange: (strategy: string) => void;
}

const NO_FILES: readonly string[] = [];

export function StrategySelect({
  label,
  about,
  testId,
  builtIns,
  value,
  onChange,
  children,
}: StrategySelectProps) {
  const recent = usePit((pit) => pit.settings?.recentStrategies ?? NO_FILES);
  const isListed = value === '' || builtIns.includes(value) || recent.includes(value);
  const files = isListed ? recent : [value, ...recent];
  return (
    <select
      data-testid={testId}
      aria-label={label}
      title={value === '' || builtIns.includes(value) ? about : value}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {children}
      <optgroup label="Built in">
        {builtIns.map((name) => (
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
