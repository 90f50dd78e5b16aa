/**
 * Ends a step of a run that does not return, such as an endless loop of the strategy. The limit is time that passes, but
 * a step is a second of the run, which takes milliseconds: a machine that is busy or pauses for seconds stays below it.
 */
import { createContext, Script } from 'node:vm';
import type { Activity } from '../workers/bot/activity.ts';

export const STEP_MS_MAX = 20_000;

const surroundings = createContext({ step: () => {} });
const script = new Script('step()');

/** A step did not return in time. */
export class Hung extends Error {}

/** @param running the strategy's code that runs. Null: none that the bot called */
export function hungText(path: string, running: Activity | null, msMax: number): string {
  const where = running ?? 'a callback of its own';
  return `${path}: a second of the run has not ended within ${msMax / 1_000} s, in ${where}. Look there for an endless loop, or compute less in each call.`;
}

/** @param hung text of the error @throws Hung when the step takes longer than `msMax` */
export function limitStep(step: () => void, msMax: number, hung: () => string): void {
  surroundings['step'] = step;
  try {
    script.runInContext(surroundings, { timeout: msMax });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Hung(hung(), { cause: error });
  }
}
