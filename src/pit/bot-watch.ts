/** Keeps when the bots of the pit joined, failed and left, for the history service. */
import { BOT_EVENTS_MAX, botEvents, type PublicBotEvent } from '../contract/bot-events.ts';
import type { ProcessState } from '../contract/pit-state.ts';

const MICROS_PER_MS = 1_000;

export class BotWatch {
  #bots: readonly ProcessState[] = [];
  #events: readonly PublicBotEvent[] = [];

  /** The newest, oldest first. */
  get events(): readonly PublicBotEvent[] {
    return this.#events;
  }

  /** @param nowMs milliseconds since the Unix epoch @returns whether anything happened */
  note(bots: readonly ProcessState[], nowMs: number): boolean {
    const added = botEvents(this.#bots, bots, nowMs * MICROS_PER_MS);
    this.#bots = bots;
    if (added.length === 0) return false;
    const published = added.map(({ time, name, what }): PublicBotEvent => ({ time, name, what }));
    this.#events = [...this.#events, ...published].slice(-BOT_EVENTS_MAX);
    return true;
  }
}
