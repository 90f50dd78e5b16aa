/** The health of a headless pit, for monitoring systems. */
import type { PitState } from '../contract/pit-state.ts';
import type { Reply } from './web-server.ts';

/** A failed bot does not make the pit unhealthy: the report names it but does not count it. */
export function healthOf({ phase, processes }: PitState): Reply {
  const ill = processes
    .filter(({ kind, phase: its }) => kind !== 'bot' && its !== 'running')
    .map(({ name }) => name);
  const isWell = phase === 'running' && ill.length === 0;
  const phases = Object.fromEntries(processes.map(({ name, phase: its }) => [name, its]));
  return {
    status: isWell ? 200 : 503,
    headers: { 'Content-Type': 'application/json' },
    body: `${JSON.stringify({ status: isWell ? 'ok' : 'unwell', pit: phase, processes: phases })}\n`,
  };
}
