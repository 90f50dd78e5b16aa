/** The crowd: many small traders that together make a market worth trading in. */
export { Crowd, type MarketTerms } from './crowd.ts';
export { Dice, type Seed } from './dice.ts';
export { FairValue } from './fair-value.ts';
export { rosterOf, type Member } from './roster.ts';
export type { SeatRequest } from './seat.ts';
