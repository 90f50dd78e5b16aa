/** The saved runs: the worst, the median and the best of each variant. */
import { Play } from 'lucide-react';
import { useState } from 'react';
import { LAB_ACCOUNT, type LabReport, type LabSavedRun } from '../../contract/lab.ts';
import { usePit } from '../pit/pit-store.ts';
import { setUi } from '../ui/ui-store.ts';

/** Plays a run of a room, with its account selected. @param room empty: without rooms */
export function useOpenRun(room: string, onOpened: () => void) {
  const openLabRun = usePit((pit) => pit.openLabRun);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async ({ name }: LabSavedRun) => {
    const outcome = await openLabRun({ room, run: name });
    if (!outcome.ok) return setProblem(outcome.reason);
    setUi({ account: LAB_ACCOUNT, boardOpen: false });
    onOpened();
  };
  return { problem, open: (run: LabSavedRun) => void open(run) };
}

interface LabRunsProps {
  readonly report: LabReport;
  readonly onOpen: (run: LabSavedRun) => void;
}

export function LabRuns({ report: { saved, variants }, onOpen }: LabRunsProps) {
  return saved.map((run) => {
    const title = `${variants[run.variant]?.letter ?? ''} ${run.place}`;
    return (
      <button
        key={run.name}
        type="button"
        className="button"
        title={`Play the run ${title}, seed ${run.seed}`}
        data-testid={`lab-run-${run.name}`}
        onClick={() => onOpen(run)}
      >
        <Play size={10} aria-hidden /> {title}
      </button>
    );
  });
}
