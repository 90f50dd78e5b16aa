/** The logs of all processes in one list, oldest first. */
import type { ProcessState } from '../../contract/pit-state.ts';
import { filterLog, splitTime, type LogFilter, type LogLine } from '../bots/log-text.ts';

/** Number of lines in the panel. The newest are shown. */
export const LINES_MAX = 500;

export interface MergedLine extends LogLine {
  /** Name of the process. */
  readonly name: string;
  /** Milliseconds since the Unix epoch. A line without a time has that of the line before it. */
  readonly atMs: number;
  readonly id: string;
}

export interface MergedFilter extends LogFilter {
  /** Name of a process. Empty: all processes. */
  readonly process: string;
}

export function mergedLog(
  processes: readonly Pick<ProcessState, 'name' | 'kind' | 'log'>[],
  filter: MergedFilter,
): readonly MergedLine[] {
  const listed = processes.filter(({ name }) => filter.process === '' || name === filter.process);
  const lines = listed.flatMap((process) => linesOfProcess(process, filter));
  // The sort is stable, so the lines of an error stay together.
  return lines.toSorted((one, other) => one.atMs - other.atMs).slice(-LINES_MAX);
}

function linesOfProcess(
  { name, kind, log }: Pick<ProcessState, 'name' | 'kind' | 'log'>,
  filter: LogFilter,
): readonly MergedLine[] {
  let atMs = 0;
  return filterLog(log, filter).map((line) => {
    atMs = splitTime(line.text)[0] ?? atMs;
    return { ...line, name, atMs, id: `${kind}:${name} ${line.key}` };
  });
}

/** Number of warnings and errors in the logs. */
export function countProblems(processes: readonly Pick<ProcessState, 'log'>[]): number {
  const problems = { problemsOnly: true, search: '' };
  return processes.reduce(
    (sum, { log }) => sum + filterLog(log, problems).filter(({ isHead }) => isHead).length,
    0,
  );
}
