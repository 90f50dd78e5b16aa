/** Send a peer away. Its closing frame may wait behind what it does not read, so it is cut off a moment later. */
import type { WebSocket } from 'ws';

const GRACE_MS = 5_000;

/** @param code one of CLOSE */
export function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), GRACE_MS).unref();
}
