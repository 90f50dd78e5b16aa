/**
 * Gives a socket that a server has accepted a buffer into which the system reads. `net.connect` has the option `onread`
 * for this and a server has none, so `setReadBuffer` sets the properties that the option sets. A test checks that this
 * version of Node has them.
 */
import type { Socket } from 'node:net';

interface Handle {
  useUserBuffer?(buffer: Buffer): void;
}

/**
 * @param onRead called after a read with the number of bytes; it returns false when no more bytes are wanted at present
 * @returns false when Node does not have these properties; the socket then reads as before
 */
export function setReadBuffer(socket: Socket, buffer: Buffer, onRead: (length: number) => boolean): boolean {
  const { _handle: handle } = socket as unknown as { readonly _handle: Handle | null };
  const symbols = Object.getOwnPropertySymbols(socket);
  const [kBuffer, kBufferCb] = ['kBuffer', 'kBufferCb'].map((name) =>
    symbols.find(({ description }) => description === name),
  );
  if (kBuffer === undefined || kBufferCb === undefined || handle?.useUserBuffer === undefined) return false;
  Object.assign(socket, { [kBuffer]: buffer, [kBufferCb]: onRead });
  handle.useUserBuffer(buffer);
  return true;
}
