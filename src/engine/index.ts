/** The exchange as one pure function over its state. */
export { apply, perform, findOrder } from './apply.ts';
export type { Refusal } from './admission.ts';
export { seedHashes } from './hashes.ts';
export { RULES_VERSION, rulesOf } from './rules.ts';
export { OPEN_ORDERS_MAX, accountAt, createState, marketAt } from './state.ts';
export type { Account, EngineState, Market, Order, Position } from './state.ts';
export { checkInvariants, checkTouched } from './invariants.ts';
export { positionOf, positionsOf, totalsOf } from './ledger.ts';
export { indication } from './auction/indication.ts';
export { readRestingOrders } from './resting.ts';
export { TIME_STEP_MS, isTimed, isTimeDue } from './time.ts';
export { reportMark, reportPosition } from './report.ts';
export { reportFunding } from './funding.ts';
export { hashSnapshot, hashState, restore, snapshot, type Snapshot } from './snapshot.ts';
export type { Command, OrderReference } from './command.ts';
export type * as Facts from './event.ts';
