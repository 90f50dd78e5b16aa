/** The player's time, given from outside so that no test has to wait. */
export interface Clock {
  /** Milliseconds, never decreasing. */
  now(): number;
  /** Call back once, after so long. @returns calls it off */
  after(ms: number, callback: () => void): () => void;
  /** Call back once, when what has come in meanwhile has been looked at. @returns calls it off */
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
