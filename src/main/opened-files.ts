/** Files that the system asks the app to open, possibly before there is a window. */
import { z } from 'zod';

const handedOver = z.object({ sessionFile: z.string().nullable() });
type HandedOver = z.infer<typeof handedOver>;

/** The message from a later instance to the first one. */
export function handOver({ sessionFile }: HandedOver): HandedOver {
  return { sessionFile };
}

/** @param message message of any program that knows the lock, such as another version of this app */
export function fileHandedOver(message: unknown): string | null {
  return handedOver.safeParse(message).data?.sessionFile ?? null;
}

export class OpenedFiles {
  #open: ((path: string) => void) | null = null;
  /** The newest file that waits for a window. The app shows only one session at a time. */
  #waiting: string | null = null;

  /** @param path absolute path */
  add(path: string): void {
    if (this.#open === null) this.#waiting = path;
    else this.#open(path);
  }

  /** Opens the waiting file first, and from then on each file as it arrives. */
  openWith(open: (path: string) => void): void {
    this.#open = open;
    const path = this.#waiting;
    this.#waiting = null;
    if (path !== null) open(path);
  }
}
