/** A reader of a player, without a socket. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { isMarketEvent, parseFrame, type MarketEvent } from '../../../src/contract/events.ts';
import type { Player } from '../../../src/workers/play/player.ts';

const OPEN = 1;

export class Listener {
  readonly events: MarketEvent[] = [];
  /** The received frames. */
  readonly frames: string[] = [];
  /** Bytes that wait in the connection for a reader that does not read. */
  queuedBytes = 0;
  closedWith: number | null = null;

  join(player: Player): void {
    const socket = Object.assign(new EventEmitter(), {
      readyState: OPEN,
      close: (code: number) => (this.closedWith = code),
      terminate: () => {},
      removeAllListeners: () => socket,
      send: () => {},
      // Of the library: what reads the frames of a reader (library-receiver.ts).
      _receiver: { write: () => true },
    });
    const connection = Object.defineProperty(
      Object.assign(new EventEmitter(), { write: (bytes: Buffer) => this.#read(bytes) }),
      'writableLength',
      { get: () => this.queuedBytes },
    );
    player.join(socket as unknown as WebSocket, connection as unknown as Socket);
  }

  /** Whole frames, as `textFrames` makes them. */
  #read(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const short = bytes.readUInt8(at + 1);
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      const size =
        short < 126
          ? short
          : short === 126
            ? bytes.readUInt16BE(at + 2)
            : Number(bytes.readBigUInt64BE(at + 2));
      at = start + size;
      const frame = bytes.subarray(start, at).toString();
      this.frames.push(frame);
      for (const event of parseFrame(frame)) {
        if (isMarketEvent(event)) this.events.push(event);
      }
    }
  }
}
