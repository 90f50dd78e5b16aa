/** A text as the payload of a frame. */
import type { Payload } from '../../src/net/text-frames.ts';
import { GrowingBytes } from '../../src/runtime/grow-buffer.ts';

export function textPayload(text: string): Payload {
  const bytes = new GrowingBytes();
  bytes.addText(text);
  return bytes;
}
