/** Keeps the times at which the pit's bots joined, failed and left, for the history service. */
import { BOT_EVENTS_MAX, botEvents, type PublicBotEvent } from '../contract/bot-events.ts';
import type { ProcessState } from '../contract/pit-state.ts';

const MICROS_PER_MS = 1_000;

export class BotWatch {
  #bots: readonly ProcessState[] = [];
  #events: readonly PublicBotEvent[] = [];

  /** The newest BOT_EVENTS_MAX events, oldest first. */
  get events(): readonly PublicBotEvent[] {
    return this.#events;
  }

  /**
   * Adds the events since the last call.
   * @param nowMs current time, in milliseconds since the Unix epoch
   * @returns true when there are new events
   */
  note(bots: readonly ProcessState[], nowMs: number): boolean {
    const added = botEvents(this.#bots, bots, nowMs * MICROS_PER_MS);
    this.#bots = bots;
    if (added.length === 0) return false;
    const published = added.map(({ time, name, what }): PublicBotEvent => ({ time, name, what }));
    this.#events = [...this.#events, ...published].slice(-BOT_EVENTS_MAX);
    return true;
  }
}
