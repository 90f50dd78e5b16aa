/**
 * Sends the event stream to its readers. The publisher writes the events of one turn of the event loop as one frame,
 * after the replies of that turn. Turns that follow each other at once share a frame. The publisher repeats a
 * checkpoint in the stream, so a reader that joins or has missed events soon has the whole state.
 */
import type { Socket } from 'node:net';
import { crc32 } from 'node:zlib';
import type { WebSocket } from 'ws';
import type { TimeMicros } from '../../contract/units.ts';
import type { EngineState, FactKind, Facts } from '../../engine/index.ts';
import type { Journal } from '../../session/journal/journal.ts';
import { refuseWrites, type Broadcast } from '../../net/broadcast.ts';
import { EventFrame, type FrameRows } from '../../session/events/event-frame.ts';
import type { EventStream } from '../../session/events/event-stream.ts';

/** Shortest time between two checkpoints, however many clients join. */
const CHECKPOINT_GAP_MS = 50;
/**
 * Time after a frame in which the events of several turns share the next one. A frame costs system calls in the
 * exchange, the relay and every reader, and a busy exchange has a turn every tenth of a millisecond. The frame leaves
 * as soon as a turn brings nothing new.
 */
const FRAME_GAP_MS = 0.5;
/**
 * Number of waiting facts with which a frame leaves before its turn ends. Many accounts that disconnect in one turn may
 * cancel millions of orders, which fit into neither memory nor one frame. Facts that wait until later collections of
 * garbage become old, and then V8 makes all new ones in its old memory: with 16,384 facts, a room that often cancels
 * everything left 14 MB of garbage there in two million orders, and with this number 2 MB.
 */
const WAITING_MAX = 2_048;

export interface PublisherOptions {
  readonly checkpointMs: number;
  /** Digest of the events published before. */
  readonly digest: number;
  /** Journal of the session. Null: none. */
  readonly journal: Journal | null;
  /** Called with the CSV rows of every frame after it was sent. */
  readonly sink: (rows: readonly FrameRows[]) => void;
  /** Sentences for the operator. */
  readonly warnings: () => readonly string[];
  /** Current time for a checkpoint. */
  readonly now: () => TimeMicros;
}

export class Publisher {
  readonly #stream: EventStream;
  readonly #readers: Broadcast;
  readonly #options: PublisherOptions;
  readonly #timer: NodeJS.Timeout;
  /** Connected readers that wait for the checkpoint with which their stream begins. */
  readonly #joining = new Map<WebSocket, Socket>();
  #joinTimer: NodeJS.Timeout | undefined;
  /** Time of the last frame, on the monotonic clock. */
  #frameAt = -Infinity;
  /** Time of the last checkpoint, on the monotonic clock. */
  #checkpointAt = -Infinity;
  /**
   * CRC-32 of the JSON of all published events, each followed by a comma. A replay of the journal computes the same.
   */
  #digest: number;
  /** True from the first event of a turn to the turn's end. */
  #isInTurn = false;
  /** Facts that are not in the frame yet, their kinds and their times. The log of the engine holds them. */
  readonly #waiting: Facts.PublicEvent[] = [];
  readonly #kinds: FactKind[] = [];
  readonly #times: number[] = [];
  #waitingCount = 0;
  readonly #log: EngineState['facts'];
  readonly #frame: EventFrame;

  constructor(state: EngineState, stream: EventStream, readers: Broadcast, options: PublisherOptions) {
    this.#frame = new EventFrame(state, readers.frames);
    this.#log = state.facts;
    this.#stream = stream;
    this.#readers = readers;
    this.#options = options;
    this.#digest = options.digest;
    this.#timer = setInterval(() => this.checkpoint(), options.checkpointMs);
  }

  /** Publishes a fact of the engine's log at the end of this turn. */
  publish(fact: Facts.PublicEvent, time: TimeMicros, kind: FactKind): void {
    if (!this.#isInTurn) setImmediate(this.#endTurn);
    this.#isInTurn = true;
    this.#stream.reserve(1);
    this.#log.hold();
    this.#waiting[this.#waitingCount] = fact;
    this.#kinds[this.#waitingCount] = kind;
    this.#times[this.#waitingCount] = time;
    this.#waitingCount += 1;
  }

  /** Call it before each command. It sends the events that wait if they are many. */
  relieve(): void {
    if (this.#waitingCount >= WAITING_MAX) this.flush();
  }

  /** Adds a reader, whose stream begins with a checkpoint. Readers that join within CHECKPOINT_GAP_MS share one. */
  join(socket: WebSocket, connection: Socket): void {
    refuseWrites(socket, connection);
    this.#joining.set(socket, connection);
    socket.on('close', () => this.#joining.delete(socket));
    const waitMs = Math.max(0, this.#checkpointAt + CHECKPOINT_GAP_MS - performance.now());
    this.#joinTimer ??= setTimeout(() => this.checkpoint(), waitMs);
  }

  checkpoint(): void {
    clearTimeout(this.#joinTimer);
    this.#joinTimer = undefined;
    this.#checkpointAt = performance.now();
    this.flush();
    for (const [socket, connection] of this.#joining) this.#readers.add(socket, connection);
    this.#joining.clear();
    const time = this.#options.now();
    const warnings = this.#options.warnings();
    this.#record(time, warnings);
    for (const fact of this.#stream.checkpointFacts(warnings))
      this.#frame.add(fact, this.#stream.reserve(1), time);
    this.flush();
  }

  /** Publishes the last checkpoint, which reports that the exchange is stopping. */
  stop(): void {
    clearInterval(this.#timer);
    this.checkpoint();
  }

  #record(time: TimeMicros, warnings: readonly string[]): void {
    const { journal } = this.#options;
    if (journal === null) return;
    const { seq } = this.#stream;
    const digest = this.#digest;
    journal.commit();
    journal.rollIfFull({ seq, digest, time });
    journal.append(seq, time, { type: 'checkpoint', digest, warnings });
  }

  /** Sends all events that wait. */
  flush(): void {
    this.#write();
    if (this.#frame.isEmpty) return;
    this.#frameAt = performance.now();
    const { journal, sink } = this.#options;
    journal?.commit();
    const rows = this.#frame.finish((events) => {
      if (journal !== null) this.#digest = crc32(events, this.#digest);
    });
    // The frame already contains the whole turn, and waiting for the turn's end would only add delay.
    this.#readers.flush();
    sink(rows);
  }

  // Functions that are made once: a busy exchange has thousands of turns a second.
  readonly #endTurn = (): void => {
    this.#isInTurn = false;
    if (performance.now() - this.#frameAt >= FRAME_GAP_MS) this.flush();
    else {
      this.#write();
      setImmediate(this.#endGap);
    }
  };

  /** Sends the frame unless the next turn has read requests. In that case, the end of that turn decides. */
  readonly #endGap = (): void => {
    if (!this.#isInTurn) this.flush();
  };

  /** Writes the facts that wait into the frame. */
  #write(): void {
    if (this.#waitingCount === 0) return;
    const first = this.#stream.seq - this.#waitingCount + 1;
    for (let index = 0; index < this.#waitingCount; index += 1) {
      const [fact, kind] = [this.#waiting[index] as Facts.PublicEvent, this.#kinds[index] as FactKind];
      this.#frame.addOfKind(kind, fact, first + index, this.#times[index] as number);
    }
    this.#waitingCount = 0;
    if (this.#waiting.length > WAITING_MAX) this.#waiting.length = 0;
    this.#log.release();
  }
}
