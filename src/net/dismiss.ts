/** Closes connections on the server's decision. */
import type { WebSocket } from 'ws';

const GRACE_MS = 5_000;
const OFFENDER_GRACE_MS = 1_000;

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

function cutOff(socket: WebSocket, graceMs: number): void {
  const cut = setTimeout(() => socket.terminate(), graceMs).unref();
  socket.once('close', () => clearTimeout(cut));
}
