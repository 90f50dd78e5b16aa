/**
 * Objects that wait for their turn, first in, first out, each at most once. The links are fields of the objects, so a
 * line allocates nothing.
 *
 * A `Set` does the same, but V8 replaces its table after every few deletions, and a replaced table refers to the next
 * one. Once one of them has become old, all later ones do, and only a full collection frees them: a third of what a
 * flood left in the exchange's old generation.
 */

/** The place of an object. Null: it waits in no line, or nobody is before or behind it. */
export interface InLine<Member extends InLine<Member>> {
  line: Line<Member> | null;
  before: Member | null;
  behind: Member | null;
}

export class Line<Member extends InLine<Member>> {
  #first: Member | null = null;
  #last: Member | null = null;

  get isEmpty(): boolean {
    return this.#first === null;
  }

  /** Adds an object at the end, unless it waits in the line already. */
  push(member: Member): void {
    if (member.line === this) return;
    if (member.line !== null) throw new Error('an object cannot wait in two lines');
    member.line = this;
    member.before = this.#last;
    if (this.#last === null) this.#first = member;
    else this.#last.behind = member;
    this.#last = member;
  }

  /** @returns the object that has waited longest, which leaves the line; null: there is none */
  shift(): Member | null {
    const first = this.#first;
    if (first !== null) this.remove(first);
    return first;
  }

  /** @returns false when the object does not wait in this line */
  remove(member: Member): boolean {
    if (member.line !== this) return false;
    const { before, behind } = member;
    if (before === null) this.#first = behind;
    else before.behind = behind;
    if (behind === null) this.#last = before;
    else behind.before = before;
    member.line = null;
    member.before = null;
    member.behind = null;
    return true;
  }
}
