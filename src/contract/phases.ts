/** The phases of a market. docs/rules.md, "Phases". */
export const PHASES = ['pre_open', 'auction', 'continuous', 'halted', 'closed'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * Why a market is in its phase: the session began in it, an operator set it, the price stayed at a limit, or its time
 * came.
 */
export const PHASE_CAUSES = ['session_start', 'operator', 'price_limit', 'schedule'] as const;
export type PhaseCause = (typeof PHASE_CAUSES)[number];

/** An operator's action on a market. */
export const PHASE_ACTIONS = ['open', 'auction', 'halt', 'resume', 'close'] as const;
export type PhaseAction = (typeof PHASE_ACTIONS)[number];
