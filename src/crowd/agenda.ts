/** Planned tasks in a binary heap. Tasks that are due at the same time run in the order of their planning. */

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

export class Agenda {
  readonly #heap: Entry[] = [];
  #planned = 0;

  /** Time at which the next task is due, in seconds. Infinity: there is none. */
  get next(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  plan(at: number, task: () => void): void {
    const entry = { at, order: (this.#planned += 1), task };
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  /** Removes the next task and returns it. */
  take(): (() => void) | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first !== undefined && last !== undefined && first !== last) this.#sink(last);
    return first?.task;
  }

  /** Moves the entry down from the top to its place. */
  #sink(entry: Entry): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [first, second] = [heap[left], heap[left + 1]];
      if (first === undefined) break;
      const isSecondNext = second !== undefined && isBefore(second, first);
      const next = isSecondNext ? second : first;
      if (!isBefore(next, entry)) break;
      heap[index] = next;
      index = isSecondNext ? left + 1 : left;
    }
    heap[index] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
