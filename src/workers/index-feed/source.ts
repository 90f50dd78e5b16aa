/** Sources of index prices. A source sends each price at its time. */

/** Runs a task once, after `ms`. @returns a function that cancels it */
export type After = (ms: number, task: () => void) => () => void;

export interface Listener {
  price(price: number): void;
  /** Writes a sentence to the log. */
  warn(text: string): void;
  /** Called when the source has no more prices. */
  end(): void;
}

/** @returns a function that ends the source */
export type Source = (listener: Listener, after: After) => () => void;

export const afterTimeout: After = (ms, task) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

/** Calls the task now and every `everyMs` until it is cancelled. */
export function repeat(everyMs: number, after: After, task: () => void): () => void {
  let cancel = (): void => {};
  const run = (): void => {
    task();
    cancel = after(everyMs, run);
  };
  run();
  return () => cancel();
}
