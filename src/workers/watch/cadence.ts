/**
 * The watchers that receive a frame at the same interval.
 *
 * 1. A watcher begins with a checkpoint of the exchange, byte for byte, and gets a conflated frame after each interval.
 * 2. Every CHECKPOINT_INTERVAL_MS the checkpoint goes to all of them. It completes a reader that missed frames or that
 *    a relay serves. The other checkpoints are merged into the frames.
 * 3. After a hole in the upstream, the watchers receive nothing until the next checkpoint, which goes to all of them.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ExchangeStatus, MarketEvent } from '../../contract/events.ts';
import { Broadcast, refuseWrites } from '../../net/broadcast.ts';
import type { FrameDeflater } from '../../net/frame-deflater.ts';
import { Conflation } from './conflation.ts';

const CHECKPOINT_INTERVAL_MS = 10_000;

export interface Checkpoint {
  /** The checkpoint as a frame. */
  readonly bytes: Buffer;
  readonly status: ExchangeStatus;
  /** All events of the checkpoint, including the status. */
  readonly events: readonly MarketEvent[];
  /** `seq` of its last event. */
  readonly seq: number;
}

export class Cadence {
  readonly #everyMs: number;
  readonly #seq: () => number;
  readonly #readers: Broadcast;
  readonly #joining = new Map<WebSocket, Socket>();
  /** Merges the events. Null: there were no watchers yet. */
  #conflation: Conflation | null = null;
  /** True from a hole in the upstream until the next checkpoint. */
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;
  #checkpointAt = -Infinity;
  #frames = 0;

  /** @param seq returns the `seq` of the newest event of the upstream */
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

  /** Number of frames made, independent of the number of watchers. */
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

  /** The upstream has a hole or was lost. */
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
      // The checkpoint itself contains the changes.
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

  /** Stops merging when there are no watchers. */
  #rest(): void {
    if (this.readers > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#conflation = null;
  }
}
