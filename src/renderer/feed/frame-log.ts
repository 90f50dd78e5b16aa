/**
 * Keeps the newest frames unchanged, in order to replay a command later.
 *
 * It keeps each frame as text, which is one reference whatever the frame contains, so the past costs nothing until a
 * reader asks. The reader applies the frames to a separate replica. CHARACTERS_MAX bounds their total length.
 */

/** Characters of about four seconds at 20,000 events per second, or of ten minutes in a pit with a few bots. */
export const CHARACTERS_MAX = 16_000_000;

/** Matches the frame with a trade. */
export function tradePattern(tradeId: number): RegExp {
  return new RegExp(`"tradeId":\\s*${tradeId}\\b`);
}

interface Frame {
  readonly text: string;
  /** True when a reader can begin with the frame. */
  readonly isStart: boolean;
}

/** Takes the place of a frame that is no longer kept, so that its text is let go at once. */
const DROPPED: Frame = { text: '', isStart: false };

export class FrameLog {
  readonly #max: number;
  #frames: Frame[] = [];
  /** Index of the first frame that is still kept. */
  #first = 0;
  #characters = 0;

  constructor(max = CHARACTERS_MAX) {
    this.#max = max;
  }

  get characters(): number {
    return this.#characters;
  }

  add(text: string, isStart: boolean): void {
    this.#frames.push({ text, isStart });
    this.#characters += text.length;
    while (this.#characters > this.#max) {
      this.#characters -= this.#frames[this.#first]?.text.length ?? 0;
      this.#frames[this.#first] = DROPPED;
      this.#first += 1;
    }
    // Their places are dropped many at a time, so each frame is moved at most twice.
    if (this.#first > 1_024 && this.#first * 2 > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#first);
      this.#first = 0;
    }
  }

  clear(): void {
    this.#frames = [];
    this.#first = 0;
    this.#characters = 0;
  }

  /**
   * Frames from the last checkpoint before the newest matching frame up to that frame.
   * @returns undefined when no frame matches, or the checkpoint is no longer kept
   */
  leadingTo(pattern: RegExp): readonly string[] | undefined {
    const last = this.#frames.findLastIndex(({ text }, index) => index >= this.#first && pattern.test(text));
    if (last < 0) return undefined;
    let start = last;
    while (start >= this.#first && this.#frames[start]?.isStart !== true) start -= 1;
    // A checkpoint within the same frame may come after the wanted event.
    if (start === last) start = this.#startBefore(last) ?? last;
    if (start < this.#first) return undefined;
    return this.#frames.slice(start, last + 1).map(({ text }) => text);
  }

  #startBefore(index: number): number | undefined {
    const start = this.#frames.slice(this.#first, index).findLastIndex(({ isStart }) => isStart);
    return start < 0 ? undefined : this.#first + start;
  }
}
