/** Random numbers from a seed: mulberry32. The same seed gives the same stream on every machine. */
export type Random = (below: number) => number;

/** @returns a generator of whole numbers from 0 to `below` - 1 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** @returns a generator of numbers in [0, 1) */
export function seededShares(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random(2 ** 31) / 2 ** 31;
}
