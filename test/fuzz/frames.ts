/** WebSocket frames of a client, right and wrong: RFC 6455 section 5.2. */

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameTerms {
  readonly opcode: number;
  readonly payload?: Buffer;
  /** The last frame of its message; true when absent. */
  readonly isLast?: boolean;
  /** The three reserved bits. */
  readonly reserved?: number;
  /** A client masks; false breaks the rule. */
  readonly isMasked?: boolean;
  /** Bytes that the header promises; the payload's when absent. */
  readonly promised?: number;
}

/** The mask is zero, so a payload stands as it is. */
export function frameOf(terms: FrameTerms): Buffer {
  const { opcode, payload = Buffer.alloc(0), isLast = true, reserved = 0, isMasked = true } = terms;
  const first = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = isMasked ? 0x80 : 0;
  const length = lengthOf(terms.promised ?? payload.length, mask);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(isMasked ? 4 : 0), payload]);
}

export function textFrame(text: string): Buffer {
  return frameOf({ opcode: OPCODE.text, payload: Buffer.from(text) });
}

function lengthOf(bytes: number, mask: number): Buffer {
  if (bytes < 126) return Buffer.from([mask | bytes]);
  if (bytes < 0x1_0000) return Buffer.from([mask | 126, bytes >> 8, bytes & 0xff]);
  const length = Buffer.alloc(9);
  length[0] = mask | 127;
  length.writeBigUInt64BE(BigInt(bytes), 1);
  return length;
}
