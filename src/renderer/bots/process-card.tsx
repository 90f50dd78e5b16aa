/**
 * One process of the pit in one line. When open, it shows everything that the pit knows about it, and its last output.
 */
import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import type { ProcessState } from '../../contract/pit-state.ts';
import { useClocked } from '../feed/use-feed.ts';
import { maskTokens } from '../format/mask-tokens.ts';
import { formatAge } from '../format/times.ts';
import { strategyLabel } from '../pit/bot-names.ts';
import { AccountName } from '../ui/account-name.tsx';
import { BotButtons } from './bot-buttons.tsx';
import { AckFigure, LineFigures, RejectList } from './bot-figures.tsx';
import { paramsText } from './param-values.ts';
import { hasRecovered, healthOf, inOneLine, RECOVERED_MS, type Health } from './health.ts';
import { ProcessLog } from './process-log.tsx';
import { QuotedLines } from './quoted-lines.tsx';

export const ProcessCard = memo(function ProcessCard({ process }: { readonly process: ProcessState }) {
  const [isOpen, setOpen] = useState(false);
  const { name, kind, phase } = process;
  const isRecovered = useClocked(RECOVERED_MS / 10, (now) => hasRecovered(process, now));
  const health = healthOf(process, isRecovered);
  return (
    <li
      className="process"
      data-testid="process-card"
      data-name={name}
      data-kind={kind}
      data-phase={phase}
      data-tone={health.tone}
      data-open={isOpen || undefined}
    >
      <div className="process-line">
        <button
          type="button"
          className="process-name"
          aria-expanded={isOpen}
          aria-label={`${name}, ${health.label}: ${isOpen ? 'hide' : 'show'} its log`}
          title={aboutOf(process, health)}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight size={12} className="chevron" aria-hidden />
          <span className="phase-dot" data-tone={health.tone} aria-hidden />
          <AccountName account={name} />
        </button>
        <State process={process} health={health} isOpen={isOpen} />
        {kind === 'bot' && <BotButtons bot={process} />}
      </div>
      {isOpen && <Details process={process} health={health} />}
    </li>
  );
});

function aboutOf({ name, strategy, params = {} }: ProcessState, { label, reason }: Health): string {
  const lines = [`${name}: ${label}`, strategy ?? '', paramsText(params), maskTokens(reason ?? '')];
  return lines.filter((line) => line !== '').join('\n');
}

interface PartProps {
  readonly process: ProcessState;
  readonly health: Health;
}

/** The last error while there is a problem, otherwise the figures, or a word. */
function State({ process, health, isOpen }: PartProps & { readonly isOpen: boolean }) {
  const { stats, phase, kind } = process;
  const { tone, label, reason } = health;
  const isWrong = tone === 'warn' || tone === 'bad' || (tone === 'off' && reason !== undefined);
  if (isWrong && reason !== undefined && !isOpen) return <ShortReason text={maskTokens(reason)} />;
  if (isWrong || stats === undefined || kind !== 'bot') return <span className="phase">{label}</span>;
  return <LineFigures stats={stats} isRunning={phase === 'running'} />;
}

/** The reason in one line, with the whole text as its tooltip. */
function ShortReason({ text }: { readonly text: string }) {
  return (
    <p className="process-reason" title={text} data-testid="process-reason">
      {inOneLine(text)}
    </p>
  );
}

function Details({ process, health: { label, reason } }: PartProps) {
  const { stats } = process;
  return (
    <div className="process-details">
      <Facts process={process} label={label} />
      {reason !== undefined && (
        <pre
          className="process-reason"
          tabIndex={0}
          aria-label={`Reason: ${label}`}
          data-testid="process-reason"
        >
          <QuotedLines text={reason} />
        </pre>
      )}
      {stats !== undefined && <AckFigure stats={stats} />}
      {stats !== undefined && <RejectList stats={stats} />}
      <ProcessLog process={process} />
    </div>
  );
}

function Facts({ process, label }: { readonly process: ProcessState; readonly label: string }) {
  const { phase, runningSince, restarts, pid, strategy, params = {} } = process;
  const given = paramsText(params);
  const uptime = useClocked(1_000, (now) =>
    phase === 'running' && runningSince !== undefined ? formatAge(now - runningSince) : undefined,
  );
  return (
    <div className="process-facts">
      <span className="phase">{label}</span>
      {uptime !== undefined && <span>for {uptime}</span>}
      {restarts > 0 && <span>{restarts === 1 ? '1 restart' : `${restarts} restarts`}</span>}
      {pid !== undefined && <span>process {pid}</span>}
      {strategy !== undefined && (
        <span className="strategy" title={strategy}>
          {strategyLabel(strategy)} {given}
        </span>
      )}
    </div>
  );
}
