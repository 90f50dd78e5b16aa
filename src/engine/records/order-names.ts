/**
 * Client order ids of live orders, as bytes of their records.
 *
 * Most of them are short texts with one byte per character (Latin-1). Such a text stands in the record itself, behind a
 * byte with its length. As strings they would cost the garbage collector a copy each. The contract permits longer texts
 * and every character. These few are strings in a map.
 */
import { broken } from '../arithmetic.ts';

/** Bytes of a record's name: its length, then its characters. */
export const NAME_BYTES = 24;
const CHARACTERS_MAX = NAME_BYTES - 1;
/** In place of the length: the name is in the map. */
const IN_MAP = 255;

export class OrderNames {
  /** Names that are not in their records, by these. */
  readonly others = new Map<number, string>();

  /** @param at index of the record's name in `bytes`, also below */
  write(bytes: Uint8Array, at: number, record: number, name: string): void {
    bytes[at] = writeCharacters(bytes, at + 1, name) ? name.length : IN_MAP;
    if (bytes[at] === IN_MAP) this.others.set(record, name);
  }

  read(bytes: Uint8Array, at: number, record: number): string {
    const length = bytes[at] as number;
    return length === IN_MAP ? this.#otherOf(record) : readCharacters(bytes, at + 1, length);
  }

  /** True when the record's name is this text. */
  equals(bytes: Uint8Array, at: number, record: number, text: string): boolean {
    const length = bytes[at] as number;
    if (length === IN_MAP) return this.#otherOf(record) === text;
    if (length !== text.length) return false;
    for (let index = 0; index < length; index += 1)
      if (bytes[at + 1 + index] !== text.charCodeAt(index)) return false;
    return true;
  }

  remove(bytes: Uint8Array, at: number, record: number): void {
    if (bytes[at] === IN_MAP) this.others.delete(record);
  }

  #otherOf(record: number): string {
    const name = this.others.get(record);
    if (name === undefined) throw broken(`record ${record} has lost its name`);
    return name;
  }
}

/** @returns false when the text does not fit or has characters beyond Latin-1 */
function writeCharacters(bytes: Uint8Array, at: number, text: string): boolean {
  if (text.length > CHARACTERS_MAX) return false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0xff) return false;
    bytes[at + index] = code;
  }
  return true;
}

/** Each call of `fromCharCode` costs 15 ns, and so does each concatenation, however short the texts are. */
const AT_ONCE_MAX = 8;

function readCharacters(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let done = 0; done < length; done += AT_ONCE_MAX)
    text += readAtOnce(bytes, at + done, Math.min(AT_ONCE_MAX, length - done));
  return text;
}

/** The places behind a short name belong to the record as well, so they may be read. */
function readAtOnce(bytes: Uint8Array, at: number, length: number): string {
  const [a, b] = [bytes[at] as number, bytes[at + 1] as number];
  const [c, d] = [bytes[at + 2] as number, bytes[at + 3] as number];
  const [e, f] = [bytes[at + 4] as number, bytes[at + 5] as number];
  const g = bytes[at + 6] as number;
  switch (length) {
    case 1:
      return String.fromCharCode(a);
    case 2:
      return String.fromCharCode(a, b);
    case 3:
      return String.fromCharCode(a, b, c);
    case 4:
      return String.fromCharCode(a, b, c, d);
    case 5:
      return String.fromCharCode(a, b, c, d, e);
    case 6:
      return String.fromCharCode(a, b, c, d, e, f);
    case 7:
      return String.fromCharCode(a, b, c, d, e, f, g);
    default:
      return String.fromCharCode(a, b, c, d, e, f, g, bytes[at + 7] as number);
  }
}
