/**
 * JSON written straight into bytes, whole numbers to decimals included: what JSON.stringify would make of the same
 * values, several times as fast. Whoever writes sees to commas and braces, as parts of the names.
 */
import { fromUnits, type Grid } from '../../contract/units.ts';

const FIRST_BYTES = 4_096;
/** Room that is made for a value that is no text: the longest double has 24 characters. */
const NUMBER_BYTES = 32;
/** Bytes of a character at most, as UTF-8. */
const CHARACTER_BYTES_MAX = 3;
/** Decimals of up to 15 digits are told apart by doubles: below this, all digits are what the shortest text has. */
const EXACT_MAX = 1e15;
const [MINUS, POINT, ZERO] = [45, 46, 48] as const;
/** Digits that fit into 31 bits. */
const CHUNK_DIGITS = 9;
const CHUNK = 1e9;
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const PLAIN = /^[\w .:/+-]*$/;

export class JsonWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What has been written; valid until the next write. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** @param text ASCII, as it is */
  raw(text: string): this {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < text.length; index += 1) bytes[at++] = text.charCodeAt(index);
    this.#length = at;
    return this;
  }

  /** Bytes of another writer, say. */
  copy(from: Uint8Array, start: number, end: number): this {
    this.#reserve(end - start);
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = start; at < end; at += 1) bytes[to++] = from[at] as number;
    this.#length = to;
    return this;
  }

  /** @param name ASCII, with all that stands before the value: `,"price":` @param value any finite number */
  number(name: string, value: number): this {
    if (Number.isSafeInteger(value)) return this.integer(name, value);
    return this.raw(name).raw(String(value));
  }

  /** @param value a safe integer */
  integer(name: string, value: number): this {
    this.raw(name);
    this.#reserve(NUMBER_BYTES);
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    this.#digits(Math.abs(value));
    return this;
  }

  /** `units` steps of the grid as a decimal: the text of the double that is nearest to it. */
  decimal(name: string, grid: Grid, units: number): this {
    this.raw(name);
    this.#reserve(NUMBER_BYTES);
    const whole = Math.abs(units * grid.mantissa);
    const scale = POWERS_OF_TEN[grid.decimals] as number;
    // What JavaScript writes with an exponent, or cannot tell from its neighbours, is left to it.
    if (whole >= EXACT_MAX || (whole !== 0 && whole * 1e6 < scale)) {
      return this.raw(String(fromUnits(grid, units)));
    }
    if (units < 0) this.#bytes[this.#length++] = MINUS;
    const integer = Math.floor(whole / scale);
    this.#digits(integer);
    const fraction = whole - integer * scale;
    if (fraction !== 0) this.#fraction(fraction, grid.decimals);
    return this;
  }

  /** In quotes, whatever is in it. */
  string(name: string, text: string): this {
    this.raw(name);
    if (PLAIN.test(text)) return this.raw('"').raw(text).raw('"');
    return this.json(JSON.stringify(text));
  }

  /** @param text JSON, of any characters */
  json(text: string): this {
    this.#reserve(text.length * CHARACTER_BYTES_MAX);
    this.#length += this.#bytes.write(text, this.#length);
    return this;
  }

  /** The point and the digits behind it, but for the zeros at the end. */
  #fraction(fraction: number, digits: number): void {
    let [rest, count] = [fraction, digits];
    while (rest % 10 === 0) {
      rest /= 10;
      count -= 1;
    }
    this.#bytes[this.#length++] = POINT;
    const high = Math.floor(rest / CHUNK);
    if (count > CHUNK_DIGITS) this.#padded(high, count - CHUNK_DIGITS);
    this.#padded(rest - high * CHUNK, Math.min(count, CHUNK_DIGITS));
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
    for (let at = from + count - 1; at >= from; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#length = from + count;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function digitsOf(value: number): number {
  let count = 1;
  for (let bound = 10; value >= bound; bound *= 10) count += 1;
  return count;
}
