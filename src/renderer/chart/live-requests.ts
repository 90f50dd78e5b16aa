/** The command that brings the chart back to the newest candles, whatever its origin. */
const listeners = new Set<() => void>();

export function requestLive(): void {
  for (const listener of listeners) listener();
}

/** @returns a function that ends it */
export function onLiveRequest(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
