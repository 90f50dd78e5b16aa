/** State of a process on its card: a colour, a word and the last error, if there is one. */
import type { ProcessState } from '../../contract/pit-state.ts';

/** `warn`: the process runs, but not as the user wants. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'off';

export interface Health {
  readonly tone: Tone;
  readonly label: string;
  readonly reason?: string;
}

/** Time after a crash from which on a running process counts as healthy. */
export const RECOVERED_MS = 60_000;

export function hasRecovered({ runningSince }: ProcessState, now: number): boolean {
  return runningSince !== undefined && now - runningSince >= RECOVERED_MS;
}

/** Time at which a process last recovered from a crash, which stands still between two recoveries. 0: none has. */
export function newestRecovery(processes: readonly ProcessState[], now: number): number {
  const recovered = processes.filter(
    (process) => process.lastCrash !== undefined && hasRecovered(process, now),
  );
  return Math.max(0, ...recovered.map(({ runningSince = 0 }) => runningSince + RECOVERED_MS));
}

/** State of each process, by its name. @param now the time, or that of the newest recovery */
export function healthsOf(processes: readonly ProcessState[], now: number): ReadonlyMap<string, Health> {
  return new Map(
    processes.map((process) => [process.name, healthOf(process, hasRecovered(process, now))] as const),
  );
}

/** @param isRecovered result of `hasRecovered` */
export function healthOf(process: ProcessState, isRecovered: boolean): Health {
  const { phase, reason } = process;
  const why = reason === undefined ? {} : { reason };
  switch (phase) {
    case 'starting':
      return { tone: process.restarts > 0 ? 'warn' : 'busy', label: 'starting', ...why };
    case 'running':
      return runningHealth(process, isRecovered);
    case 'crashed':
      return { tone: 'bad', label: 'crashed, restarting', ...why };
    case 'failed':
      return { tone: 'bad', label: 'failed', ...why };
    case 'stopping':
      return { tone: 'busy', label: 'stopping', ...why };
    case 'stopped':
      return { tone: 'off', label: 'stopped', ...why };
  }
}

function runningHealth({ stats, lastCrash, silent }: ProcessState, isRecovered: boolean): Health {
  if (silent !== undefined) {
    const reason = `${silent.activity} has not returned for ${silent.seconds} s`;
    return { tone: 'warn', label: 'does not answer', reason };
  }
  if (stats?.paused !== undefined)
    return { tone: 'warn', label: 'paused', reason: `Paused: ${stats.paused}` };
  if (stats?.saveError !== undefined) {
    const reason = `The saved file does not load: ${stats.saveError}`;
    return { tone: 'warn', label: 'running the previous version', reason };
  }
  if (stats?.waiting !== undefined) return { tone: 'warn', label: `waiting: ${stats.waiting}` };
  if (lastCrash === undefined) return { tone: 'good', label: 'running' };
  return { tone: isRecovered ? 'good' : 'warn', label: 'running', reason: `Last crash: ${lastCrash}` };
}

/** A folder before a file with a line number. */
const FOLDER = /(?<=^|[\s(])(?:[A-Za-z]:)?[\\/](?:[^\s:\\/]+(?: [^\s:\\/]+)*[\\/])*(?=[^\s:\\/]+:\d)/g;

/** A reason without the folders of files, which would take the room of the sentence. */
export function inOneLine(reason: string): string {
  return reason.replaceAll(FOLDER, '');
}
