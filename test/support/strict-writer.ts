/** A writer whose room ends where the caller must stop: with the bytes that it reserved, and a word. */
import { WORD_BYTES } from '../../src/runtime/words.ts';
import { JsonWriter } from '../../src/session/events/json-writer.ts';

export class StrictWriter extends JsonWriter {
  override reserve(more: number): DataView {
    const { buffer, byteOffset } = super.reserve(more);
    return new DataView(buffer, byteOffset, this.length + more + WORD_BYTES);
  }
}
