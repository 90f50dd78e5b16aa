/** Close a peer's connection. The closing frame may wait behind unread data, so the socket is destroyed a moment later. */
import type { WebSocket } from 'ws';

const GRACE_MS = 5_000;

/** @param code one of CLOSE */
export function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), GRACE_MS).unref();
}
