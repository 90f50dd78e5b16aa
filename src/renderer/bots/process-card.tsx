/** One process of the pit: its state, its figures, its actions and its last output. */
import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import type { ProcessState } from '../../contract/pit-state.ts';
import { useClocked } from '../feed/use-feed.ts';
import { maskTokens } from '../format/mask-tokens.ts';
import { formatAge } from '../format/times.ts';
import { strategyLabel } from '../pit/bot-names.ts';
import { AccountName } from '../ui/account-name.tsx';
import { BotButtons } from './bot-buttons.tsx';
import { BotFigures, RejectList } from './bot-figures.tsx';
import { paramsText } from './param-values.ts';
import { hasRecovered, healthOf, RECOVERED_MS } from './health.ts';
import { ProcessLog } from './process-log.tsx';

export const ProcessCard = memo(function ProcessCard({ process }: { readonly process: ProcessState }) {
  const [isOpen, setOpen] = useState(false);
  const { name, kind, phase, stats } = process;
  const isRecovered = useClocked(RECOVERED_MS / 10, (now) => hasRecovered(process, now));
  const { tone, label, reason } = healthOf(process, isRecovered);
  return (
    <li
      className="process"
      data-testid="process-card"
      data-name={name}
      data-kind={kind}
      data-phase={phase}
      data-tone={tone}
    >
      <div className="process-head">
        <button
          type="button"
          className="process-name"
          aria-expanded={isOpen}
          aria-label={`${name}, ${label}: ${isOpen ? 'hide' : 'show'} its log`}
          title={`${name}: ${isOpen ? 'hide' : 'show'} its log`}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight size={12} className="chevron" aria-hidden />
          <span className="phase-dot" aria-hidden />
          <AccountName account={name} />
        </button>
        {kind === 'bot' && <BotButtons bot={process} />}
      </div>
      <ProcessFacts process={process} label={label} />
      {stats !== undefined && <BotFigures stats={stats} isRunning={phase === 'running'} />}
      {reason !== undefined && <Reason text={maskTokens(reason)} isOpen={isOpen} />}
      {isOpen && stats !== undefined && <RejectList stats={stats} />}
      {isOpen && <ProcessLog process={process} />}
    </li>
  );
});

interface ReasonProps {
  readonly text: string;
  readonly isOpen: boolean;
}

/** The last error in one line; the full text appears on hover or with the log. */
function Reason({ text, isOpen }: ReasonProps) {
  return (
    <p className="process-reason" data-whole={isOpen || undefined} title={text} data-testid="process-reason">
      {text}
    </p>
  );
}

interface ProcessFactsProps {
  readonly process: ProcessState;
  readonly label: string;
}

function ProcessFacts({ process, label }: ProcessFactsProps) {
  const { phase, runningSince, restarts, pid, strategy, params = {} } = process;
  const given = paramsText(params);
  const uptime = useClocked(1_000, (now) =>
    phase === 'running' && runningSince !== undefined ? formatAge(now - runningSince) : undefined,
  );
  return (
    <div className="process-facts" title={pid === undefined ? undefined : `Process ${pid}`}>
      <span className="phase">{label}</span>
      {uptime !== undefined && <span>{uptime}</span>}
      {restarts > 0 && <span>{restarts === 1 ? '1 restart' : `${restarts} restarts`}</span>}
      {strategy !== undefined && (
        <span className="strategy" title={`${strategy}\n${given}`.trim()}>
          {strategyLabel(strategy)} {given}
        </span>
      )}
    </div>
  );
}
