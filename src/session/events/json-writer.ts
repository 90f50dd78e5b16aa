/** Writes JSON directly into a growing buffer. The caller adds commas and braces as parts of the names. */
import type { Grid } from '../../contract/units.ts';
import { withRoom, type Room } from '../../runtime/grow-buffer.ts';
import { WORD_BYTES, type Text } from '../../runtime/words.ts';
import { ascii } from './json-text.ts';
import {
  append,
  CHARACTER_BYTES_MAX,
  copyText,
  decimal,
  integer,
  NUMBER_BYTES,
  string,
} from './number-text.ts';

const FIRST_BYTES = 4_096;
/** Largest number of UTF-8 bytes of a character. */
const UTF8_BYTES_MAX = 3;

const NULL = ascii('null');

export class JsonWriter implements Room {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = viewOf(this.#bytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The bytes written so far, which are valid until the next write. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The same bytes without the cost of a new object. At least WORD_BYTES more bytes follow. */
  get view(): DataView {
    return this.#view;
  }

  clear(): void {
    this.#length = 0;
  }

  reserve(more: number): DataView {
    const grown = withRoom(this.#bytes, this.#length, more + WORD_BYTES);
    if (grown !== this.#bytes) {
      this.#bytes = grown;
      this.#view = viewOf(grown);
    }
    return this.#view;
  }

  moveTo(length: number): void {
    this.#length = length;
  }

  raw(text: Text): this {
    append(this, text);
    return this;
  }

  /** @param name all text before the value @param value a safe integer */
  integer(name: Text, value: number): this {
    const view = this.reserve(name.length + NUMBER_BYTES);
    this.#length = integer(view, copyText(view, this.#length, name), value);
    return this;
  }

  /** Writes `units` steps of the grid as a decimal: the text of the nearest double. */
  decimal(name: Text, grid: Grid, units: number): this {
    const view = this.reserve(name.length + NUMBER_BYTES);
    this.#length = decimal(view, copyText(view, this.#length, name), grid, units);
    return this;
  }

  null(name: Text): this {
    return this.raw(name).raw(NULL);
  }

  /** Writes a string in quotes, with any content. */
  string(name: Text, text: string): this {
    const view = this.reserve(name.length + text.length * CHARACTER_BYTES_MAX + 2);
    this.#length = string(view, copyText(view, this.#length, name), text);
    return this;
  }

  /** @param text JSON with any characters */
  json(text: string): this {
    this.reserve(text.length * UTF8_BYTES_MAX);
    this.#length += this.#bytes.write(text, this.#length);
    return this;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, length);
}
