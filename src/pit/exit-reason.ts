/** Why a worker ended, in a sentence for the user. */
import type { Failure } from '../runtime/failure.ts';
import type { Exit } from '../runtime/launcher.ts';
import { portTaken, type PortAdvice } from './port-taken.ts';

/** The exit codes of `runtime/worker-frame.ts`. */
export const EXIT_IN_ORDER = 0;
export const EXIT_SETUP = 2;

/** @param failure that the worker announced before it ended; null: none */
export function exitReason(exit: Exit, failure: Failure | null, advice?: PortAdvice): string {
  if (exit.launchError !== undefined) return exit.launchError;
  const ended = exit.signal === null ? `Ended with exit code ${exit.code}` : `Ended by signal ${exit.signal}`;
  if (failure === null) return `${ended}.`;
  const { reason, taken } = failure;
  if (exit.code !== EXIT_SETUP) return `${ended}: ${firstLine(reason)}`;
  return taken !== undefined && advice !== undefined ? portTaken(taken, advice) : firstLine(reason);
}

/** The further lines quote a file. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
