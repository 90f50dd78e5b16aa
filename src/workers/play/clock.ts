/** The player's clock. It is an argument, so tests do not have to wait. */
export interface Clock {
  /** Milliseconds that never decrease. */
  now(): number;
  /** Calls back once, after the delay. @returns a function that cancels the call */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once, after pending input has been handled. @returns a function that cancels the call */
  soon(callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  soon: (callback) => {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};
