/**
 * Client order ids of live orders, as bytes of their records.
 *
 * Most of them are short texts with one byte per character (Latin-1). Such a text stands in the record itself, behind a
 * byte with its length. As strings they would cost the garbage collector a copy each. The contract permits longer texts
 * and every character. These few are strings in a map.
 */
import { broken } from './arithmetic.ts';

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

/** Reading four characters at a time costs half as much as reading one at a time. */
function readCharacters(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  let index = at;
  for (const end = at + length - 3; index < end; index += 4) {
    const [one, two] = [bytes[index] as number, bytes[index + 1] as number];
    const [three, four] = [bytes[index + 2] as number, bytes[index + 3] as number];
    text += String.fromCharCode(one, two, three, four);
  }
  for (; index < at + length; index += 1) text += String.fromCharCode(bytes[index] as number);
  return text;
}
