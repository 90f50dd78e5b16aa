/**
 * Times at which the bots of a pit joined, failed and left. The pit determines them for other monitors, and its own
 * window determines them itself.
 */
import { z } from 'zod';
import type { ProcessState } from './pit-state.ts';

/** Largest number of events to keep. The newest are kept. */
export const BOT_EVENTS_MAX = 300;
const MICROS_PER_MS = 1_000;

export const publicBotEventSchema = z.object({
  /** Time of the event, in microseconds since the Unix epoch. */
  time: z.int(),
  name: z.string(),
  what: z.enum(['joined', 'failed', 'left']),
});
export type PublicBotEvent = Readonly<z.infer<typeof publicBotEventSchema>>;

export interface BotEvent extends PublicBotEvent {
  /** Reason of a failure. It may quote the bot's file, so only the pit's own window shows it. */
  readonly reason?: string;
}

/**
 * Events of the bots between two states of the pit's processes. If the earlier state is unknown, the result contains
 * only when the running bots joined.
 * @param before earlier state; null: unknown
 * @param nowMs current time, in milliseconds since the Unix epoch
 */
export function botEvents(
  before: readonly ProcessState[] | null,
  now: readonly ProcessState[],
  nowMs: number,
): readonly BotEvent[] {
  const time = nowMs * MICROS_PER_MS;
  const bots = botsByName(now);
  const former = botsByName(before ?? []);
  const changed = [...bots.values()].flatMap((bot) => changesOf(former.get(bot.name), bot, time));
  if (before === null) return changed.filter(({ what }) => what === 'joined');
  const left = [...former.values()].filter(({ name, phase }) => phase === 'running' && !bots.has(name));
  return [...changed, ...left.map(({ name }): BotEvent => ({ time, name, what: 'left' }))];
}

/** Events of one bot. One state may bring several, for example when a bot joined and was paused at once. */
function changesOf(before: ProcessState | undefined, now: ProcessState, time: number): readonly BotEvent[] {
  if (before === now) return [];
  const { name, phase, runningSince, reason, stats } = now;
  const wasRunning = before?.phase === 'running';
  const events: BotEvent[] = [];
  if (phase === 'running' && !wasRunning) {
    events.push({
      time: runningSince === undefined ? time : runningSince * MICROS_PER_MS,
      name,
      what: 'joined',
    });
  }
  if (stats?.paused !== undefined && before?.stats?.paused === undefined) {
    events.push({ time, name, what: 'failed', reason: stats.paused });
  } else if ((phase === 'crashed' || phase === 'failed') && before?.phase !== phase) {
    events.push({ time, name, what: 'failed', ...(reason !== undefined && { reason }) });
  } else if ((phase === 'stopping' || phase === 'stopped') && wasRunning) {
    events.push({ time, name, what: 'left' });
  }
  return events;
}

function botsByName(processes: readonly ProcessState[]): ReadonlyMap<string, ProcessState> {
  return new Map(processes.filter(({ kind }) => kind === 'bot').map((bot) => [bot.name, bot]));
}
