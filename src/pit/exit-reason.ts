/** Explains in a sentence for the user why a worker ended. */
import { EXIT_SETUP } from '../runtime/exit-codes.ts';
import type { Failure } from '../runtime/failure.ts';
import type { Exit } from '../runtime/launcher.ts';
import { portTaken, type PortAdvice } from './port-taken.ts';

/** @param failure failure that the worker announced before it ended; null: none */
export function exitReason(exit: Exit, failure: Failure | null, advice?: PortAdvice): string {
  if (exit.launchError !== undefined) return exit.launchError;
  const ended = exit.signal === null ? `Ended with exit code ${exit.code}` : `Ended by signal ${exit.signal}`;
  if (failure === null) return `${ended}.`;
  const { reason, taken } = failure;
  if (exit.code !== EXIT_SETUP) return `${ended}: ${firstLine(reason)}`;
  return taken !== undefined && advice !== undefined ? portTaken(taken, advice) : firstLine(reason);
}

/** The first line of a reason. The further lines contain lines of a file. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
