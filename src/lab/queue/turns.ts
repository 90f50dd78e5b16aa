/**
 * Finds the next job among the labs of a worker.
 *
 * 1. A lab is asked after a sign that it may have a job: its offer, a new job, or a job that it had just before. Asking
 *    takes one request and no waiting, so idle labs do not hold up the others.
 * 2. Labs with jobs take turns.
 * 3. A sign that arrives while the lab is being asked counts: the lab is asked again.
 */

export interface JobSource<Job> {
  /** @returns null when it has no job; it does not reject */
  take(): Promise<Job | null>;
}

export class Turns<Job> {
  /** Labs that may have a job, the next one first. */
  readonly #hopeful = new Set<JobSource<Job>>();
  /** Callers that wait for a sign. There are none while a lab is hopeful, apart from those that are about to resume. */
  #waiting: (() => void)[] = [];
  #isClosed = false;

  /** Call it when a lab may have a job. */
  sign(lab: JobSource<Job>): void {
    this.#hopeful.add(lab);
    this.#waiting.shift()?.();
  }

  /** Call it when a lab has ended. */
  forget(lab: JobSource<Job>): void {
    this.#hopeful.delete(lab);
  }

  /** Waits for a job. @returns null after `close` */
  async next(): Promise<Job | null> {
    while (!this.#isClosed) {
      const [lab] = this.#hopeful;
      if (lab === undefined) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      this.#hopeful.delete(lab);
      const job = await lab.take();
      if (job === null) continue;
      // It may have another one, for the next caller.
      this.sign(lab);
      return job;
    }
    return null;
  }

  close(): void {
    this.#isClosed = true;
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
