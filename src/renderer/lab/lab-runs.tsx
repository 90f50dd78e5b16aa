/** Runs that the player can show: the saved ones, and any other, which is repeated first. */
import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import { LAB_ACCOUNT, type LabOpening, type LabReport } from '../../contract/lab.ts';
import { usePit } from '../pit/pit-store.ts';
import { setUi } from '../ui/ui-store.ts';
import { openingText } from './lab-text.ts';

/** Opens the run of a variant with a seed. */
export type OpenRun = (letter: string, seed: number) => void;

/** Plays a run of a room, with its account selected. @param room name of the room; empty: without rooms */
export function useOpenRun(room: string, onOpened: () => void) {
  const openLabRun = usePit((pit) => pit.openLabRun);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (letter: string, seed: number) => {
    setProblem(null);
    const outcome = await openLabRun({ room, letter, seed });
    if (!outcome.ok) return setProblem(outcome.reason);
    setUi({ account: LAB_ACCOUNT, boardOpen: false });
    onOpened();
  };
  const openRun: OpenRun = (letter, seed) => void open(letter, seed);
  return { problem, open: openRun };
}

interface LabRunsProps {
  readonly report: LabReport;
  readonly onOpen: OpenRun;
}

export function LabRuns({ report: { saved, variants }, onOpen }: LabRunsProps) {
  return saved.map((run) => {
    const letter = variants[run.variant]?.letter ?? '';
    const title = `${letter} ${run.place}`;
    return (
      <button
        key={run.name}
        type="button"
        className="button"
        title={`Play the run ${title}, seed ${run.seed}`}
        data-testid={`lab-run-${run.name}`}
        onClick={() => onOpen(letter, run.seed)}
      >
        <Play size={10} aria-hidden /> {title}
      </button>
    );
  });
}

/** Progress of a run that is repeated before it opens. */
export function OpeningRun({ opening }: { readonly opening: LabOpening }) {
  const cancelLab = usePit((pit) => pit.cancelLab);
  return (
    <div className="lab-actions lab-sticky">
      <span role="status" data-testid="lab-opening">
        {openingText(opening)}
      </span>
      <progress aria-label="The run" value={opening.share} max={1} />
      <button type="button" className="button" onClick={() => void cancelLab()}>
        <Square size={12} aria-hidden /> Cancel
      </button>
    </div>
  );
}
