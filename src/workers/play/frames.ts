/**
 * Joins the events of journal entries to frames. A frame spans no more of the session than a live frame did, so a
 * reader that looks at the market after each frame looks as often as a live reader.
 */
const FRAME_CHARS = 128 * 1_024;
const FRAME_MICROS = 100_000;

/** Events of one journal entry, as text. */
export interface EntryText {
  /** JSON of the events, without the enclosing brackets. */
  readonly text: string;
  /** Microseconds since the Unix epoch. */
  readonly time: number;
}

/** @returns frames in UTF-8 */
export function framesOf(entries: readonly EntryText[]): readonly Buffer[] {
  const frames: Buffer[] = [];
  let waiting: string[] = [];
  let chars = 0;
  let since = 0;
  const close = () => {
    if (waiting.length > 0) frames.push(Buffer.from(`[${waiting.join(',')}]`));
    waiting = [];
    chars = 0;
  };
  for (const { text, time } of entries) {
    if (chars >= FRAME_CHARS || time - since >= FRAME_MICROS) close();
    if (waiting.length === 0) since = time;
    waiting.push(text);
    chars += text.length;
  }
  close();
  return frames;
}
