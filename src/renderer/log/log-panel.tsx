/** The output of all processes at the bottom of the window. */
import './log-panel.css';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ProcessState } from '../../contract/pit-state.ts';
import { splitTime } from '../bots/log-text.ts';
import { formatClockMs, formatFullTime } from '../format/times.ts';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi } from '../ui/ui-store.ts';
import { LogSearch, ProblemsChoice, useNewestLine } from './log-fields.tsx';
import { mergedLog, type MergedFilter, type MergedLine } from './merged-log.ts';

const NO_PROCESSES: readonly ProcessState[] = [];
const PROBLEMS: MergedFilter = { problemsOnly: true, search: '', process: '' };

export function LogPanel() {
  const processes = usePit((pit) => pit.state?.processes ?? NO_PROCESSES);
  const [filter, setFilter] = useState(PROBLEMS);
  const lines = useMemo(() => mergedLog(processes, filter), [processes, filter]);
  return (
    <section className="panel log-panel" aria-label="Log" data-testid="log-panel">
      <header className="panel-head">
        <h2>Log</h2>
        <FilterBar names={processes.map(({ name }) => name)} filter={filter} onChange={setFilter} />
        <IconButton icon={X} label="Close the log (Ctrl J)" onClick={() => setUi({ logOpen: false })} />
      </header>
      <Lines lines={lines} empty={filter.problemsOnly ? 'No warnings or errors.' : 'No matching line.'} />
    </section>
  );
}

interface FilterBarProps {
  readonly names: readonly string[];
  readonly filter: MergedFilter;
  readonly onChange: (filter: MergedFilter) => void;
}

function FilterBar({ names, filter, onChange }: FilterBarProps) {
  const all = { name: 'all processes', filter, onChange };
  return (
    <>
      <ProblemsChoice {...all} />
      <select
        aria-label="Process"
        value={filter.process}
        onChange={({ target }) => onChange({ ...filter, process: target.value })}
      >
        <option value="">All processes</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <LogSearch {...all} />
    </>
  );
}

function Lines({ lines, empty }: { readonly lines: readonly MergedLine[]; readonly empty: string }) {
  const newest = useNewestLine<HTMLDivElement>();
  return (
    <div
      {...newest}
      className="log-lines"
      tabIndex={0}
      role="log"
      aria-label="Log of all processes, newest last"
    >
      {lines.length === 0 && <p className="none">{empty}</p>}
      {lines.map((line) => (
        <Line key={line.id} line={line} />
      ))}
    </div>
  );
}

function Line({ line: { name, text, level, isQuoted, isHead } }: { readonly line: MergedLine }) {
  const [atMs, words] = splitTime(text);
  return (
    <div className="log-line" data-level={level} data-testid="log-line">
      {atMs === null ? <span /> : <time title={formatFullTime(atMs * 1_000)}>{formatClockMs(atMs)}</time>}
      <span className="name" title={name}>
        {isHead && name}
      </span>
      <span className={isQuoted ? 'quoted' : undefined}>{atMs === null ? words : words.trimStart()}</span>
    </div>
  );
}
