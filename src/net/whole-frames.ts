/**
 * Takes whole text frames out of a connection's bytes, at a fraction of the library's cost per frame.
 *
 * 1. A frame is taken when it begins and ends within one chunk, is unfragmented, masked if a client sent it, not
 *    compressed, only ASCII and no longer than the library permits, and when the library waits for the beginning of a
 *    frame.
 * 2. The library gets all other bytes, in order, and with them every violation of the protocol. A property test
 *    compares the messages of both.
 */
import { isAscii } from 'node:buffer';
import { WebSocket } from 'ws';
import type { TakeBytes } from './direct-reading.ts';
import { isBetweenFrames, receiverOf, type LibraryReceiver } from './library-receiver.ts';

const [FINAL_TEXT, MASKED, LENGTH_BITS, LENGTH_16] = [0x81, 0x80, 0x7f, 126] as const;
/** Bit of each byte of a word that no ASCII character has. */
const NOT_ASCII = 0x80_80_80_80;
/** Largest header, with its mask. */
const HEADER_BYTES_MAX = 8;
const MASK_BYTES = 4;

/**
 * Receives the payload of a frame.
 * @param bytes the payload from `start` to `end`, valid only during the call
 */
export type TakeFrame = (bytes: Buffer, start: number, end: number) => void;

/**
 * Takes whole frames before the library reads them.
 * @param take receives the payload of each taken frame; the other frames arrive as messages
 * @returns a function that also takes frames from bytes which the connection has not passed on yet
 */
export function takeWholeFrames(socket: WebSocket, take: TakeFrame): TakeBytes {
  return readAhead(receiverOf(socket), () => socket.readyState === WebSocket.OPEN, take);
}

/** Exported for its test. */
export function readAhead(receiver: LibraryReceiver, isOpen: () => boolean, take: TakeFrame): TakeBytes {
  const write = receiver.write.bind(receiver);
  const { _isServer: isMasked } = receiver;
  const frames = new WholeFrames(isMasked, isOpen, take);
  const takeFrom: TakeBytes = (chunk) => {
    const { _maxPayload: lengthMax } = receiver;
    return isBetweenFrames(receiver) ? frames.takeFrom(chunk, lengthMax) : 0;
  };
  receiver.write = (chunk) => {
    const end = takeFrom(chunk);
    if (end === chunk.length) return true;
    return write(end === 0 ? chunk : chunk.subarray(end));
  };
  return takeFrom;
}

class WholeFrames {
  /** True when the frames are masked: those of a client are, those of a server are not. */
  readonly #isMasked: boolean;
  readonly #isOpen: () => boolean;
  readonly #take: TakeFrame;
  /** View of the memory of the last chunk. Most chunks of a connection arrive in the same memory. */
  #view = new DataView<ArrayBufferLike>(new ArrayBuffer(0));

  constructor(isMasked: boolean, isOpen: () => boolean, take: TakeFrame) {
    this.#isMasked = isMasked;
    this.#isOpen = isOpen;
    this.#take = take;
  }

  /** @returns the index of the first byte for the library */
  takeFrom(chunk: Buffer, lengthMax: number): number {
    const { buffer, byteOffset } = chunk;
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    let at = 0;
    while (at + HEADER_BYTES_MAX < chunk.length && this.#isOpen()) {
      const second = chunk[at + 1] as number;
      const short = second & LENGTH_BITS;
      const isLong = short === LENGTH_16;
      const hasMask = (second & MASKED) !== 0;
      const isPlain =
        chunk[at] === FINAL_TEXT && hasMask === this.#isMasked && short > 0 && short <= LENGTH_16;
      const length = isLong ? ((chunk[at + 2] as number) << 8) | (chunk[at + 3] as number) : short;
      const head = at + (isLong ? 4 : 2);
      const end = head + (hasMask ? MASK_BYTES : 0) + length;
      if (!isPlain || end > chunk.length || (lengthMax > 0 && length > lengthMax)) break;
      const isText = hasMask
        ? unmask(this.#view, byteOffset + head, length)
        : isAscii(chunk.subarray(head, end));
      if (!isText) break;
      at = end;
      this.#take(chunk, end - length, end);
    }
    return at;
  }
}

/**
 * Removes the mask within the chunk, four bytes at a time.
 * @param at index of the mask, which the payload follows
 * @returns false when the payload is not ASCII; it is then masked as before
 */
function unmask(view: DataView, at: number, length: number): boolean {
  if (applyMask(view, at, length) === 0) return true;
  applyMask(view, at, length);
  return false;
}

/** @returns 0 when the payload is ASCII afterwards */
function applyMask(view: DataView, at: number, length: number): number {
  const from = at + MASK_BYTES;
  const end = from + length;
  const wordsEnd = end - (length % MASK_BYTES);
  const mask = view.getUint32(at, true);
  let all = 0;
  for (let index = from; index < wordsEnd; index += MASK_BYTES) {
    const word = view.getUint32(index, true) ^ mask;
    view.setUint32(index, word, true);
    all |= word;
  }
  for (let index = wordsEnd; index < end; index += 1) {
    const byte = view.getUint8(index) ^ view.getUint8(at + index - wordsEnd);
    view.setUint8(index, byte);
    all |= byte;
  }
  return all & NOT_ASCII;
}
