/** Replays a trade's command: the market just before it, its events, and the market just after. */
import { isMarketEvent, parseFrame, type MarketEvent, type Trade } from '../../contract/events.ts';
import { Replica } from '../../contract/replica.ts';
import { splitCommands } from './commands.ts';

export interface PastCommand {
  readonly trade: Trade;
  /** All events of the command, in order. */
  readonly events: readonly MarketEvent[];
  /** Two separate replicas, which no longer change. */
  readonly before: Replica;
  readonly after: Replica;
}

/**
 * @param texts frames from a checkpoint up to the one with the trade
 * @returns undefined when the frames are not enough
 */
export function rewindTo(texts: readonly string[], tradeId: number): PastCommand | undefined {
  const frames = texts.map((text) => parseFrame(text));
  const [before, after] = [new Replica(), new Replica()];
  for (const frame of frames.slice(0, -1)) for (const replica of [before, after]) replica.apply(frame);
  const commands = splitCommands(frames.at(-1) ?? []);
  for (const events of commands) {
    const trade = events.find((event): event is Trade => event.type === 'trade' && event.tradeId === tradeId);
    after.apply(events);
    if (trade !== undefined && !before.inSync) return undefined;
    if (trade !== undefined) return { trade, events: events.filter(isMarketEvent), before, after };
    before.apply(events);
  }
  return undefined;
}
