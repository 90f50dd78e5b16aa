/** `unpackSession` in a thread with bounded memory. */
import { Worker } from 'node:worker_threads';
import { JournalError } from './journal-error.ts';

const HEAP_MB = 128;

export interface UnpackTask {
  readonly file: string;
  /** Folder that the thread creates. */
  readonly folder: string;
}

/** @param script script of the thread. Rejects with JournalError when the file contains no session */
export function unpackInThread(script: URL | string, task: UnpackTask): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(script, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    thread.once('message', (reason: string) => reject(new JournalError(reason)));
    thread.once('error', (error) =>
      reject(new JournalError(`${task.file} cannot be unpacked: ${error.message}.`)),
    );
    thread.once('exit', () => resolve());
  });
}
