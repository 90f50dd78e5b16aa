/** The error in a strategy's file. */
import { Copy } from 'lucide-react';
import { maskTokens } from '../format/mask-tokens.ts';
import { strategyLabel } from '../pit/bot-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { QuotedLines } from './quoted-lines.tsx';

interface StrategyErrorProps {
  /** Path of the file, which the text does not repeat. */
  readonly path: string;
  readonly reason: string;
}

export function StrategyError({ path, reason }: StrategyErrorProps) {
  return (
    <div className="strategy-error" data-testid="strategy-error" role="alert">
      <IconButton
        icon={Copy}
        label="Copy the details"
        onClick={() => void navigator.clipboard.writeText(maskTokens(reason))}
      />
      <pre tabIndex={0} aria-label="Error in the file">
        <QuotedLines text={reason.replaceAll(path, strategyLabel(path))} />
      </pre>
    </div>
  );
}
