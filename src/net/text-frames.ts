/** WebSocket text frames of a server, RFC 6455 section 5.2: unfragmented and not masked. */
import type { Socket } from 'node:net';
import { withRoom, type Room } from '../runtime/grow-buffer.ts';
import { copyBytes, WORD_BYTES } from '../runtime/words.ts';
import type { FrameDeflater } from './frame-deflater.ts';

const TEXT = 0x81;
/** First byte of a compressed text frame, with RSV1: RFC 7692 section 6. */
const DEFLATED_TEXT = 0xc1;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const HEADER_BYTES_MAX = 10;
/** Header of most frames between others: those of 126 bytes to 64 KiB. */
const HEADER_16_BYTES = 4;
const FIRST_BYTES = 1_024;
/** Largest memory that one connection keeps from one write to the next. */
const KEPT_BYTES_MAX = 64 * 1_024;

/** UTF-8 text in the first bytes of a view. WORD_BYTES more bytes follow. */
export interface Payload {
  readonly view: DataView;
  readonly length: number;
}

/**
 * Consecutive frames that wait for one write. The next frames use the same memory, because the system has copied the
 * bytes when a write ends at once. A connection that keeps bytes waiting gets memory of its own.
 */
export class FrameBuffer implements Room {
  readonly #keptBytesMax: number;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Beginning of the first frame. */
  #first = 0;
  #length = 0;
  /** Beginning of the open frame, and of its text. */
  #start = 0;
  #textStart = 0;

  /** @param keptBytesMax largest memory that is kept from one write to the next */
  constructor(keptBytesMax = KEPT_BYTES_MAX) {
    this.#keptBytesMax = keptBytesMax;
  }

  get length(): number {
    return this.#length;
  }

  /** Number of bytes of the frames that are not open. */
  get size(): number {
    return this.#length - this.#first;
  }

  /** Text of the open frame, which is valid until the next `reserve`. */
  get text(): Buffer {
    return this.#bytes.subarray(this.#textStart, this.#length);
  }

  /** @param payload text, which is copied at once */
  add({ view: from, length }: Payload): void {
    const start = this.#begin(length);
    this.#length = copyBytes(this.#view, start, from, 0, length);
  }

  /** @param payload UTF-8 text, which is copied at once */
  addText(payload: Uint8Array): void {
    const start = this.#begin(payload.length);
    this.#bytes.set(payload, start);
    this.#length = start + payload.length;
  }

  /** Begins a frame whose payload is written in place, by `reserve` and `moveTo`. `close` ends it. */
  open(): void {
    this.reserve(HEADER_BYTES_MAX);
    this.#start = this.#length;
    // The first frame, which may be long, never moves: it begins later if its header is short.
    this.#length += this.#start === 0 ? HEADER_BYTES_MAX : HEADER_16_BYTES;
    this.#textStart = this.#length;
  }

  close(): void {
    const length = this.#length - this.#textStart;
    const size = headerSize(length);
    if (this.#start === 0) {
      this.#first = this.#textStart - size;
      writeHeader(this.#bytes, this.#first, length);
      return;
    }
    if (size !== HEADER_16_BYTES) {
      this.reserve(HEADER_BYTES_MAX);
      this.#bytes.copyWithin(this.#start + size, this.#textStart, this.#length);
    }
    this.#length = writeHeader(this.#bytes, this.#start, length) + length;
  }

  reserve(more: number): DataView {
    const grown = withRoom(this.#bytes, this.#length, more + WORD_BYTES);
    if (grown !== this.#bytes) this.#use(grown);
    return this.#view;
  }

  moveTo(length: number): void {
    this.#length = length;
  }

  /**
   * Writes all frames to each of these connections, and empties the buffer.
   * @param onWritten called for each connection when the system has taken the bytes, or the connection has ended
   */
  writeTo(connections: readonly Socket[], onWritten?: () => void): void {
    const frames = this.#bytes.subarray(this.#first, this.#length);
    this.#first = 0;
    this.#length = 0;
    // Waiting bytes take no more memory than their own length.
    const sent = connections.some(isWaiting) ? Buffer.from(frames) : frames;
    for (const connection of connections) connection.write(sent, onWritten);
    const isStillSent = sent === frames && connections.some(isWaiting);
    if (isStillSent || this.#bytes.length > this.#keptBytesMax)
      this.#use(Buffer.allocUnsafeSlow(FIRST_BYTES));
  }

  /** @returns the index at which the payload of the next frame begins */
  #begin(length: number): number {
    this.reserve(HEADER_BYTES_MAX + length);
    return writeHeader(this.#bytes, this.#length, length);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** True when the system has not taken all bytes of earlier writes. */
function isWaiting({ writableLength }: Socket): boolean {
  return writableLength > 0;
}

/** @param payloads UTF-8 texts @returns consecutive frames, one for each text */
export function textFrames(payloads: readonly Uint8Array[]): Buffer {
  return joined(payloads.map((payload) => ({ first: TEXT, payload })));
}

/** The same for readers that agreed to compression. */
export function deflatedFrames(payloads: readonly Uint8Array[], deflater: FrameDeflater): Buffer {
  const frames = payloads.map((payload) => {
    const deflated = deflater.deflate(payload);
    return deflated === null ? { first: TEXT, payload } : { first: DEFLATED_TEXT, payload: deflated };
  });
  return joined(frames);
}

function joined(parts: readonly { readonly first: number; readonly payload: Uint8Array }[]): Buffer {
  const size = parts.reduce((sum, { payload: { length } }) => sum + headerSize(length) + length, 0);
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { first, payload } of parts) {
    const start = at;
    at = writeHeader(frames, start, payload.length);
    frames[start] = first;
    frames.set(payload, at);
    at += payload.length;
  }
  return frames;
}

function headerSize(length: number): number {
  if (length < LENGTH_16) return 2;
  return length < 0x1_0000 ? 4 : HEADER_BYTES_MAX;
}

/** @returns the index at which the payload begins */
function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = TEXT;
  switch (headerSize(length)) {
    case 2:
      frames[at + 1] = length;
      return at + 2;
    case 4:
      frames[at + 1] = LENGTH_16;
      return frames.writeUInt16BE(length, at + 2);
    default:
      frames[at + 1] = LENGTH_64;
      return frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
}
