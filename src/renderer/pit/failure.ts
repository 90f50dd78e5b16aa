/** The one failure that the window shows, however many there are. */
import type { Pit, Problem } from './pit-store.ts';

/** What the user asked for last and did not get, else the pit's own word on why its last start failed, until it was read. */
export function failureOf({
  problem,
  state,
  isReasonRead,
}: Pick<Pit, 'problem' | 'state' | 'isReasonRead'>): Problem | null {
  if (problem !== null) return problem;
  if (state?.phase !== 'stopped' || state.reason === undefined || isReasonRead) return null;
  return { what: 'The pit is closed', reason: state.reason };
}
