import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Longest wait for a dead worker's last lines. A grandchild may keep its output open. */
const DRAIN_TIMEOUT_MS = 500;

/** Resolves when all output that a process wrote before it ended has been read. */
export async function drained(streams: readonly (Readable | null)[]): Promise<void> {
  const signal = AbortSignal.timeout(DRAIN_TIMEOUT_MS);
  const ends = streams.map(async (stream) => {
    if (stream !== null) await finished(stream, { signal, cleanup: true });
  });
  await Promise.allSettled(ends);
}
