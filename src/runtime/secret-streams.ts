/** Random streams that nobody outside the process can compute. */
import { createHash, randomBytes } from 'node:crypto';
import { randomFrom } from '../contract/seeded-random.ts';

const SECRET_BYTES = 32;

/**
 * The streams of one secret. Each begins with 128 bits of a hash, so the numbers of one stream say nothing about the
 * others.
 * @param secret absent: a new one
 */
export function secretStreams(secret = randomBytes(SECRET_BYTES)): (stream: number) => () => number {
  return (stream) => {
    const digest = createHash('sha256').update(secret).update(`/${stream}`).digest();
    const word = (index: number) => digest.readInt32LE(4 * index);
    return randomFrom([word(0), word(1), word(2), word(3)]);
  };
}
