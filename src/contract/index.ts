/**
 * The contract's units and instruments, for the layers that compute. Messages have their own files and are not exported
 * here.
 */
export * from './units.ts';
export * from './instrument.ts';
export type { FundingSpec } from './funding-terms.ts';
export { MILLITICKS, type LimitsSpec, type MarkSpec } from './price-rules.ts';
export type { MarginMode } from './margin-mode.ts';
export type { Phase, PhaseAction, PhaseCause } from './phases.ts';
export type { CancelCause, OrderType, RejectCode, SelfTradePrevention, Side, TimeInForce } from './orders.ts';
