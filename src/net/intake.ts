/**
 * Serves the frames of many connections by processor time.
 *
 * 1. In one turn of the event loop, members (connections that have logged in) use the processor for at most
 *    MEMBERS_TURN_MS and strangers for at most STRANGERS_TURN_MS. Waiting frames are served in the next turn, so a flood
 *    delays neither timers, pings nor files.
 * 2. Within a turn, connections are served round robin, each for SLICE_MS. A frame that takes longer leaves a debt,
 *    which costs its connection the next rounds. An idle connection regains a slice of credit, so its next frame goes
 *    first.
 * 3. Waiting frames are bounded, both for one connection, which is then not read, and in total. Beyond the total, a
 *    connection with more than its share is closed, so a flood over many connections closes none but its own.
 */
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import type { LatencyHistogram } from '../runtime/metrics.ts';
import { FrameQueue } from './frame-queue.ts';
import { Line, type InLine } from './line.ts';

const MS_PER_SECOND = 1_000;
const MEMBERS_TURN_MS = 5;
const STRANGERS_TURN_MS = 0.5;
const SLICE_MS = 0.25;
/**
 * Bounds of one connection. Beyond either, it is not read until its frames are served. The last chunk that was read, of
 * at most 64 KiB, may exceed the bounds.
 */
const WAITING_FRAMES_MAX = 64;
const WAITING_BYTES_MAX = 64 * 1_024;
/**
 * Bound of the memory of all connections' frames. Beyond it, a connection with waiting frames that sends another one is
 * closed if its frames take more than an equal share of this memory. A connection may always have one waiting frame.
 */
const ALL_WAITING_BYTES_MAX = 16 * 1_024 * 1_024;

/** Frames of one connection. */
export interface Inlet {
  /** Takes the frame that is in `bytes` from `start` to `end`. A frame that waits is copied. */
  readonly arrived: (bytes: Buffer, start: number, end: number) => void;
  /** Stops reading and serving its frames for a while. */
  hold(ms: number): void;
  /** Stops reading and serving its frames until `resume`. */
  pause(): void;
  resume(): void;
  /** Notes that the connection has logged in. */
  admit(): void;
  /** Stops serving its frames. Its reader has already stopped. */
  stop(): void;
}

export interface IntakeEvents {
  /**
   * Called with each frame, in order, while the socket is open.
   * @param bytes the frame from `start` to `end`, valid only during the call
   * @returns true when the frame was a request whose time counts as latency
   */
  readonly take: (bytes: Buffer, start: number, end: number) => boolean;
  /** Called to close this connection, because too many bytes wait in total. */
  readonly overflow: () => void;
}

interface Source extends IntakeEvents, InLine<Source> {
  readonly socket: WebSocket;
  readonly waiting: FrameQueue;
  isStranger: boolean;
  /** Number of holds that have not ended. Above 0: the connection is neither read nor served. */
  holds: number;
  /** Processor time that the connection may use now. Negative: a debt. */
  creditMs: number;
  servedAt: number;
}

export class Intake {
  /** Connections with waiting frames. A connection that is served moves to the end. */
  readonly #members = new Line<Source>();
  readonly #strangers = new Line<Source>();
  #isInTurn = false;
  /** Processor time that is left in this turn. */
  #membersMs = 0;
  #strangersMs = 0;
  #waitingBytes = 0;
  #connections = 0;
  readonly #latency: LatencyHistogram;
  /** Time at which the current frame began, in milliseconds. The end of a frame is the beginning of the next one. */
  nowMs = performance.now();

  /** @param latency gets the time of each request */
  constructor(latency: LatencyHistogram) {
    this.#latency = latency;
  }

  /** Memory of all waiting frames, in bytes. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Adds a connection that has not logged in. */
  add(socket: WebSocket, events: IntakeEvents): Inlet {
    // Written without a spread, whose result has another hidden class for each connection.
    const source: Source = {
      take: events.take,
      overflow: events.overflow,
      socket,
      waiting: new FrameQueue(),
      isStranger: true,
      holds: 0,
      creditMs: SLICE_MS,
      servedAt: performance.now(),
      line: null,
      before: null,
      behind: null,
    };
    this.#connections += 1;
    socket.on('close', () => {
      this.#connections -= 1;
      this.#drop(source);
    });
    return {
      arrived: (bytes, start, end) => this.#arrived(source, bytes, start, end),
      hold: (ms) => {
        this.#hold(source);
        setTimeout(() => this.#release(source), ms).unref();
      },
      pause: () => this.#hold(source),
      resume: () => this.#release(source),
      admit: () => this.#admit(source),
      stop: () => {
        source.holds = Infinity;
        this.#drop(source);
      },
    };
  }

  #busy(source: Source): Line<Source> {
    return source.isStranger ? this.#strangers : this.#members;
  }

