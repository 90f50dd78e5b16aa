/**
 * Hashes of order ids and client order ids by simple tabulation: each byte, at its place, selects a random number, and
 * the hash is the exclusive or of these numbers. Clients choose client order ids, and they choose which orders stay
 * live. A client that does not know the numbers cannot choose keys that share a place in a table, however many bits of
 * the hash the table uses.
 */
import { TEXT_LENGTH_MAX } from '../../contract/protocol.ts';
import { seededRandom } from '../../contract/seeded-random.ts';

/** A hash has 30 bits, which every platform stores without a box. */
const HASH_MASK = 2 ** 30 - 1;
/** Numbers for each character of a text: 256 for its low byte, then 256 for its high byte. */
const CHARACTER_BITS = 9;
const HIGH_BYTE = 256;

export type HashSecret = Int32Array;

let secret: HashSecret | undefined;

/**
 * Sets the secret of the states and accounts that are created from now on. No reply, event or state depends on it.
 * Without this call the secret is the same in each process, which suits programs that serve no clients.
 * @param fill sets each word to a random number
 */
export function seedHashes(fill: (words: Int32Array) => void): void {
  secret = secretFrom(fill);
}

export function hashSecret(): HashSecret {
  secret ??= secretFrom(fillBySeed);
  return secret;
}

function fillBySeed(words: Int32Array): void {
  const random = seededRandom(0);
  for (let at = 0; at < words.length; at += 1) words[at] = random() * 2 ** 32;
}

/** Ids that differ by a multiple of 2^32 share a hash. */
export function hashOfId(numbers: HashSecret, id: number): number {
  return (
    numberAt(numbers, 0, id & 0xff) ^
    numberAt(numbers, 1, (id >>> 8) & 0xff) ^
    numberAt(numbers, 2, (id >>> 16) & 0xff) ^
    numberAt(numbers, 3, id >>> 24)
  );
}

/** @param text of at most as many characters as a client order id */
export function hashOfText(numbers: HashSecret, text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    hash ^= numberAt(numbers, index, code & 0xff);
    if (code > 0xff) hash ^= numberAt(numbers, index, HIGH_BYTE | (code >>> 8));
  }
  return hash;
}

function numberAt(numbers: HashSecret, index: number, byte: number): number {
  return numbers[(index << CHARACTER_BITS) | byte] as number;
}

function secretFrom(fill: (words: Int32Array) => void): HashSecret {
  const words = new Int32Array(TEXT_LENGTH_MAX.clientOrderId << CHARACTER_BITS);
  fill(words);
  return words.map((word) => word & HASH_MASK);
}
