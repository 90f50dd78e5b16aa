/** State that a version of a strategy passes on: a copy of its data, because the next version is another process. */
import { deserialize, serialize } from 'node:v8';

const STATE_BYTES_MAX = 64 * 1024 * 1024;
const BYTES_PER_MB = 1024 * 1024;

/** @returns null when there is no state @throws TypeError with a message for the author */
export function packState(state: unknown): Uint8Array | null {
  if (state === undefined) return null;
  const bytes = serialized(state);
  if (bytes.byteLength <= STATE_BYTES_MAX) return bytes;
  const [size, max] = [bytes.byteLength, STATE_BYTES_MAX].map((count) => Math.ceil(count / BYTES_PER_MB));
  throw new TypeError(`state returned ${size} MB, and at most ${max} MB are passed on; keep it in a file`);
}

export function unpackState(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}

function serialized(state: unknown): Uint8Array {
  try {
    return serialize(state);
  } catch (error) {
    const { message } = error as Error;
    throw new TypeError(
      `state returned a value that cannot be copied to another process: ${message} ` +
        'Return plain data; Map, Set, Date, BigInt and typed arrays are fine',
      { cause: error },
    );
  }
}
