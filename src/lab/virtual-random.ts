/** The random functions of `node:crypto`, drawn from one seeded source. They call a callback before they return. */

const BYTE = 256;

type Done<Value> = (error: null, value: Value) => void;

/** @param random generator of numbers in [0, 1) */
export function virtualRandom(random: () => number) {
  const fill = <View extends ArrayBufferView>(view: View, offset = 0, size?: number): View => {
    const { BYTES_PER_ELEMENT: unit = 1 } = view as View & { readonly BYTES_PER_ELEMENT?: number };
    const from = view.byteOffset + offset * unit;
    const length = size === undefined ? view.byteLength - offset * unit : size * unit;
    const bytes = new Uint8Array(view.buffer, from, length);
    for (const index of bytes.keys()) bytes[index] = Math.floor(random() * BYTE);
    return view;
  };
  const randomBytes = (size: number, done?: Done<Buffer>) => answer(fill(Buffer.alloc(size)), done);
  return {
    randomUUID: () => uuidOf(fill(new Uint8Array(16))),
    getRandomValues: <View extends ArrayBufferView>(view: View) => fill(view),
    randomFillSync: fill,
    randomFill: <View extends ArrayBufferView>(view: View, ...rest: readonly (number | Done<View>)[]) => {
      const [offset, size] = rest.filter((each) => typeof each === 'number');
      answer(fill(view, offset, size), rest.find((each) => typeof each === 'function') as Done<View>);
    },
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomInt: (low: number, ...rest: readonly (number | Done<number>)[]) => {
      const high = rest.find((each) => typeof each === 'number');
      const [from, to] = high === undefined ? [0, low] : [low, high];
      const value = from + Math.floor(random() * (to - from));
      return answer(
        value,
        rest.find((each) => typeof each === 'function'),
      );
    },
  };
}

function answer<Value>(value: Value, done: Done<Value> | undefined): Value | undefined {
  if (done === undefined) return value;
  done(null, value);
  return undefined;
}

/** A UUID according to RFC 9562, version 4. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.map((byte, index) => markVersion(byte, index))).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function markVersion(byte: number, index: number): number {
  if (index === 6) return (byte & 0x0f) | 0x40;
  return index === 8 ? (byte & 0x3f) | 0x80 : byte;
}
