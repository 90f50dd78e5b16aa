/**
 * Ends this process soon after the one that started it, whatever the main thread does. The end of a parent closes the
 * channel, which a process notices in a turn of its event loop. A strategy in an endless loop never lets it come to one.
 *
 * 1. A thread looks for the parent every half second. When the parent has ended, the main thread has time until the
 *    next look to end cleanly. Then the thread ends the process.
 * 2. Only children of plain Node with a channel are watched. Without a channel a process may outlive its parent, such as
 *    a shell, and Electron ends its utility processes with the app.
 */
import { Worker } from 'node:worker_threads';

export interface ParentWatchData {
  readonly parent: number;
}

/** @param script script of the thread */
export function endWithParent(script: URL): void {
  const parent = watchedParent();
  if (parent === null) return;
  const workerData: ParentWatchData = { parent };
  const thread = new Worker(script, { workerData, env: {} });
  // Without the thread, only a process in an endless loop outlives its parent.
  thread.on('error', () => {});
  thread.unref();
}

/** Id of the process with which this one ends. Null: it ends on its own. */
export function watchedParent(): number | null {
  return process.send === undefined ? null : process.ppid;
}

/** @param parent id of the process that started this one */
export function hasEnded(parent: number): boolean {
  // An orphan gets another parent. The id of the old one may belong to a process whose end nobody has read.
  if (process.platform !== 'win32') return process.ppid !== parent;
  try {
    return !process.kill(parent, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
