/**
 * The reader of frames of a connection in the `ws` library. It has no public interface, so only this file knows its
 * properties, and the tests of whole-frames.ts compare what they promise with this version of the library.
 */
import type { WebSocket } from 'ws';

const [CLOSE_OPCODE, GET_INFO] = [0x08, 0] as const;

export interface LibraryReceiver {
  write: (chunk: Buffer) => boolean;
  readonly writableLength: number;
  readonly _state: number;
  readonly _bufferedBytes: number;
  readonly _fragmented: number;
  readonly _opcode: number;
  readonly _errored: boolean;
  /** Longest permitted payload in bytes. 0: any. */
  readonly _maxPayload: number;
  /** True when it reads the frames of a client. */
  readonly _isServer: boolean;
}

export function receiverOf(socket: WebSocket): LibraryReceiver {
  const { _receiver: receiver } = socket as unknown as { readonly _receiver: LibraryReceiver };
  return receiver;
}

/** True when the receiver waits for the beginning of a frame, and holds no bytes. */
export function isBetweenFrames(receiver: LibraryReceiver): boolean {
  const { _state, _bufferedBytes, _fragmented, _opcode, _errored, writableLength } = receiver;
  const isEmpty = _bufferedBytes === 0 && writableLength === 0;
  const hasEnded = _errored || _opcode === CLOSE_OPCODE;
  return isEmpty && _state === GET_INFO && _fragmented === 0 && !hasEnded;
}

/** Changes the longest frame of one connection, which the server sets for all of them. */
export function setFrameBytesMax(socket: WebSocket, bytes: number): void {
  Object.assign(receiverOf(socket), { _maxPayload: bytes } satisfies Partial<LibraryReceiver>);
}
