/**
 * Reads a connection in batches, for a reader that acts by a timer. A process that wakes up for each frame spends more
 * time on waking up than on the frame.
 *
 * 1. After a read, the connection waits BATCH_MS while the system collects what arrives. The next read takes all of it.
 *    After a batch that filled the buffer more than FULL_READS_MAX times, it waits SHORT_BATCH_MS.
 * 2. It does not wait when the read before was long ago, or when a read filled the buffer.
 * 3. `catchUp` reads what has arrived before the reader acts. The frame after that is read when it arrives.
 */

/** Longest time for which a frame waits. */
export const BATCH_MS = 100;
/** The relay drops a client for which 8 MB wait. A flood of a pit has some 60 MB of events in a second. */
export const SHORT_BATCH_MS = 20;
export const FULL_READS_MAX = 4;
/** Shortest time between two reads after which frames do not count as frequent. */
const SELDOM_MS = 2 * BATCH_MS;

/** The connection. */
interface Resumable {
  /** Reads again after `hasRead` has returned false. */
  resume(): unknown;
}

export class ReadBatches {
  #connection: Resumable | undefined;
  #isOn = false;
  #isWaiting = false;
  #readMs = -Infinity;
  /** Number of reads since the last wait that filled the buffer. */
  #fullReads = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  /** True from the end of a wait until what has arrived is read. */
  #isBacklog = false;
  #isCatchingUp = false;

  /** False while frames are read that have waited. */
  get isPrompt(): boolean {
    return !this.#isBacklog;
  }

  /** Reads a new connection, at first without waiting. */
  begin(connection: Resumable): void {
    this.turn(false);
    this.#connection = connection;
  }

  turn(isOn: boolean): void {
    this.#isOn = isOn;
    if (!isOn) this.#readOn();
  }

  /** Notes a read. @returns false when the connection waits */
  hasRead(isFull: boolean): boolean {
    if (isFull) {
      this.#fullReads += 1;
      return true;
    }
    this.#isBacklog = false;
    if (!this.#isOn) return true;
    const nowMs = performance.now();
    const isSeldom = nowMs - this.#readMs >= SELDOM_MS;
    this.#readMs = nowMs;
    if (isSeldom || this.#isCatchingUp) return true;
    this.#wait();
    return false;
  }

  /** Reads what has arrived, and then acts. Call it from a timer: sockets are read between timers and immediates. */
  catchUp(act: () => void): void {
    this.#readOn();
    if (!this.#isBacklog) return act();
    this.#isCatchingUp = true;
    setImmediate(() => {
      this.#isCatchingUp = false;
      this.#isBacklog = false;
      act();
    });
  }

  #wait(): void {
    this.#isWaiting = true;
    const ms = this.#fullReads > FULL_READS_MAX ? SHORT_BATCH_MS : BATCH_MS;
    this.#fullReads = 0;
    // A new timer for each wait would cost more.
    if (ms === this.#timerMs) return void this.#timer?.refresh();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#readOn(), ms);
    this.#timerMs = ms;
  }

  #readOn(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#isBacklog = true;
    this.#connection?.resume();
  }
}
