/**
 * Makes snapshots, one at a time, each in a background thread of its own. A thread that waited for the next one would
 * find its code warm, which saves 50 ms of processor time for each segment, and hold 12 MB all the time.
 *
 * While the thread makes a snapshot, further ones are left out: a recovery from an earlier one only takes longer. The
 * same holds while the journal is short beside the last snapshot, whose making would cost more than it saves.
 */
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../runtime/log.ts';
import type { StreamPosition } from './segment-header.ts';
import { partsOf, type CopyPart, type StateCopy } from './state-copy.ts';

/**
 * The thread allocates short-lived objects. More room makes the process larger, and for 2,000 to 100,000 orders a
 * snapshot with 8 MB takes as much processor time as with 1 or 2.
 */
const YOUNG_GENERATION_MB = 2;
/**
 * Length of the journal after which the next snapshot is made in any case. A shorter one suffices if it is as long as
 * the last snapshot: with less, many live orders would keep the thread busy all the time.
 */
const JOURNAL_BYTES_MAX = 16 * 1_024 * 1_024;

export interface SnapshotTask {
  readonly session: string;
  /** The segment that was opened last: all before it are closed. */
  readonly segment: number;
  /** False: delete what recovery does not need. */
  readonly keepsJournal: boolean;
}

export interface SnapshotRequest extends SnapshotTask {
  /** Position of the copied state, all of whose parts the thread has received. Null: the thread replays the journal. */
  readonly at: StreamPosition | null;
}

/** Message to the thread: a part of a copied state, or the request that follows the parts. */
export type SnapshotMessage = { readonly part: CopyPart } | SnapshotRequest;

/** Length of the snapshot that the thread has made, in bytes, or why it has made none. */
export type SnapshotAnswer = { readonly bytes: number } | { readonly error: string };

/** The state before a segment, as a running exchange has it. */
export interface SnapshotSource {
  /** Position before the segment. */
  readonly at: StreamPosition;
  /** Length of the whole journal before the segment, in bytes. */
  readonly journalBytes: number;
  readonly copy: () => StateCopy;
}

export class Snapshots {
  readonly #script: URL;
  readonly #log: Logger;
  #thread: Worker | null = null;
  #current: { readonly segment: number; readonly journalBytes: number } | null = null;
  /** Length of the journal from which on the next snapshot is made. */
  #dueBytes = 0;

  constructor(script: URL, log: Logger) {
    this.#script = script;
    this.#log = log;
  }

  /**
   * Makes a snapshot, unless the thread is still making one or the last one is long beside the journal since.
   *
   * @param source null: the thread replays the journal
   */
  make(task: SnapshotTask, source: SnapshotSource | null): void {
    if (this.#current !== null || (source !== null && source.journalBytes < this.#dueBytes)) return;
    this.#current = { segment: task.segment, journalBytes: source?.journalBytes ?? 0 };
    try {
      this.#thread = this.#start();
    } catch (error) {
      // The system has no thread left.
      return this.#ended(null, { error: (error as Error).message });
    }
    this.#send(this.#thread, messagesFor({ ...task, at: source?.at ?? null }, source?.copy() ?? null));
  }

  /** Ends the thread. A task that it has not finished is abandoned. Recovery works without it. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }

  /** Sends one message in each turn of the event loop until all are sent or the thread is replaced. */
  #send(thread: Worker, messages: Generator<SnapshotMessage>): void {
    if (this.#thread !== thread) messages.return(undefined);
    const next = messages.next();
    if (next.done === true) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage(next.value);
    setImmediate(() => this.#send(thread, messages));
  }

  #start(): Worker {
    const thread = new Worker(this.#script, {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // The thread does not keep the process alive.
    thread.unref();
    thread.on('message', (answer: SnapshotAnswer) => this.#ended(thread, answer));
    thread.on('error', ({ message }) => this.#ended(thread, { error: message }));
    thread.on('exit', () => this.#ended(thread, { error: 'its thread has ended' }));
    return thread;
  }

  /** Notes the end of the current task. What a thread reports afterwards is no longer about it. */
  #ended(thread: Worker | null, answer: SnapshotAnswer): void {
    if (this.#thread !== thread) return;
    const { segment = 0, journalBytes = 0 } = this.#current ?? {};
    this.#current = null;
    if ('bytes' in answer) this.#dueBytes = journalBytes + Math.min(answer.bytes, JOURNAL_BYTES_MAX);
    else this.#log.warn(`no snapshot before segment ${segment}; a recovery takes longer: ${answer.error}`);
    void this.close();
  }
}

function* messagesFor(request: SnapshotRequest, copy: StateCopy | null): Generator<SnapshotMessage> {
  if (copy !== null) for (const part of partsOf(copy)) yield { part };
  yield request;
}
