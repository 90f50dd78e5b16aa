/**
 * Keeps the times at which the pit's bots joined, failed and left in one session, for the history service. The names of
 * bots that have not joined are not public.
 */
import { BOT_EVENTS_MAX, botEvents, type PublicBotEvent } from '../contract/bot-events.ts';
import type { ProcessState } from '../contract/pit-state.ts';

export class BotWatch {
  #bots: readonly ProcessState[];
  /** Names of the present bots that have joined at least once. */
  #joined: ReadonlySet<string> = new Set();
  #events: readonly PublicBotEvent[] = [];

  /** @param bots states when the session begins */
  constructor(bots: readonly ProcessState[]) {
    this.#bots = bots;
  }

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
    const changes = botEvents(this.#bots, bots, nowMs);
    const joined = new Set(changes.filter(({ what }) => what === 'joined').map(({ name }) => name));
    const names = bots.map(({ name }) => name);
    this.#joined = new Set(names.filter((name) => this.#joined.has(name) || joined.has(name)));
    const added = changes.filter(({ what, name }) => what !== 'failed' || this.#joined.has(name));
    this.#bots = bots;
    if (added.length === 0) return false;
    const published = added.map(({ time, name, what }): PublicBotEvent => ({ time, name, what }));
    this.#events = [...this.#events, ...published].slice(-BOT_EVENTS_MAX);
    return true;
  }
}
