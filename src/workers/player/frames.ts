/** Texts of events, joined to frames that no reader needs long for. */
const FRAME_CHARS = 128 * 1_024;

/** @param texts events without brackets around them; @returns frames in UTF-8 */
export function framesOf(texts: readonly string[]): readonly Buffer[] {
  const frames: Buffer[] = [];
  let waiting: string[] = [];
  let chars = 0;
  const close = () => {
    frames.push(Buffer.from(`[${waiting.join(',')}]`));
    waiting = [];
    chars = 0;
  };
  for (const text of texts) {
    waiting.push(text);
    chars += text.length;
    if (chars >= FRAME_CHARS) close();
  }
  if (waiting.length > 0) close();
  return frames;
}
