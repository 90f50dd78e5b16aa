/** Finds a shorter script with the same kind of mismatch. */
import type { Mismatch } from './compare.ts';
import type { Stamped } from './simulator.ts';

interface Shrunken {
  readonly script: readonly Stamped[];
  readonly mismatch: Mismatch;
}

type Replay = (script: readonly Stamped[]) => Mismatch | null;

/** Leave out commands while `replay` still ends in a mismatch of the same kind. */
export function shrink(script: readonly Stamped[], mismatch: Mismatch, replay: Replay): Shrunken {
  let best: Shrunken = { script, mismatch };
  for (;;) {
    const shorter = pass(best, replay);
    if (shorter.script.length === best.script.length) return shorter;
    best = shorter;
  }
}

/** Try to leave out each run of commands once, long runs first. */
function pass({ script, mismatch }: Shrunken, replay: Replay): Shrunken {
  let best: Shrunken = { script, mismatch };
  for (let length = Math.ceil(script.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let start = best.script.length - length; start >= 0; start -= length) {
      const shorter = best.script.filter((_, index) => index < start || index >= start + length);
      const again = replay(shorter);
      if (again?.kind === mismatch.kind) best = { script: shorter, mismatch: again };
    }
  }
  return best;
}
