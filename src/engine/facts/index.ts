/** The log of a command's facts, whose records later commands fill again. */
export { FactLog } from './fact-log.ts';
export { byKind, kindOf, type FactKind, type FactType } from './fact-kinds.ts';
export { BLANK_FACTS, type FilledFacts } from './blank-facts.ts';
export type { LevelList } from './level-lists.ts';
