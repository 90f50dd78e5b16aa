import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ProcessState } from '../../contract/pit-state.ts';
import { formatClockMs, formatFullTime } from '../format/times.ts';
import { filterLog, splitTime, type LogFilter, type LogLine } from './log-text.ts';

/** This near to the end counts as the end. */
const END_PX = 16;
const UNFILTERED: LogFilter = { problemsOnly: false, search: '' };

/** The output of a process, filtered. */
export function ProcessLog({ process: { name, log } }: { readonly process: ProcessState }) {
  const [filter, setFilter] = useState(UNFILTERED);
  const lines = useMemo(() => filterLog(log, filter), [log, filter]);
  if (log.length === 0) return <p className="process-log">No output yet.</p>;
  return (
    <>
      <LogFilterBar name={name} filter={filter} onChange={setFilter} />
      <LogLines name={name} lines={lines} />
    </>
  );
}

interface LogFilterBarProps {
  readonly name: string;
  readonly filter: LogFilter;
  readonly onChange: (filter: LogFilter) => void;
}

function LogFilterBar({ name, filter, onChange }: LogFilterBarProps) {
  const choices = [
    { problemsOnly: false, label: 'All', title: 'Every line' },
    { problemsOnly: true, label: 'Problems', title: 'Warnings and errors only' },
  ];
  return (
    <div className="log-filter">
      <span className="segments" role="group" aria-label={`Lines of ${name}`}>
        {choices.map(({ problemsOnly, label, title }) => (
          <button
            key={label}
            type="button"
            title={title}
            aria-pressed={filter.problemsOnly === problemsOnly}
            onClick={() => onChange({ ...filter, problemsOnly })}
          >
            {label}
          </button>
        ))}
      </span>
      <input
        type="search"
        data-testid="log-search"
        aria-label={`Find in the log of ${name}`}
        placeholder="Find"
        value={filter.search}
        spellCheck={false}
        onChange={(event) => onChange({ ...filter, search: event.target.value })}
      />
    </div>
  );
}

/** It stays at the newest line unless the reader has scrolled away from it. */
function LogLines({ name, lines }: { readonly name: string; readonly lines: readonly LogLine[] }) {
  const boxRef = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const box = boxRef.current;
    if (box !== null && isAtEnd.current) box.scrollTop = box.scrollHeight;
  });
  return (
    <pre
      ref={boxRef}
      className="process-log"
      tabIndex={0}
      role="log"
      aria-label={`Log of ${name}, newest last`}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
      }}
    >
      {lines.length === 0 && 'No matching line.'}
      {lines.map(({ key, text, level, isQuoted }) => (
        <span key={key} data-level={level} className={isQuoted ? 'quoted' : undefined}>
          <Words text={text} />
        </span>
      ))}
    </pre>
  );
}

/** In the reader's time, which fits in a narrow panel; with date and zone on hover. */
function Words({ text }: { readonly text: string }) {
  const [atMs, message] = splitTime(text);
  return (
    <>
      {atMs !== null && <time title={formatFullTime(atMs * 1_000)}>{formatClockMs(atMs)}</time>}
      {`${message}\n`}
    </>
  );
}
