/** The result: sentences first, then the figures, the seeds, and the command that reproduces it. */
import { Copy, FileText } from 'lucide-react';
import { useState } from 'react';
import {
  LAB_PROFIT,
  type LabOpeningProblem,
  type LabReport,
  type LabRoom,
  type LabState,
} from '../../contract/lab.ts';
import { formatFixed } from '../format/numbers.ts';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { LabFigures, LabRoomTable, type NamedReport } from './lab-figures.tsx';
import { LabRuns, OpeningRun, useOpenRun } from './lab-runs.tsx';
import { LabSeeds } from './lab-seeds.tsx';
import { openingReason } from './lab-text.ts';

interface LabResultProps {
  readonly lab: Extract<LabState, { phase: 'done' }>;
  readonly onOpened: () => void;
}

export function LabResultView({ lab, onOpened }: LabResultProps) {
  const { opening, openingProblem } = lab;
  const { rooms, sentences, isCut, command } = lab.result;
  const [chosen, setChosen] = useState(rooms[0]?.name ?? '');
  const room = rooms.find(({ name }) => name === chosen) ?? rooms[0];
  return (
    <div className="lab-result" data-testid="lab-result">
      {opening !== null && <OpeningRun opening={opening} />}
      {isCut && (
        <p className="lab-cut">The lab was cancelled. These are the results of the seeds that were done.</p>
      )}
      {sentences.map((sentence) => (
        <p key={sentence} className="lab-sentence">
          {sentence}
        </p>
      ))}
      {rooms.length > 1 && <LabRoomTable reports={rooms.flatMap(named)} />}
      {rooms.length > 1 && <RoomChoice rooms={rooms} chosen={room?.name ?? ''} onChoose={setChosen} />}
      {room !== undefined && (
        <RoomView key={room.name} room={room} openingProblem={openingProblem} onOpened={onOpened} />
      )}
      <Command command={command} />
    </div>
  );
}

function named({ name, report }: LabRoom): readonly NamedReport[] {
  return report === null ? [] : [{ name, report }];
}

interface RoomChoiceProps {
  readonly rooms: readonly LabRoom[];
  readonly chosen: string;
  readonly onChoose: (room: string) => void;
}

function RoomChoice({ rooms, chosen, onChoose }: RoomChoiceProps) {
  return (
    <div className="segments" role="group" aria-label="Room">
      {rooms.map(({ name }) => (
        <button key={name} type="button" aria-pressed={name === chosen} onClick={() => onChoose(name)}>
          {name}
        </button>
      ))}
    </div>
  );
}

interface RoomViewProps {
  readonly room: LabRoom;
  readonly openingProblem: LabOpeningProblem | null;
  readonly onOpened: () => void;
}

function RoomView({ room, openingProblem, onOpened }: RoomViewProps) {
  const { name, report, reason } = room;
  const { open, problem: refusal } = useOpenRun(name, onOpened);
  const problem = refusal ?? openingReason(name, openingProblem);
  if (report === null) return <p className="lab-refusal">{reason}</p>;
  return (
    <>
      {report.sentences.map((sentence) => (
        <p key={sentence} className="lab-sentence" data-testid="lab-sentence">
          {sentence}
        </p>
      ))}
      {report.problems.map((problem) => (
        <p key={problem} className="lab-refusal">
          {problem}
        </p>
      ))}
      <Legend report={report} />
      <div className="lab-actions">
        <ReportButton room={name} />
        <LabRuns report={report} onOpen={open} />
        <span className="muted">Click the profit of a seed to play its run.</span>
      </div>
      {problem !== null && (
        <p className="lab-refusal lab-sticky" role="alert">
          {problem}
        </p>
      )}
      <div className="lab-columns">
        <LabFigures report={report} />
        <div>
          <LabSeeds report={report} onOpen={open} />
          <SweepTable report={report} />
        </div>
      </div>
    </>
  );
}

function Legend({ report: { variants, seeds } }: { readonly report: LabReport }) {
  return (
    <p className="lab-legend muted">
      {variants.map(({ letter, label }) => (
        <span key={letter}>
          <b>{letter}</b> {label}
        </span>
      ))}
      <span>{seeds.length} seeds, 95 % intervals</span>
    </p>
  );
}

function SweepTable({ report: { sweep } }: { readonly report: LabReport }) {
  if (sweep.length === 0) return null;
  return (
    <table className="lab-table">
      <caption>The sweep, on the seeds that chose the best variant</caption>
      <thead>
        <tr>
          <th scope="col">Value</th>
          <th scope="col">{LAB_PROFIT}</th>
        </tr>
      </thead>
      <tbody>
        {sweep.map(({ params, pnl }) => (
          <tr key={params}>
            <th scope="row">{params}</th>
            <td>{formatFixed(pnl, 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ReportButton({ room }: { readonly room: string }) {
  const openLabReport = usePit((pit) => pit.openLabReport);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async () => {
    const outcome = await openLabReport(room);
    setProblem(outcome.ok ? null : outcome.reason);
  };
  return (
    <>
      <button
        type="button"
        className="button"
        title="Open report.html, with its plots, in the browser"
        data-testid="lab-report"
        onClick={() => void open()}
      >
        <FileText size={14} aria-hidden /> Open the report
      </button>
      {problem !== null && <span className="lab-refusal">{problem}</span>}
    </>
  );
}

function Command({ command }: { readonly command: string }) {
  return (
    <p className="lab-command">
      <span className="muted">This command prints the same figures:</span>
      <code data-testid="lab-command">{command}</code>
      <IconButton
        icon={Copy}
        label="Copy the command"
        onClick={() => void navigator.clipboard.writeText(command)}
      />
    </p>
  );
}
