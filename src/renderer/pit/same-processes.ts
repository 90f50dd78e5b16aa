/** Every report of the pit repeats its whole state. Unchanged parts stay the same objects, so they are not redrawn. */
import type { PitState, ProcessState } from '../../contract/pit-state.ts';

/** @returns `now`, with the unchanged processes of `before`, and with the unchanged logs of changed ones */
export function keepUnchanged(before: PitState | null, now: PitState): PitState {
  const known = new Map(before?.processes.map((process) => [keyOf(process), process]));
  const processes = now.processes.map((process) => {
    const former = known.get(keyOf(process));
    if (former === undefined || !isSame(former.log, process.log)) return process;
    return isSame(former, process) ? former : { ...process, log: former.log };
  });
  const isWhole =
    processes.length === before?.processes.length &&
    processes.every((process, index) => process === before.processes[index]);
  return { ...now, processes: isWhole ? before.processes : processes };
}

export function keyOf({ kind, name }: Pick<ProcessState, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}

/** Equality of plain data. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
