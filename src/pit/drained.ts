import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** A grandchild may hold a dead worker's output open; the supervisor waits no longer for its last lines. */
const DRAIN_TIMEOUT_MS = 500;

/** Resolves when all output that a process wrote before its end has been read. */
export async function drained(streams: readonly (Readable | null)[]): Promise<void> {
  const signal = AbortSignal.timeout(DRAIN_TIMEOUT_MS);
  const ends = streams.map(async (stream) => {
    if (stream !== null) await finished(stream, { signal, cleanup: true });
  });
  await Promise.allSettled(ends);
}
