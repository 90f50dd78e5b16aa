/** The health of a headless pit, for monitoring systems. */
import type { PitState, ProcessKind } from '../contract/pit-state.ts';
import type { Reply } from './web-server.ts';

/** Processes that count. The pit trades without the others and opens before they run; the report names them only. */
const VITAL: ReadonlySet<ProcessKind> = new Set(['exchange', 'relay']);

export function healthOf({ phase, processes }: PitState): Reply {
  const vital = processes.filter(({ kind }) => VITAL.has(kind));
  const isWell = phase === 'running' && vital.every(({ phase: its }) => its === 'running');
  const phases = Object.fromEntries(processes.map(({ name, phase: its }) => [name, its]));
  return {
    status: isWell ? 200 : 503,
    headers: { 'Content-Type': 'application/json' },
    body: `${JSON.stringify({ status: isWell ? 'ok' : 'unwell', pit: phase, processes: phases })}\n`,
  };
}
