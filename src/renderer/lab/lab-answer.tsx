/** The lab's side of the window: an explanation, its progress, an error, or its result. */
import { Square } from 'lucide-react';
import type { LabState } from '../../contract/lab.ts';
import { StrategyError } from '../bots/strategy-error.tsx';
import { splitStrategy } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';
import { LabResultView } from './lab-result.tsx';
import { progressText, type RunningLab } from './lab-text.ts';

interface LabAnswerProps {
  readonly lab: LabState;
  /** Why the last request was refused. Null: it was not. */
  readonly refusal: string | null;
  /** Called when a run has been opened in the player. */
  readonly onOpened: () => void;
}

export function LabAnswer({ lab, refusal, onOpened }: LabAnswerProps) {
  return (
    <section className="lab-answer" aria-label="Answer" tabIndex={0}>
      {refusal !== null && (
        <p className="lab-refusal" role="alert" data-testid="lab-refusal">
          {refusal}
        </p>
      )}
      <Answer lab={lab} onOpened={onOpened} />
    </section>
  );
}

function Answer({ lab, onOpened }: Pick<LabAnswerProps, 'lab' | 'onOpened'>) {
  switch (lab.phase) {
    case 'idle':
      return <Explanation />;
    case 'running':
      return <Progress lab={lab} />;
    case 'failed':
      return <Failure lab={lab} />;
    case 'done':
      return <LabResultView lab={lab} onOpened={onOpened} />;
  }
}

function Explanation() {
  return (
    <p className="lab-explanation" data-testid="lab-explanation">
      The lab runs both strategies on the same seeds of a market that reacts to them, faster than the clock.
      It answers which one earns more, with an interval that says how sure that is.
    </p>
  );
}

function Progress({ lab }: { readonly lab: RunningLab }) {
  const cancelLab = usePit((pit) => pit.cancelLab);
  const { runsDone, runsTotal, isStopping } = lab;
  return (
    <div className="lab-progress">
      <p role="status" data-testid="lab-progress">
        {progressText(lab)}
      </p>
      <progress aria-label="Runs" value={runsDone} max={Math.max(1, runsTotal)} />
      <button
        type="button"
        className="button"
        title="Stop, and report the seeds that are done"
        data-testid="lab-cancel"
        disabled={isStopping}
        onClick={() => void cancelLab()}
      >
        <Square size={12} aria-hidden /> Cancel
      </button>
      <p className="muted">The lab continues when you close this dialog.</p>
    </div>
  );
}

function Failure({ lab }: { readonly lab: Extract<LabState, { readonly phase: 'failed' }> }) {
  const { request, reason } = lab;
  const files = [request.a, request.b].flatMap((side) =>
    side === null ? [] : splitStrategy(side.strategy).path,
  );
  const path = files.find((file) => reason.includes(file)) ?? request.a.strategy;
  return (
    <div className="lab-failure">
      <p>The lab ended without a report.</p>
      <StrategyError path={path} reason={reason} />
    </div>
  );
}
