/** A room that ends where the caller must stop: with the bytes that it reserved, and a word. */
import { GrowingBytes } from '../../src/runtime/grow-buffer.ts';
import { WORD_BYTES } from '../../src/runtime/words.ts';

export class StrictRoom extends GrowingBytes {
  override reserve(more: number): DataView {
    const { buffer, byteOffset } = super.reserve(more);
    return new DataView(buffer, byteOffset, this.length + more + WORD_BYTES);
  }
}
