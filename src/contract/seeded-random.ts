/** Seeded randomness: the same seed gives the same numbers on every machine. Not for secrets. */

/** Rounds that spread the seed over the whole state. */
const WARM_UP_ROUNDS = 12;

/** A generator's whole state: 128 bits. */
export type RandomState = readonly [a: number, b: number, c: number, counter: number];

/** @returns numbers from 0 up to, but excluding, 1 */
export function seededRandom(seed: number): () => number {
  return randomFrom([0, seed, 0x9e3779b9, 1]);
}

/**
 * The small fast counter generator sfc32 of PractRand.
 * @returns numbers from 0 up to, but excluding, 1
 */
export function randomFrom(state: RandomState): () => number {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let counter = state[3] | 0;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next();
  return next;
}

/** Seed for a name: its 32-bit FNV-1a hash. @param name ASCII text, for example an account */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
