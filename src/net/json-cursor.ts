/**
 * Reads the plain values of a JSON text from its bytes.
 *
 * 1. What it reads equals the result of JSON.parse. For anything else it returns `undefined`, which promises nothing:
 *    JSON.parse then reads the text.
 * 2. Texts are printable ASCII without escapes. Numbers have at most 15 digits and no exponent, so both operands of the
 *    single division are exact and the quotient is the double that JSON.parse returns.
 */
import { POWERS_OF_TEN } from '../contract/units.ts';
import { copyBytes, WORD_BYTES, type Text } from '../runtime/words.ts';

const [TAB, LINE_FEED, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20] as const;
const [QUOTE, MINUS, POINT, ZERO, NINE] = [0x22, 0x2d, 0x2e, 0x30, 0x39] as const;
const [BACKSLASH, LAST_PRINTABLE] = [0x5c, 0x7e] as const;
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d] as const;
const [UPPER_E, LOWER_E] = [0x45, 0x65] as const;
const DIGITS_MAX = 15;
/** A JSON number, RFC 8259 section 6. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
/** Longest plain number. */
const NUMBER_LENGTH_MAX = 32;

export interface Known<Word> {
  readonly word: Word;
  /** Text from the opening quote to the closing one. For a name, it includes the colon. */
  readonly text: KnownText;
  readonly bit: number;
}

/** Known words. One comparison finds a word and its end. */
export interface Words<Word> {
  readonly byFirstByte: readonly (readonly Known<Word>[])[];
  /** The word that was read last, which is often the next one as well. */
  last: Known<Word> | undefined;
}

export function words<const Word extends string>(end: '"' | '":', ...all: readonly Word[]): Words<Word> {
  const known = all.map((word, index) => ({ word, text: knownText(`"${word}${end}`), bit: 1 << index }));
  const byFirstByte = Array.from({ length: 128 }, (_, first) =>
    known.filter(({ word }) => word.charCodeAt(0) === first),
  );
  return { byFirstByte, last: undefined };
}

/**
 * A text for comparisons, eight bytes at a time in the form of doubles (runtime/words.ts). Doubles that differ in their
 * bytes are equal only if they are zeros, and no text is one.
 */
export interface KnownText {
  /** All words but the last one. */
  readonly words: Float64Array;
  /** The last word, which overlaps the one before it unless the lengths fit. */
  readonly last: number;
  /** All bytes of a text without a whole word. */
  readonly rest: Uint8Array;
  readonly length: number;
}

export function knownText(text: string): KnownText {
  return knownTextOf(Buffer.from(text));
}

/** @param bytes copied */
export function knownTextOf(bytes: Buffer): KnownText {
  const { length } = bytes;
  const hasWord = length >= WORD_BYTES;
  const count = hasWord ? Math.ceil(length / WORD_BYTES) - 1 : 0;
  return {
    words: Float64Array.from({ length: count }, (_, index) => bytes.readDoubleLE(index * WORD_BYTES)),
    last: hasWord ? bytes.readDoubleLE(length - WORD_BYTES) : 0,
    rest: hasWord ? new Uint8Array() : Uint8Array.from(bytes),
    length,
  };
}

/** Longest text that is copied with its quotes. */
const QUOTED_LENGTH_MAX = 64;

/** Memory of one text that was copied with its quotes. */
class QuotedCopy implements Text {
  readonly #room = new Float64Array(Math.ceil((QUOTED_LENGTH_MAX + 2) / WORD_BYTES) + 1);
  readonly #bytes = new Uint8Array(this.#room.buffer);
  readonly #view = new DataView(this.#room.buffer);
  /** Parts of the room, by their number of words. */
  readonly #parts = Array.from(this.#room, (_, count) => this.#room.subarray(0, count));
  words = this.#room;
  length = 0;

