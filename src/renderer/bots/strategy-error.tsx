/** The error in a strategy's file. Its text wraps, while the quoted source lines keep their form. */
import { Copy } from 'lucide-react';
import { maskTokens } from '../format/mask-tokens.ts';
import { strategyLabel } from '../pit/bot-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { linesOf } from './log-text.ts';

interface StrategyErrorProps {
  /** Path of the file, which the text does not repeat. */
  readonly path: string;
  readonly reason: string;
}

export function StrategyError({ path, reason }: StrategyErrorProps) {
  const lines = linesOf(reason.replaceAll(path, strategyLabel(path)).split('\n'));
  return (
    <div className="strategy-error" data-testid="strategy-error" role="alert">
      <IconButton
        icon={Copy}
        label="Copy the details"
        onClick={() => void navigator.clipboard.writeText(maskTokens(reason))}
      />
      <pre tabIndex={0} aria-label="Error in the file">
        {lines.map(({ key, text, isQuoted }) => (
          <span key={key} className={isQuoted ? 'quoted' : 'text'}>
            {`${text}\n`}
          </span>
        ))}
      </pre>
    </div>
  );
}
