/** Whether a headless pit does what it is there for, for machines that ask. */
import type { PitState } from '../contract/pit-state.ts';
import type { Reply } from './web-server.ts';

/** Bots may fail without the pit being unwell: they are told, not counted. */
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
