/** Hashes of states. Equal states have equal hashes. */
import { snapshot, type Snapshot } from './snapshot.ts';
import type { EngineState } from './state.ts';

/** Hash of the state in 64 bits, as 16 hexadecimal digits. */
export function hashState(state: EngineState): string {
  return hashSnapshot(snapshot(state));
}

export function hashSnapshot(from: Snapshot): string {
  const hash = new StateHash();
  hash.add(JSON.stringify(from));
  return hash.digits;
}

/** Hash of the state of a snapshot: FNV-1a over its JSON, with two start values. */
export class StateHash {
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  /** @param text the next piece of the JSON */
  add(text: string): void {
    let [low, high] = [this.#low, this.#high];
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x01000193) ^ (low >>> 15);
    }
    [this.#low, this.#high] = [low, high];
  }

  get digits(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
