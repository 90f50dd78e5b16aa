/**
 * Decides which of a worker's labs is served next.
 *
 * 1. Labs with jobs take turns. A lab without jobs costs a request to the server, but no waiting time.
 * 2. The server does not count a job that it is about to deliver again, so each lab is served from time to time in any
 *    case.
 */

/** Time after which a lab is served even if it seems to have no jobs. */
const SERVED_MS = 10_000;

export interface TurnTaker {
  /** Resolves with true when new jobs wait for a worker. */
  hasJobs(): Promise<boolean>;
}

export class Turns<Lab extends TurnTaker> {
  readonly #servedMs = new WeakMap<Lab, number>();
  #turn = 0;

  /** @returns the lab to serve; undefined: there is none */
  async next(labs: readonly Lab[], nowMs: number): Promise<Lab | undefined> {
    this.#turn += 1;
    const first = this.#turn % Math.max(1, labs.length);
    const inOrder = [...labs.slice(first), ...labs.slice(0, first)];
    const chosen = await this.#choose(inOrder, nowMs);
    if (chosen !== undefined) this.#servedMs.set(chosen, nowMs);
    return chosen;
  }

  async #choose(inOrder: readonly Lab[], nowMs: number): Promise<Lab | undefined> {
    const [first] = inOrder;
    if (inOrder.length < 2) return first;
    for (const lab of inOrder) {
      const isDue = nowMs - (this.#servedMs.get(lab) ?? 0) > SERVED_MS;
      if (isDue || (await lab.hasJobs())) return lab;
    }
    return first;
  }
}
