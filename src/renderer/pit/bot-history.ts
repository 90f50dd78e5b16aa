/** When bots of the pit joined, failed and left. Kept until the window closes, so that View → Reload keeps it. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { PitState, ProcessState } from '../../contract/pit-state.ts';
import { keyOf } from './same-processes.ts';
import type { PitStore } from './pit-store.ts';

export const BOT_EVENTS_MAX = 300;
const MICROS_PER_MS = 1_000;

export interface BotEvent {
  /** Microseconds since the Unix epoch. */
  readonly time: number;
  readonly name: string;
  readonly what: 'joined' | 'failed' | 'left';
  /** Why it failed. */
  readonly reason?: string;
}

interface BotHistory {
  /** Oldest first. */
  readonly events: readonly BotEvent[];
}

export const useBotHistory = create<BotHistory>()(
  persist((): BotHistory => ({ events: [] }), {
    name: 'botpit-bots',
    version: 1,
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** Follow the pit for as long as the window exists. */
export function watchBots(pit: PitStore, now: () => number): void {
  let before: PitState | null = null;
  pit.subscribe(({ state }) => {
    if (state === null || state.processes === before?.processes) return;
    const { events } = useBotHistory.getState();
    // A window that reloads sees running bots for the first time again.
    const known = new Set(events.map(identityOf));
    const added = botEvents(before, state, now() * MICROS_PER_MS).filter(
      (event) => !known.has(identityOf(event)),
    );
    before = state;
    if (added.length > 0) useBotHistory.setState({ events: [...events, ...added].slice(-BOT_EVENTS_MAX) });
  });
}

function identityOf({ time, name, what }: BotEvent): string {
  return `${time} ${what} ${name}`;
}

/**
 * What happened to the bots between two states of the pit. A window that opens knows only when the running ones joined.
 * @param before null: the window has just opened
 * @param nowMicros microseconds since the Unix epoch
 */
export function botEvents(before: PitState | null, now: PitState, nowMicros: number): readonly BotEvent[] {
  const former = new Map(before?.processes.map((process) => [keyOf(process), process]));
  const bots = now.processes.filter(({ kind }) => kind === 'bot');
  const changed = bots.flatMap((bot) => changesOf(former.get(keyOf(bot)), bot, nowMicros));
  if (before === null) return changed.filter(({ what }) => what === 'joined');
  const left = [...former.values()].filter((bot) => isRunningBot(bot) && !now.processes.some(isSame(bot)));
  return [...changed, ...left.map(({ name }): BotEvent => ({ time: nowMicros, name, what: 'left' }))];
}

/** One state may bring several changes: a bot that joined and was paused at once. */
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

function isRunningBot({ kind, phase }: ProcessState): boolean {
  return kind === 'bot' && phase === 'running';
}

function isSame(one: ProcessState): (other: ProcessState) => boolean {
  return (other) => keyOf(one) === keyOf(other);
}
