/** One instrument's order book. */
export { Book, marketLimit, type MatchEnd } from './book.ts';
export { CANCEL_RESTING, TRADE, type MatchLog } from './match-log.ts';
