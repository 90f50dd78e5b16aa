/** Why a journal is not readable, and where. */

/** A position in a journal. */
export interface JournalPosition {
  readonly segment: number;
  /** Offset in bytes in the file. */
  readonly offset: number;
}

/** The journal is not readable any further. */
export class JournalError extends Error {
  /** Position up to which everything is intact. Undefined: unknown. */
  readonly place: JournalPosition | undefined;

  constructor(message: string, place?: JournalPosition) {
    super(message);
    this.place = place;
  }
}
