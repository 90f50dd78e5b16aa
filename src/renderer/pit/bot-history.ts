/**
 * Times at which bots joined, failed and left. The events of the window's own pit are kept until the window closes, so
 * View → Reload does not lose them.
 */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { BOT_EVENTS_MAX, botEvents, type BotEvent } from '../../contract/bot-events.ts';
import type { PitState } from '../../contract/pit-state.ts';
import type { Pit, PitStore } from './pit-store.ts';

interface BotHistory {
  /** Events of the own pit, oldest first. */
  readonly events: readonly BotEvent[];
  /** Events of the pit on screen, from its history service. Null: the own pit is on screen. */
  readonly published: readonly BotEvent[] | null;
}

export const useBotHistory = create<BotHistory>()(
  persist((): BotHistory => ({ events: [], published: null }), {
    name: 'botpit-bots',
    version: 1,
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ events }) => ({ events }),
  }),
);

/** Events of the pit on screen, oldest first, up to the moment that plays. */
export function shownBots({ playback }: Pick<Pit, 'playback'>): readonly BotEvent[] {
  const { events, published } = useBotHistory.getState();
  const until = playback?.position?.time;
  return until === undefined ? (published ?? events) : events.filter(({ time }) => time <= until);
}

/** Follows the own pit while the window exists. */
export function watchBots(pit: PitStore, now: () => number): void {
  let before: PitState['processes'] | null = null;
  pit.subscribe(({ state }) => {
    if (state === null || state.processes === before) return;
    const { events } = useBotHistory.getState();
    // After a reload, the window sees running bots for the first time again.
    const known = new Set(events.map(identityOf));
    const added = botEvents(before, state.processes, now()).filter((event) => !known.has(identityOf(event)));
    before = state.processes;
    if (added.length > 0) useBotHistory.setState({ events: [...events, ...added].slice(-BOT_EVENTS_MAX) });
  });
}

function identityOf({ time, name, what }: BotEvent): string {
  return `${time} ${what} ${name}`;
}
