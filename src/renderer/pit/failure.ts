/** Chooses the one failure that the window shows. */
import type { Pit, Problem } from './pit-store.ts';

/** The user's last failed request, or else the reason of the pit's last failed start, until the user dismisses it. */
export function failureOf({
  problem,
  state,
  isReasonRead,
}: Pick<Pit, 'problem' | 'state' | 'isReasonRead'>): Problem | null {
  if (problem !== null) return problem;
  if (state?.phase !== 'stopped' || state.reason === undefined || isReasonRead) return null;
  return { what: 'The pit is closed', reason: state.reason };
}
