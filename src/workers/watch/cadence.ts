/**
 * The watchers that get a frame after the same number of milliseconds.
 *
 * 1. A watcher begins with a checkpoint of the exchange, byte for byte, and gets a conflated frame after each interval.
 * 2. Every CHECKPOINT_INTERVAL_MS the checkpoint goes to all of them: a reader that missed frames, or that a relay serves,
 *    is complete again. The others are merged into the frames.
 * 3. After a hole in the upstream the watchers get nothing until the next checkpoint, which goes to all of them.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ExchangeStatus, MarketEvent } from '../../contract/events.ts';
import { Broadcast, refuseWrites } from '../../net/broadcast.ts';
import type { FrameDeflater } from '../../net/frame-deflater.ts';
import { Conflation } from './conflation.ts';

const CHECKPOINT_INTERVAL_MS = 10_000;

export interface Checkpoint {
  /** A frame. */
  readonly bytes: Buffer;
  readonly status: ExchangeStatus;
  /** The status among them. */
  readonly events: readonly MarketEvent[];
  /** Of its last event. */
  readonly seq: number;
}

export class Cadence {
  readonly #everyMs: number;
  readonly #seq: () => number;
  readonly #readers: Broadcast;
  readonly #joining = new Map<WebSocket, Socket>();
  /** Null: there are no watchers yet. */
  #conflation: Conflation | null = null;
  /** From a hole in the upstream to the next checkpoint. */
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;
  #checkpointAt = -Infinity;
  #frames = 0;

  /** @param seq of the newest event of the upstream */
  constructor(everyMs: number, seq: () => number, deflater: FrameDeflater) {
    this.#everyMs = everyMs;
    this.#seq = seq;
    this.#readers = new Broadcast(deflater);
  }

  get readers(): number {
    return this.#readers.readers + this.#joining.size;
  }

  get queuedBytes(): number {
    return this.#readers.queuedBytes;
  }

  /** Frames that were made, whatever the number of watchers. */
  get frames(): number {
    return this.#frames;
  }

  join(socket: WebSocket, connection: Socket): void {
    refuseWrites(socket, connection);
    this.#joining.set(socket, connection);
    socket.on('close', () => {
      this.#joining.delete(socket);
      setImmediate(() => this.#rest());
    });
    this.#timer ??= setInterval(() => this.#flush(this.#seq()), this.#everyMs);
  }

  add(events: readonly MarketEvent[]): void {
    this.#conflation?.add(events);
  }

  /** The upstream has a hole, or is gone. */
  lose(seq: number): void {
    this.#flush(seq);
    this.#isLost = true;
  }

  checkpoint(checkpoint: Checkpoint): void {
    if (this.readers === 0) return;
    const { bytes, status, events, seq } = checkpoint;
    this.#flush(status.seq - 1);
    const wasLost = this.#isLost;
    this.#isLost = false;
    if (this.#conflation?.precedes(status) !== true) {
      this.#conflation = new Conflation(events, seq);
      return this.#sendToAll(bytes);
    }
    this.#conflation.add(events);
    if (wasLost || performance.now() - this.#checkpointAt >= CHECKPOINT_INTERVAL_MS) {
      // The checkpoint itself holds what has changed.
      this.#conflation.take(seq);
      return this.#sendToAll(bytes);
    }
    if (this.#joining.size === 0) return;
    this.#flush(seq);
    this.#readers.addWith(bytes, this.#joining);
    this.#joining.clear();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sendToAll(checkpoint: Buffer): void {
    this.#checkpointAt = performance.now();
    for (const [socket, connection] of this.#joining) this.#readers.add(socket, connection);
    this.#joining.clear();
    this.#readers.send(checkpoint);
    this.#readers.flush();
  }

  #flush(seq: number): void {
    if (this.#isLost) return;
    const frame = this.#conflation?.take(seq) ?? null;
    if (frame === null) return;
    this.#frames += 1;
    this.#readers.send(JSON.stringify(frame));
    this.#readers.flush();
  }

  /** Without watchers there is nothing to merge. */
  #rest(): void {
    if (this.readers > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#conflation = null;
  }
}
