/** Closes connections, and cuts off a peer that does not close its side in time. */
import type { WebSocket } from 'ws';

/** Longest waits until a peer has closed its side: one that is dismissed, one that breaks the rules, and at the end. */
const [GRACE_MS, OFFENDER_GRACE_MS, END_GRACE_MS] = [5_000, 1_000, 1_000] as const;

/**
 * Closes a peer's connection. The closing frame may wait behind unread data, so the socket is destroyed a moment later.
 * @param code one of CLOSE
 */
export function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  cutOff(socket, GRACE_MS);
}

/** Closes a connection that breaks the rules, and stops reading from it, so that its frames cost no processor time. */
export function expel(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  socket.pause();
  cutOff(socket, OFFENDER_GRACE_MS);
}

/**
 * Cuts off a connection that the library closes because of a violation. The library would keep its data and continue to
 * read.
 */
export function cutOffViolator(socket: WebSocket): void {
  socket.pause();
  setImmediate(() => socket.terminate());
}

/** Closes a connection cleanly. Resolves when the peer has closed its side as well, or when it is cut off. */
export function closeAndWait(socket: WebSocket, code: number, reason?: string): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.close(code, reason);
    cutOff(socket, END_GRACE_MS);
  });
}

function cutOff(socket: WebSocket, graceMs: number): void {
  const cut = setTimeout(() => socket.terminate(), graceMs).unref();
  socket.once('close', () => clearTimeout(cut));
}
