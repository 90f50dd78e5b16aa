/** Where index prices come from. A source sends each price when its time has come. */

/** Runs a task once, later. @returns cancels it */
export type After = (ms: number, task: () => void) => () => void;

export interface Listener {
  price(price: number): void;
  /** A sentence for the log. */
  warn(text: string): void;
  /** The source has no more prices. */
  end(): void;
}

/** @returns ends it */
export type Source = (listener: Listener, after: After) => () => void;

export const afterTimeout: After = (ms, task) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

/** Call the task now and every `everyMs` until it is cancelled. */
export function repeat(everyMs: number, after: After, task: () => void): () => void {
  let cancel = (): void => {};
  const run = (): void => {
    task();
    cancel = after(everyMs, run);
  };
  run();
  return () => cancel();
}
