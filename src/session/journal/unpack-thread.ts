/**
 * The thread in which the app reads a `.botpit` file, so that neither its size nor its content can stall or fill the
 * app.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { unpackSession } from './unpack.ts';
import type { UnpackTask } from './unpack-in-thread.ts';

const { file, folder } = workerData as UnpackTask;
try {
  await unpackSession(file, folder);
  parentPort?.close();
} catch (error) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage((error as Error).message);
}
