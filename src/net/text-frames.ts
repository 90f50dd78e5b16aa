/** WebSocket text frames of a server, RFC 6455 section 5.2: unfragmented and not masked. */
import { withRoom } from '../runtime/grow-buffer.ts';
import type { FrameDeflater } from './frame-deflater.ts';

const TEXT = 0x81;
/** First byte of a compressed text frame, with RSV1: RFC 7692 section 6. */
const DEFLATED_TEXT = 0xc1;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const HEADER_BYTES_MAX = 10;
const FIRST_BYTES = 1_024;

/** Consecutive frames that wait for one write. */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param payload UTF-8 text, which is copied at once */
  add(payload: Uint8Array): void {
    this.#bytes = withRoom(this.#bytes, this.#length, HEADER_BYTES_MAX + payload.length);
    const at = writeHeader(this.#bytes, this.#length, payload.length);
    this.#bytes.set(payload, at);
    this.#length = at + payload.length;
  }

  /** Returns all frames and empties the buffer. */
  drain(): Buffer {
    const bytes = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return bytes;
  }
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
