/**
 * Finds the boundary between two commands of the exchange from the order of their events (docs/protocol.md):
 *
 * 1. Trades, liquidation steps, phases and funding come first, in the order in which they happened.
 * 2. The net changes come last: for each symbol the single orders, the book, the auction and the mark price, and
 *    finally the positions.
 * 3. All events of a command have the same time. Another command may have the same time.
 *
 * A command therefore begins where the time changes, or at an event that cannot follow the event before it. Two
 * commands without trades may look like one. A command with trades never does: it ends with positions, and no trade can
 * follow those.
 */
import { isMarketEvent, type MarketEvent, type StreamEvent } from '../../contract/events.ts';
import { isOfCheckpoint } from '../feed/checkpoint-events.ts';

type Rank = 0 | 1 | 2 | 3 | 4 | 5;

const RANKS: Readonly<Record<Exclude<MarketEvent['type'], 'exchange_status'>, Rank>> = {
  trade: 0,
  liquidation: 0,
  index_price: 0,
  funding: 0,
  funding_rate: 0,
  market_state: 0,
  order_update: 1,
  book_update: 2,
  book_orders: 2,
  auction_update: 3,
  mark_price: 4,
  position_update: 5,
};

/** Splits events into commands. Events that only count (`ignored`) belong to the event before them. */
export function splitCommands(events: readonly StreamEvent[]): readonly (readonly StreamEvent[])[] {
  const commands: StreamEvent[][] = [];
  let known: MarketEvent[] = [];
  for (const event of events) {
    const isMore = !isMarketEvent(event) || continues(known, event);
    const last = commands.at(-1);
    if (isMore && last !== undefined) last.push(event);
    else commands.push([event]);
    if (!isMore) known = [];
    if (isMarketEvent(event)) known.push(event);
  }
  return commands;
}

/** True when the event belongs to the command. A checkpoint is one command up to its last event. */
function continues(command: readonly MarketEvent[], event: MarketEvent): boolean {
  const [first] = command;
  const before = command.at(-1);
  if (before === undefined || first?.time !== event.time || event.type === 'exchange_status') return false;
  if (first.type === 'exchange_status' || before.type === 'exchange_status') return isOfCheckpoint(event);
  const [rank, rankBefore] = [RANKS[event.type], RANKS[before.type]];
  if (rank === 0) return rankBefore === 0;
  if (rankBefore === 5) return rank === 5;
  return rank === 5 || event.symbol !== before.symbol || rank > rankBefore || isRun(rank, rankBefore);
}

/** True for several single orders that change with one command. */
function isRun(rank: Rank, before: Rank): boolean {
  return rank === 1 && before === 1;
}
