/** Ranks of the last minute, from which the board shows movements. */
export const TRAIL_STEP_MS = 5_000;
const TRAIL_MS = 60_000;

interface Standing {
  readonly atMs: number;
  readonly ranks: ReadonlyMap<string, number>;
}

export class RankTrail {
  #standings: readonly Standing[] = [];

  /** @param nowMs time on any clock that does not go back */
  note(nowMs: number, ranks: ReadonlyMap<string, number>): void {
    const last = this.#standings.at(-1);
    if (last !== undefined && nowMs - last.atMs < TRAIL_STEP_MS) return;
    // The oldest standing to keep is the last one from before the minute.
    const from = this.#standings.findLastIndex(({ atMs }) => atMs <= nowMs - TRAIL_MS);
    this.#standings = [...this.#standings.slice(Math.max(0, from)), { atMs: nowMs, ranks }];
  }

  /** Places gained over the last minute. Negative: lost. Undefined: the account did not exist then. */
  movement(account: string, rank: number): number | undefined {
    const before = this.#standings[0]?.ranks.get(account);
    return before === undefined ? undefined : before - rank;
  }
}