  #admit(source: Source): void {
    const wasBusy = this.#strangers.remove(source);
    source.isStranger = false;
    if (wasBusy) this.#members.push(source);
  }

  #hold(source: Source): void {
    source.holds += 1;
    source.line?.remove(source);
    source.socket.pause();
  }

  #release(source: Source): void {
    source.holds -= 1;
    if (source.holds > 0 || source.socket.readyState !== WebSocket.OPEN) return;
    if (source.waiting.length === 0) return source.socket.resume();
    this.#busy(source).push(source);
    this.#begin();
  }

  #arrived(source: Source, bytes: Buffer, start: number, end: number): void {
    const { waiting } = source;
    this.#begin();
    if (waiting.length === 0 && source.holds === 0 && this.#timeLeft(source) > 0) {
      this.nowMs = performance.now();
      if (this.#isNext(source)) return this.#serve(source, bytes, start, end);
    }
    const before = waiting.memory.length;
    waiting.push(bytes, start, end);
    this.#waitingBytes += waiting.memory.length - before;
    if (this.#isTooMuch(waiting)) return source.overflow();
    if (source.holds === 0) this.#busy(source).push(source);
    if (isFull(source)) source.socket.pause();
  }

  #isTooMuch({ length, memory }: FrameQueue): boolean {
    if (this.#waitingBytes <= ALL_WAITING_BYTES_MAX || length === 1) return false;
    return memory.length > ALL_WAITING_BYTES_MAX / this.#connections;
  }

  /** True when a frame of a connection without waiting frames may be served before those of the others. */
  #isNext(source: Source): boolean {
    source.creditMs = Math.min(SLICE_MS, source.creditMs + this.nowMs - source.servedAt);
    source.servedAt = this.nowMs;
    return source.creditMs > 0 || this.#busy(source).isEmpty;
  }

  #begin(): void {
    if (this.#isInTurn) return;
    this.#isInTurn = true;
    this.#membersMs = MEMBERS_TURN_MS;
    this.#strangersMs = STRANGERS_TURN_MS;
    setImmediate(this.#end);
  }

  readonly #end = (): void => {
    this.#isInTurn = false;
    if (this.#members.isEmpty && this.#strangers.isEmpty) return;
    this.#begin();
    while (!this.#members.isEmpty && this.#membersMs > 0) this.#slice(this.#members);
    while (!this.#strangers.isEmpty && this.#strangersMs > 0) this.#slice(this.#strangers);
  };

  /** Serves a slice for the connection that has waited longest. */
  #slice(busy: Line<Source>): void {
    const source = busy.shift();
    if (source === null) return;
    const { waiting } = source;
    source.creditMs = Math.min(SLICE_MS, source.creditMs + SLICE_MS);
    this.nowMs = performance.now();
    while (source.creditMs > 0 && source.holds === 0 && this.#timeLeft(source) > 0) {
      if (!waiting.shift()) break;
      const { memory, start, end } = waiting;
      this.#serve(source, memory, start, end);
    }
    // A frame may log the connection in, hold it or close it.
    if (waiting.length === 0 || source.socket.readyState !== WebSocket.OPEN) this.#drop(source);
    if (source.holds > 0) return;
    if (waiting.length > 0) this.#busy(source).push(source);
    else if (source.socket.isPaused) source.socket.resume();
  }

  #serve(source: Source, bytes: Buffer, start: number, end: number): void {
    const { isStranger } = source;
    // A frame that arrives after the close cannot have a reply.
    const isRequest = source.socket.readyState === WebSocket.OPEN && source.take(bytes, start, end);
    const endMs = performance.now();
    const tookMs = endMs - this.nowMs;
    this.nowMs = endMs;
    source.servedAt = endMs;
    source.creditMs -= tookMs;
    if (isStranger) this.#strangersMs -= tookMs;
    else this.#membersMs -= tookMs;
    if (isRequest) this.#latency.observe(tookMs / MS_PER_SECOND);
  }

  #timeLeft({ isStranger }: Source): number {
    return isStranger ? this.#strangersMs : this.#membersMs;
  }

  #drop(source: Source): void {
    source.line?.remove(source);
    this.#waitingBytes -= source.waiting.memory.length;
    source.waiting.clear();
  }
}

function isFull({ waiting }: Source): boolean {
  return waiting.length >= WAITING_FRAMES_MAX || waiting.bytes >= WAITING_BYTES_MAX;
}
