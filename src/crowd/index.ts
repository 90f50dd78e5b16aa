/** The crowd: many small traders that together make a market worth trading in. */
export { Crowd } from './crowd.ts';
export {
  ACCOUNTS_DEFAULT,
  ACCOUNTS_MAX,
  ACCOUNTS_MIN,
  CROWD_NAME,
  CROWD_NAME_PATTERN,
  rosterOf,
  type Member,
} from './roster.ts';
export type { SeatRequest } from './seat.ts';
