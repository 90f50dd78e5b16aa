/** The priority of a thread among those of the whole machine. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Between normal (0) and idle (19): a thread that has work still gets a tenth of a busy processor. */
const LOW_PRIORITY = 10;

/** Lets the other threads of the machine run before the calling one. Only Linux can change the priority of one thread. */
export function yieldProcessor(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, LOW_PRIORITY);
  } catch {
    // A container may withhold /proc; the thread then runs with normal priority.
  }
}
