/** Tasks in virtual time, ordered by time and then in the order of planning. */

export interface Task {
  readonly atMs: number;
  readonly run: () => void;
}

export class Timetable {
  readonly #tasks: Task[] = [];

  /** Time at which the next task is due. Infinity: there is none. */
  get nextMs(): number {
    return this.#tasks[0]?.atMs ?? Infinity;
  }

  plan(task: Task): void {
    const last = this.#tasks.at(-1);
    if (last === undefined || last.atMs <= task.atMs) this.#tasks.push(task);
    else this.#tasks.splice(this.#tasks.findLastIndex((other) => other.atMs <= task.atMs) + 1, 0, task);
  }

  cancel(task: Task): void {
    const index = this.#tasks.indexOf(task);
    if (index !== -1) this.#tasks.splice(index, 1);
  }

  /** Runs the next task if it is due. @returns false when it is not */
  runNext(nowMs: number): boolean {
    if (this.nextMs > nowMs) return false;
    this.#tasks.shift()?.run();
    return true;
  }
}
