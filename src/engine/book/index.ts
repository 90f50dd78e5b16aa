/** One instrument's order book. */
export { Book, marketLimit, type Incoming } from './book.ts';
export type { BookSide } from './book-side.ts';
export { CANCEL_RESTING, TRADE, type MatchLog } from './match-log.ts';
