/**
 * Decides which of a worker's labs is served next.
 *
 * 1. Labs with jobs take turns. A lab without jobs costs a request to the server, but no waiting time.
 * 2. The server does not count a job that it is about to deliver again, so a lab that seems to have no jobs is served
 *    from time to time. The worker then waits for a second, so all such labs together are served once in OVERDUE_MS.
 */

/** Time after which a lab is overdue: it is served even if it seems to have no jobs. */
const SERVED_MS = 10_000;
/** Shortest time between two overdue labs while another lab has jobs. */
const OVERDUE_MS = 5_000;

export interface TurnTaker {
  /** Resolves with true when new jobs wait for a worker. */
  hasJobs(): Promise<boolean>;
}

export class Turns<Lab extends TurnTaker> {
  readonly #servedMs = new WeakMap<Lab, number>();
  #overdueMs = Number.NEGATIVE_INFINITY;
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
    for (const lab of inOrder) if (await lab.hasJobs()) return this.#overdue(inOrder, nowMs) ?? lab;
    return first;
  }

  /** @returns the lab that has waited longest, if it is overdue and no other one was served shortly before */
  #overdue(inOrder: readonly Lab[], nowMs: number): Lab | undefined {
    if (nowMs - this.#overdueMs <= OVERDUE_MS) return undefined;
    const servedMs = (lab: Lab) => this.#servedMs.get(lab) ?? 0;
    const [longest] = inOrder.toSorted((one, other) => servedMs(one) - servedMs(other));
    if (longest === undefined || nowMs - servedMs(longest) <= SERVED_MS) return undefined;
    this.#overdueMs = nowMs;
    return longest;
  }
}
