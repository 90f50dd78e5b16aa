/**
 * Writes JSON straight into bytes and converts integers to decimals: the same text as JSON.stringify, several times as
 * fast. The caller adds commas and braces, as parts of the names.
 */
import { fromUnits, type Grid } from '../../contract/units.ts';
import { withRoom } from '../../runtime/grow-buffer.ts';
import { ascii } from './json-text.ts';

const FIRST_BYTES = 4_096;
/** Room for a value that is not a text: the longest double has 24 characters. */
const NUMBER_BYTES = 32;
/** Bytes of a character at most, as UTF-8. */
const CHARACTER_BYTES_MAX = 3;
/** Decimals of up to 15 digits are distinct doubles: below this, all digits are what the shortest text has. */
const EXACT_MAX = 1e15;
const [QUOTE, MINUS, POINT, ZERO, BACKSLASH] = [34, 45, 46, 48, 92] as const;
/** Of one byte, and the same in JSON but for the quote and the backslash. */
const [PLAIN_MIN, PLAIN_MAX] = [0x20, 0x7e] as const;
/** Digits that fit into 31 bits. */
const CHUNK_DIGITS = 9;
const CHUNK = 1e9;
/** The digits of 00 to 99. */
const PAIRS = Uint8Array.from(
  { length: 200 },
  (_, at) => ZERO + (at % 2 === 0 ? Math.floor(at / 20) : (at >> 1) % 10),
);
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const [TRUE, FALSE, NULL] = [ascii('true'), ascii('false'), ascii('null')];

export class JsonWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The bytes written so far; valid until the next write. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Bytes, unchanged. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Bytes, for instance of another writer. */
  copy(from: Uint8Array, start: number, end: number): this {
    this.#reserve(end - start);
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = start; at < end; at += 1) bytes[to++] = from[at] as number;
    this.#length = to;
    return this;
  }

  /** @param name with all text before the value @param value any finite number */
  number(name: Uint8Array, value: number): this {
    if (Number.isSafeInteger(value)) return this.integer(name, value);
    return this.raw(name).json(String(value));
  }

  /** @param value a safe integer */
  integer(name: Uint8Array, value: number): this {
    this.raw(name);
    this.#reserve(NUMBER_BYTES);
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    this.#digits(Math.abs(value));
    return this;
  }

  /** `units` steps of the grid as a decimal: the text of the double that is nearest to it. */
  decimal(name: Uint8Array, grid: Grid, units: number): this {
    this.raw(name);
    this.#reserve(NUMBER_BYTES);
    const whole = Math.abs(units * grid.mantissa);
    const scale = POWERS_OF_TEN[grid.decimals] as number;
    // JavaScript formats what it writes with an exponent, or cannot distinguish from a neighbour.
    if (whole >= EXACT_MAX || (whole !== 0 && whole * 1e6 < scale)) {
      return this.json(String(fromUnits(grid, units)));
    }
    if (units < 0) this.#bytes[this.#length++] = MINUS;
    const integer = Math.floor(whole / scale);
    this.#digits(integer);
    const fraction = whole - integer * scale;
    if (fraction !== 0) this.#fraction(fraction, grid.decimals);
    return this;
  }

  boolean(name: Uint8Array, value: boolean): this {
    return this.raw(name).raw(value ? TRUE : FALSE);
  }

  null(name: Uint8Array): this {
    return this.raw(name).raw(NULL);
  }

  /** In quotes, with any content. */
  string(name: Uint8Array, text: string): this {
    this.raw(name);
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = QUOTE;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      const isPlain = code >= PLAIN_MIN && code <= PLAIN_MAX && code !== QUOTE && code !== BACKSLASH;
      if (!isPlain) return this.json(JSON.stringify(text));
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.#length = at;
    return this;
  }

  /** @param text JSON, of any characters */
  json(text: string): this {
    this.#reserve(text.length * CHARACTER_BYTES_MAX);
    this.#length += this.#bytes.write(text, this.#length);
    return this;
  }

  /** The point and the digits behind it, but for the zeros at the end. @param fraction not 0 */
  #fraction(fraction: number, count: number): void {
    this.#bytes[this.#length++] = POINT;
    if (count > CHUNK_DIGITS) {
      const high = Math.floor(fraction / CHUNK);
      this.#padded(high, count - CHUNK_DIGITS);
      this.#padded(fraction - high * CHUNK, CHUNK_DIGITS);
    } else {
      this.#padded(fraction, count);
    }
    while (this.#bytes[this.#length - 1] === ZERO) this.#length -= 1;
  }

  #digits(value: number): void {
    if (value < CHUNK) return this.#padded(value, digitsOf(value));
    const high = Math.floor(value / CHUNK);
    this.#digits(high);
    this.#padded(value - high * CHUNK, CHUNK_DIGITS);
  }

  /** @param value below CHUNK @param count of digits, with zeros in front */
  #padded(value: number, count: number): void {
    const bytes = this.#bytes;
    const from = this.#length;
    let rest = value | 0;
    let at = from + count;
    while (at - from >= 2) {
      const hundredth = (rest / 100) | 0;
      const pair = (rest - hundredth * 100) << 1;
      bytes[--at] = PAIRS[pair + 1] as number;
      bytes[--at] = PAIRS[pair] as number;
      rest = hundredth;
    }
    if (at > from) bytes[from] = ZERO + rest;
    this.#length = from + count;
  }

  #reserve(more: number): void {
    this.#bytes = withRoom(this.#bytes, this.#length, more);
  }
}

function digitsOf(value: number): number {
  let count = 1;
  for (let bound = 10; value >= bound; bound *= 10) count += 1;
  return count;
}
