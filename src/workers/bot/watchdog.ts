/**
 * Watches the bot's process from a separate thread, which keeps running when the strategy does not return.
 *
 * 1. While the process is busy, the thread asks for a sign of life, for which the main thread needs a turn of the event
 *    loop. A strategy that keeps the process busy for HANG_MS without such a turn is in an endless loop, and the
 *    watchdog ends the process. Only processor time counts, so a bot that waits for a processor is safe. An idle bot is
 *    not asked.
 * 2. The watchdog also ends a process that exceeds its memory, and one that gives no sign of life when the process that
 *    started it has ended.
 * 3. The reason is the last line of the log. The connection closes, and the exchange cancels the orders.
 */
import { Worker } from 'node:worker_threads';
import { hasParent } from '../../runtime/worker-frame.ts';
import type { Logger } from '../../runtime/log.ts';
import { watchedParent } from '../../runtime/parent-watch.ts';
import { ACTIVITIES, ACTIVITY, BEATS, NOTHING, type Activity, type WatchdogData } from './activity.ts';

export class Watchdog {
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));

  /**
   * @param script script of the thread
   * @param memoryBytesMax largest resident memory of the whole process
   */
  constructor(script: URL, memoryBytesMax: number, log: Logger) {
    const workerData: WatchdogData = {
      shared: this.#shared,
      memoryBytesMax,
      parent: watchedParent(),
      hasParent: hasParent(),
    };
    const thread = new Worker(script, { workerData });
    thread.on('error', (error) => log.warn(`endless loops are not noticed: ${error.message}`));
    thread.on('message', () => Atomics.add(this.#shared, BEATS, 1));
    thread.unref();
  }

  /** Sets the running activity. `null`: no strategy code runs. */
  enter(activity: Activity | null): void {
    Atomics.store(this.#shared, ACTIVITY, ACTIVITIES.indexOf(activity ?? NOTHING));
  }
}
