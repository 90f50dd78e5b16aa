/**
 * Compresses text frames once for many readers (permessage-deflate, RFC 7692).
 *
 * 1. No context is kept between frames. All readers get the same bytes, and a reader costs no memory.
 * 2. A frame below THRESHOLD_BYTES is too small for compression and stays plain. The extension permits both, frame by
 *    frame.
 * 3. Compression uses at most BUSY_SHARE of the processor. Beyond that, frames stay plain.
 */
import { constants, deflateRawSync } from 'node:zlib';
import { RateLimit } from './rate-limit.ts';

const THRESHOLD_BYTES = 512;
const LEVEL = 4;
/** Processor time in milliseconds per second, which may also be used at once. */
const BUSY_MS_PER_SECOND = 200;
/** Length of the end of a sync flush, which the extension leaves out. */
const TAIL_BYTES = 4;

/** Terms of compression that a server accepts. `ws` reads the frames of such readers. */
export const DEFLATE_OPTIONS = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  // All readers get the same bytes, so no smaller window is possible.
  serverMaxWindowBits: 15,
  threshold: THRESHOLD_BYTES,
} as const;

export class FrameDeflater {
  readonly #now: () => number;
  readonly #busy: RateLimit;

  /** @param now milliseconds of a monotonic clock */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#busy = new RateLimit(BUSY_MS_PER_SECOND, now());
  }

  /** @returns null when the frame stays plain */
  deflate(payload: Uint8Array): Buffer | null {
    const startMs = this.#now();
    if (payload.length < THRESHOLD_BYTES || this.#busy.waitMs(startMs) > 0) return null;
    const bytes = deflateRawSync(payload, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
    const endMs = this.#now();
    this.#busy.charge(endMs, endMs - startMs);
    const deflated = bytes.subarray(0, -TAIL_BYTES);
    return deflated.length < payload.length ? deflated : null;
  }
}
