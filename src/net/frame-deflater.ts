/**
 * Text frames compressed once for many readers (permessage-deflate, RFC 7692).
 *
 * 1. No context is kept from frame to frame: all readers get the same bytes, and a reader costs no memory.
 * 2. A small frame is not worth it: below THRESHOLD_BYTES it stays plain. The extension allows both, frame by frame.
 * 3. Compression uses at most BUSY_SHARE of the processor. Beyond that frames stay plain.
 */
import { constants, deflateRawSync } from 'node:zlib';
import { RateLimit } from './rate-limit.ts';

const THRESHOLD_BYTES = 512;
const LEVEL = 4;
/** Milliseconds of processor time per second, and at once. */
const BUSY_MS_PER_SECOND = 200;
/** The end of a sync flush, which the extension leaves out. */
const TAIL_BYTES = 4;

/** The terms that a server accepts for such readers; `ws` reads their frames. */
export const DEFLATE_OPTIONS = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  // All readers get the same bytes, so a smaller window cannot be agreed on.
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

  /** @returns null: the frame stays plain */
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
