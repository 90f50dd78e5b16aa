/** WebSocket text frames as a server sends them, RFC 6455 section 5.2: whole, not masked, not compressed. */

const TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** @param payloads UTF-8 @returns a frame for each, one behind the other */
export function textFrames(payloads: readonly Buffer[]): Buffer {
  const size = payloads.reduce((sum, { length }) => sum + headerSize(length) + length, 0);
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const payload of payloads) {
    at = writeHeader(frames, at, payload.length);
    at += payload.copy(frames, at);
  }
  return frames;
}

function headerSize(length: number): number {
  if (length < LENGTH_16) return 2;
  return length < 0x1_0000 ? 4 : 10;
}

/** @returns where the payload begins */
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
