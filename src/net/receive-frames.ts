/**
 * Receives the frames of a connection that a server has accepted. Whole text frames are taken from the bytes where the
 * system puts them (direct-reading.ts, whole-frames.ts). The others pass through Node's stream and the library, and
 * arrive as its messages, in small portions for each turn of the event loop (library-turns.ts).
 */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { readDirectly } from './direct-reading.ts';
import { LibraryTurns, type Pausable } from './library-turns.ts';
import { takeWholeFrames, type TakeFrame } from './whole-frames.ts';

const TURNS = new LibraryTurns();

export interface FrameReceiver {
  /** Called with each text frame, in order. */
  readonly onFrame: TakeFrame;
  /** Called in place of `onFrame` for a binary frame. */
  readonly onBinary: () => void;
  /** Called with the number of bytes that have arrived, after the frames that end in them. */
  readonly onBytes: (count: number) => void;
}

/** @param pausable pauses and resumes the connection */
export function receiveFrames(
  socket: WebSocket,
  connection: Socket,
  { onFrame, onBinary, onBytes }: FrameReceiver,
  pausable: Pausable = pausing(socket),
): void {
  const reading = TURNS.add(pausable);
  connection.on('data', ({ length }: Buffer) => {
    reading.end(length);
    onBytes(length);
  });
  socket.on('message', (data, isBinary) => {
    const { length } = data as Buffer;
    reading.message(length);
    // The library also reports the frames that arrive after the close, and none of them can have a reply.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (isBinary) onBinary();
    else onFrame(data as Buffer, 0, length);
  });
  const takeFrames = takeWholeFrames(socket, (bytes, start, end) => {
    reading.message(end - start);
    onFrame(bytes, start, end);
  });
  readDirectly(connection, (bytes) => {
    const taken = takeFrames(bytes);
    if (taken > 0) onBytes(taken);
    reading.begin(bytes.length - taken);
    return taken;
  });
}

function pausing(socket: WebSocket): Pausable {
  return {
    pause: () => socket.pause(),
    // A connection that breaks the rules is closing, and is not read again.
    resume: () => socket.readyState === WebSocket.OPEN && socket.resume(),
  };
}
