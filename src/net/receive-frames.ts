/**
 * Receives the frames of a connection that a server has accepted. Whole text frames are taken from the bytes where the
 * system puts them (direct-reading.ts, whole-frames.ts). The others pass through Node's stream and the library, and
 * arrive as its messages.
 */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { readDirectly } from './direct-reading.ts';
import { takeWholeFrames, type TakeFrame } from './whole-frames.ts';

export interface FrameReceiver {
  /** Called with each text frame, in order. */
  readonly onFrame: TakeFrame;
  /** Called in place of `onFrame` for a binary frame. */
  readonly onBinary: () => void;
  /** Called with the number of bytes that have arrived, after the frames that end in them. */
  readonly onBytes: (count: number) => void;
}

export function receiveFrames(socket: WebSocket, connection: Socket, receiver: FrameReceiver): void {
  const { onFrame, onBinary, onBytes } = receiver;
  connection.on('data', (chunk: Buffer) => onBytes(chunk.length));
  socket.on('message', (data, isBinary) => {
    // The library also reports the frames that arrive after the close, and none of them can have a reply.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (isBinary) onBinary();
    else onFrame(data as Buffer, 0, (data as Buffer).length);
  });
  const takeFrames = takeWholeFrames(socket, onFrame);
  readDirectly(connection, (bytes) => {
    const taken = takeFrames(bytes);
    if (taken > 0) onBytes(taken);
    return taken;
  });
}
