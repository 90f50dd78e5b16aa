/** Files that the system wants opened. It may say so before there is a window to show them in. */
import { z } from 'zod';

const handedOver = z.object({ sessionFile: z.string().nullable() });
type HandedOver = z.infer<typeof handedOver>;

/** What an instance that is not the first one tells the first. */
export function handOver({ sessionFile }: HandedOver): HandedOver {
  return { sessionFile };
}

/** @param message of any program that knows the lock, another version of this one among them */
export function fileHandedOver(message: unknown): string | null {
  return handedOver.safeParse(message).data?.sessionFile ?? null;
}

export class OpenedFiles {
  #open: ((path: string) => void) | null = null;
  /** The newest: one session is shown at a time. */
  #waiting: string | null = null;

  /** @param path absolute */
  add(path: string): void {
    if (this.#open === null) this.#waiting = path;
    else this.#open(path);
  }

  /** From now on each is opened as it comes, and first what has waited. */
  openWith(open: (path: string) => void): void {
    this.#open = open;
    const path = this.#waiting;
    this.#waiting = null;
    if (path !== null) open(path);
  }
}
