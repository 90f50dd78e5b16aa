/**
 * Frames as messages. A long frame becomes several messages, because a server accepts none longer than its
 * `max_payload` (default 1 MiB). The parts are consecutive, so the reader joins them without parsing.
 */

/** Longest payload of a message. */
export const PART_BYTES_MAX = 512 * 1024;
/** Largest number of parts of a frame. A relay accepts no frame longer than 100 MiB. */
const PARTS_MAX = 200;

export interface Message {
  readonly data: Buffer;
  /** `2/3`: the second of three parts. Empty: a whole frame. NO_FRAME: nothing to forward. */
  readonly part: string;
}

const NO_FRAME = '0/0';

/** A message that carries only headers. */
export const ANNOUNCEMENT: Message = { data: Buffer.alloc(0), part: NO_FRAME };

export function messagesOf(frame: Buffer): readonly Message[] {
  if (frame.length <= PART_BYTES_MAX) return [{ data: frame, part: '' }];
  const count = Math.ceil(frame.length / PART_BYTES_MAX);
  return Array.from({ length: count }, (_, index) => ({
    data: frame.subarray(index * PART_BYTES_MAX, (index + 1) * PART_BYTES_MAX),
    part: `${index + 1}/${count}`,
  }));
}

/** Joins messages to frames. It skips a frame whose beginning is missing. */
export class Assembly {
  #parts: Buffer[] = [];

  /** Adds a message. Null: parts of the frame are still missing, or the message is not a part. */
  add({ data, part }: Message): Buffer | null {
    if (part === NO_FRAME) return null;
    const [index, count] = part === '' ? [1, 1] : numbersIn(part);
    if (index === 1) this.#parts = [];
    if (index !== this.#parts.length + 1 || count > PARTS_MAX) return null;
    this.#parts.push(data);
    if (index < count) return null;
    const parts = this.#parts;
    this.#parts = [];
    return parts.length === 1 ? data : Buffer.concat(parts);
  }

  /** Notes that messages are missing between the last one and the next. */
  reset(): void {
    this.#parts = [];
  }
}

/** Index and count in text of the form `2/3`. Zeros: the text has another form. */
function numbersIn(part: string): readonly [number, number] {
  const [, index = 0, count = 0] = /^(\d+)\/(\d+)$/.exec(part) ?? [];
  return [Number(index), Number(count)];
}
