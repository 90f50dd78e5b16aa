import { useMemo, useState } from 'react';
import type { ProcessState } from '../../contract/pit-state.ts';
import { formatClockMs, formatFullTime } from '../format/times.ts';
import { LogSearch, ProblemsChoice, useNewestLine } from '../log/log-fields.tsx';
import { filterLog, splitTime, type LogFilter, type LogLine } from './log-text.ts';

const UNFILTERED: LogFilter = { problemsOnly: false, search: '' };

/** The output of a process, filtered. */
export function ProcessLog({ process: { name, log } }: { readonly process: ProcessState }) {
  const [filter, setFilter] = useState(UNFILTERED);
  const lines = useMemo(() => filterLog(log, filter), [log, filter]);
  if (log.length === 0) return <p className="process-log">No output yet.</p>;
  return (
    <>
      <div className="log-filter">
        <ProblemsChoice name={name} filter={filter} onChange={setFilter} />
        <LogSearch name={name} filter={filter} onChange={setFilter} />
      </div>
      <LogLines name={name} lines={lines} />
    </>
  );
}

function LogLines({ name, lines }: { readonly name: string; readonly lines: readonly LogLine[] }) {
  const newest = useNewestLine<HTMLPreElement>();
  return (
    <pre
      {...newest}
      className="process-log"
      tabIndex={0}
      role="log"
      aria-label={`Log of ${name}, newest last`}
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

/** Text of a line. The time is in the reader's zone, which fits in a narrow panel. The tooltip has date and zone. */
function Words({ text }: { readonly text: string }) {
  const [atMs, message] = splitTime(text);
  return (
    <>
      {atMs !== null && <time title={formatFullTime(atMs * 1_000)}>{formatClockMs(atMs)}</time>}
      {`${message}\n`}
    </>
  );
}