  /** Copies the text from `start` to `end` of a view, whose memory begins `offset` bytes before that of `bytes`. */
  take(bytes: Buffer, view: DataView, offset: number, start: number, end: number): void {
    if (offset + end + WORD_BYTES > view.byteLength) bytes.copy(this.#bytes, 0, start, end);
    else copyBytes(this.#view, 0, view, offset + start, offset + end);
    this.words = this.#parts[Math.ceil((end - start) / WORD_BYTES)] as Float64Array<ArrayBuffer>;
    this.length = end - start;
  }
}

/** 1 for each byte that a plain text may have. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte <= LAST_PRINTABLE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
/** Longest text that is read by characters. */
const SHORT_LENGTH_MAX = 12;

const [TRUE, FALSE] = [knownText('true'), knownText('false')];

export class JsonCursor {
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  /** Position of the text in the view. Short texts share memory, and one view of it serves them all. */
  #offset = 0;
  /** Index after the text. */
  #end = 0;
  /** Index of the next byte. */
  at = 0;
  readonly #quoted = new QuotedCopy();

  /**
   * Begins to read the UTF-8 text that is in `bytes` from `start` to `end`. What is read beyond `end` has no meaning:
   * the cursor is then never at the end again.
   */
  begin(bytes: Buffer, start = 0, end = bytes.length): void {
    // The property `buffer` is a call, so look at it once for all texts of a chunk.
    if (bytes !== this.#bytes) this.#use(bytes);
    this.#end = end;
    this.at = start;
  }

  #use(bytes: Buffer): void {
    const { buffer, byteOffset } = bytes;
    if (buffer !== this.#view.buffer) this.#view = new DataView(buffer);
    this.#bytes = bytes;
    this.#offset = byteOffset;
  }

  get isAtEnd(): boolean {
    return this.at === this.#end;
  }

  /** Reads a text that is one of the words. For a name, it also reads the colon. */
  word<Word>(known: Words<Word>): Known<Word> | undefined {
    const { last } = known;
    if (last !== undefined && this.takeKnown(last.text)) return last;
    this.skipSpace();
    const candidates = known.byFirstByte[this.#bytes[this.at + 1] as number];
    if (candidates === undefined) return undefined;
    for (const entry of candidates) if (this.takeKnown(entry.text)) return (known.last = entry);
    return undefined;
  }

  /** Reads a text with a number of characters between these bounds. */
  text(lengthMin: number, lengthMax: number): string | undefined {
    const end = this.#endOfText(lengthMax);
    const start = this.at;
    if (end === undefined) return undefined;
    this.at = end + 1;
    return end - start < lengthMin ? undefined : this.#textOf(start, end);
  }

  /**
   * Reads a text with at most `lengthMax` characters. A text of more than 64 is not read, whatever `lengthMax` says.
   * @returns the text, valid until the next one
   */
  quotedText(lengthMax: number): Text | undefined {
    const end = this.#endOfText(Math.min(lengthMax, QUOTED_LENGTH_MAX));
    if (end === undefined) return undefined;
    const start = this.at - 1;
    this.at = end + 1;
    this.#quoted.take(this.#bytes, this.#view, this.#offset, start, end + 1);
    return this.#quoted;
  }

  number(): number | undefined {
    this.skipSpace();
    const bytes = this.#bytes;
    const isNegative = bytes[this.at] === MINUS;
    const from = isNegative ? this.at + 1 : this.at;
    let mantissa = this.#digits(0, from);
    const point = this.at;
    const whole = point - from;
    if (whole === 0 || (whole > 1 && bytes[from] === ZERO)) return undefined;
    let decimals = 0;
    if (bytes[point] === POINT) {
      mantissa = this.#digits(mantissa, point + 1);
      decimals = this.at - point - 1;
      if (decimals === 0) return undefined;
    }
    if (whole + decimals > DIGITS_MAX || (isNegative && mantissa === 0)) return undefined;
    const value = decimals === 0 ? mantissa : mantissa / (POWERS_OF_TEN[decimals] as number);
    return isNegative ? -value : value;
  }

  /**
   * Like `number`, but also reads a number with an exponent or more digits. Undefined: it is beyond the largest double.
   */
  double(): number | undefined {
    const start = this.at;
    const plain = this.number();
    const next = this.#bytes[this.at];
    if (plain !== undefined && next !== LOWER_E && next !== UPPER_E) return plain;
    NUMBER.lastIndex = 0;
    const [text] = NUMBER.exec(this.#bytes.toString('latin1', start, start + NUMBER_LENGTH_MAX)) ?? [];
    if (text === undefined || text.length === NUMBER_LENGTH_MAX) return undefined;
    this.at = start + text.length;
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  /** Reads a non-negative whole number, which may have more digits than `number` reads. */
  integer(): number | undefined {
    this.skipSpace();
    const from = this.at;
    const value = this.#digits(0, from);
    const count = this.at - from;
    if (count === 0 || (count > 1 && this.#bytes[from] === ZERO)) return undefined;
    return Number.isSafeInteger(value) ? value : undefined;
  }

  boolean(): boolean | undefined {
    this.skipSpace();
    if (this.takeKnown(TRUE)) return true;
    return this.takeKnown(FALSE) ? false : undefined;
  }

  /** Skips white space, and takes the next byte if it is this one. */
  take(byte: number): boolean {
    if (this.#bytes[this.at] !== byte) {
      this.skipSpace();
      if (this.#bytes[this.at] !== byte) return false;
    }
    this.at += 1;
    return true;
  }

  /** Moves behind the next byte of this value. @returns false when there is none */
  skipBehind(byte: number): boolean {
    const found = this.#bytes.indexOf(byte, this.at);
    if (found < 0) return false;
    this.at = found + 1;
    return true;
  }

  /** Takes the next bytes if they are this text. @returns false when they are not */
  takeKnown({ words, last, rest, length }: KnownText): boolean {
    const start = this.at;
    if (start + length > this.#end) return false;
    const view = this.#view;
    const from = this.#offset + start;
    for (let index = 0, at = from; index < words.length; index += 1, at += WORD_BYTES) {
      if (view.getFloat64(at, true) !== words[index]) return false;
    }
    if (length >= WORD_BYTES) {
      if (view.getFloat64(from + length - WORD_BYTES, true) !== last) return false;
      this.at = start + length;
      return true;
    }
    for (let index = 0; index < rest.length; index += 1) {
      if (this.#bytes[start + index] !== rest[index]) return false;
    }
    this.at = start + length;
    return true;
  }

  skipSpace(): void {
    const bytes = this.#bytes;
    let at = this.at;
    for (; at < this.#end; at += 1) {
      const byte = bytes[at];
      if (byte !== SPACE && byte !== LINE_FEED && byte !== RETURN && byte !== TAB) break;
    }
    this.at = at;
  }

  /** Skips the object, list or text that begins here. @returns false when it does not end */
  skipValue(): boolean {
    const bytes = this.#bytes;
    let depth = 0;
    let isInText = false;
    for (let at = this.at; at < this.#end; at += 1) {
      const byte = bytes[at];
      if (isInText && byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInText = !isInText;
      else if (!isInText && (byte === OPEN || byte === OPEN_LIST)) depth += 1;
      else if (!isInText && (byte === CLOSE || byte === CLOSE_LIST)) depth -= 1;
      if (isInText || depth > 0) continue;
      this.at = at + 1;
      return byte === QUOTE || byte === CLOSE || byte === CLOSE_LIST;
    }
    return false;
  }

  /**
   * Text of these bytes. For a short one, a call into C++ takes twice as long. Reading beyond the memory would make this
   * function slow for good.
   */
  #textOf(start: number, end: number): string {
    const bytes = this.#bytes;
    if (end - start > SHORT_LENGTH_MAX || start + SHORT_LENGTH_MAX > bytes.length)
      return bytes.toString('latin1', start, end);
    return String.fromCharCode(
      bytes[start] as number,
      bytes[start + 1] as number,
      bytes[start + 2] as number,
      bytes[start + 3] as number,
      bytes[start + 4] as number,
      bytes[start + 5] as number,
      bytes[start + 6] as number,
      bytes[start + 7] as number,
      bytes[start + 8] as number,
      bytes[start + 9] as number,
      bytes[start + 10] as number,
      bytes[start + 11] as number,
    ).slice(0, end - start);
  }

  /** Index of the closing quote of the text that begins here. `at` is then after the opening one. */
  #endOfText(lengthMax: number): number | undefined {
    if (!this.take(QUOTE)) return undefined;
    const bytes = this.#bytes;
    const start = this.at;
    let at = start;
    const last = Math.min(start + lengthMax, this.#end);
    while (at < last && IS_PLAIN[bytes[at] as number] === 1) at += 1;
    return bytes[at] === QUOTE ? at : undefined;
  }

  /** The digits from this index on, appended to those of a number. The cursor then stands behind them. */
  #digits(before: number, from: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let value = before;
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + byte - ZERO;
    }
    this.at = at;
    return value;
  }
}
