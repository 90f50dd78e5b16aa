/** The priority of a thread among those of the whole machine. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Nice value between normal (0) and idle (19). A thread with this value still gets a tenth of a busy processor. */
const LOW_PRIORITY = 10;

/**
 * Gives other threads of the machine precedence over the calling one. Only Linux can change the priority of one thread.
 */
export function yieldProcessor(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, LOW_PRIORITY);
  } catch {
    // A container may hide /proc. The thread then runs with normal priority.
  }
}
