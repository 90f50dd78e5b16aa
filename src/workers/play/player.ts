/**
 * Plays a session's journal to readers of an event stream.
 *
 * 1. It sends the exchange's events with the same `seq`, byte for byte. After a seek, `exchange_status` has another
 *    `epoch`, which makes readers drop their state. Everything else is unchanged.
 * 2. A turn of the event loop lasts at most TURN_MS. When that is not enough for the speed, or when readers do not keep
 *    up, the session slows down and no work is postponed.
 * 3. A new reader first gets the newest events from a checkpoint on, as all readers do after a seek.
 * 4. At the journal's end it waits, because the session may still run. At damage it stops and reports the damage.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { JournalError } from '../../session/journal/journal-error.ts';
import type { Broadcast } from '../../net/broadcast.ts';
import type { Clock } from './clock.ts';
import type { Contents, Moment, Target } from '../../session/playback/contents.ts';
import type { Playhead } from '../../session/history/played-history.ts';
import type { Cursor } from '../../session/playback/cursor.ts';
import { History } from './history.ts';
import { Pace, type Speed } from './pace.ts';
import { scout, seek, type Arrival } from './seek.ts';
import { PlayPublisher, toEntryText } from './play-publisher.ts';

const TURN_MS = 5;
/** Steps of a seek between two clock reads; each takes a few microseconds. */
const STEPS_PER_LOOK = 32;
/** Pause between two turns that read ahead, which use only idle time. */
const SCOUT_REST_MS = 5;
/** Interval of the check for due events. */
const WAIT_MS_MAX = 100;
/** Interval of the check for new journal entries. */
const LOOK_MS = 500;
const HOLD_POLL_MS = 5;
/** While readers have more than this many bytes to receive, the player pauses… */
const HOLD_BYTES = 1_024 * 1_024;
/** …for at most this long. After that, Broadcast closes the slow readers. */
const HOLD_MS_MAX = 2_000;
/** Delay above which the player continues from its current position and does not catch up. */
const LATE_MS_MAX = 100;
/** A longer gap means that the exchange did not run; the player skips it. */
const SILENCE_CHECKPOINTS = 5;

export type PlayerState = 'playing' | 'paused' | 'ended' | 'seeking';

/** Position of the player. */
export interface PlayerPosition extends Moment {
  readonly first: Moment;
  readonly last: Moment;
  readonly speed: Speed;
  readonly state: PlayerState;
  /** True when it continues after a seek, or at the end when the journal grows. */
  readonly isPaused: boolean;
  /** Why the player cannot continue. Null: it can. */
  readonly problem: string | null;
}

export interface PlayerOptions {
  readonly contents: Contents;
  readonly readers: Broadcast;
  readonly clock: Clock;
  readonly speed: Speed;
  readonly isPaused: boolean;
  /** Called after every turn. */
  readonly onTurn: () => void;
}

export class Player {
  readonly #options: PlayerOptions;
  readonly #pace: Pace;
  readonly #publisher: PlayPublisher;
  #cursor: Cursor;
  #seeking: Generator<void, Arrival> | null = null;
  /** Reads ahead in idle time. Null: it has read everything. */
  #scout: Generator<void> | null;
  #mode: 'playing' | 'paused' | 'stepping';
  #hasEnded = false;
  #problem: string | null = null;
  /** Counts the seeks: each starts a new epoch for the readers. */
  #run = 1;
  #heldSince: number | null = null;
  #lookedAt = 0;
  #cancel: () => void = () => {};

  /** Starts at the session's beginning. @throws JournalError when that cannot be read */
  constructor(options: PlayerOptions) {
    const { contents, speed, isPaused, clock } = options;
    this.#options = options;
    this.#pace = new Pace(speed);
    this.#mode = isPaused ? 'paused' : 'playing';
    this.#cursor = contents.cursorBefore(null);
    const { exchange } = this.#cursor;
    const history = new History(contents.historyEvents);
    this.#publisher = new PlayPublisher(options.readers, contents, {
      epoch: contents.epoch,
      exchange,
      history,
    });
    this.#scout = scout(contents);
    this.#pace.start(contents.first.time, clock.now());
    this.#next(0);
  }

  get position(): PlayerPosition {
    const { contents } = this.#options;
    const { seq } = this.#cursor.exchange.at;
    return {
      first: contents.first,
      last: contents.last.seq < seq ? { time: Math.max(contents.last.time, this.#time), seq } : contents.last,
      time: this.#time,
      seq,
      speed: this.#pace.speed,
      state: this.#state,
      isPaused: this.#mode !== 'playing',
      problem: this.#problem,
    };
  }

  /** Moment of the session that readers have reached. */
  get playhead(): Playhead {
    const { seq } = this.#cursor.exchange.at;
    return { epoch: this.#publisher.epoch, seq, time: this.#time, isSeeking: this.#seeking !== null };
  }

  get #time(): number {
    return Math.max(this.#options.contents.first.time, this.#cursor.exchange.at.time);
  }

  get #state(): PlayerState {
    if (this.#seeking !== null) return 'seeking';
    if (this.#hasEnded) return 'ended';
    return this.#mode === 'playing' ? 'playing' : 'paused';
  }

  play(): void {
    this.#mode = 'playing';
    this.#pace.start(this.#time, this.#options.clock.now());
    this.#next(0);
  }

  pause(): void {
    this.#mode = 'paused';
    this.#next(0);
  }

  /** Plays up to the next command of an account, and pauses. */
  step(): void {
    this.#mode = 'stepping';
    this.#next(0);
  }

  setSpeed(speed: Speed): void {
    this.#pace.setSpeed(speed, this.#time, this.#options.clock.now());
    this.#next(0);
  }

  /** Cancels a seek in progress. */
  seek(target: Target): void {
    this.#run += 1;
    const epoch = this.#epoch;
    this.#seeking = seek(this.#options.contents, target, (events) => toEntryText(events, epoch));
    this.#next(0);
  }

  join(socket: WebSocket, connection: Socket): void {
    this.#publisher.join(socket, connection);
  }

  close(): void {
    this.#cancel();
  }

  #next(waitMs: number): void {
    const { clock } = this.#options;
    this.#cancel();
    this.#cancel = waitMs > 0 ? clock.after(waitMs, () => this.#turn()) : clock.soon(() => this.#turn());
  }

  #turn(): void {
    const waitMs = this.#isHeld() ? HOLD_POLL_MS : this.#work();
    this.#publisher.flush();
    this.#look();
    this.#options.onTurn();
    this.#next(waitMs);
  }

  /** True when playback waits for slow readers. */
  #isHeld(): boolean {
    const { readers, clock } = this.#options;
    const now = clock.now();
    if (readers.queuedBytes <= HOLD_BYTES) this.#heldSince = null;
    else this.#heldSince ??= now;
    return this.#heldSince !== null && now - this.#heldSince < HOLD_MS_MAX;
  }

  /** @returns milliseconds until there is more to do */
  #work(): number {
    const untilMs = this.#options.clock.now() + TURN_MS;
    try {
      if (this.#seeking !== null) return this.#advance(this.#seeking, untilMs);
      const waitMs = this.#mode === 'paused' ? WAIT_MS_MAX : this.#play(untilMs);
      return waitMs > SCOUT_REST_MS ? this.#lookAhead(waitMs, untilMs) : waitMs;
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      this.#seeking = null;
      return this.#stop(error.message);
    }
  }

  #look(): void {
    const { clock, contents } = this.#options;
    if (clock.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = clock.now();
    contents.look();
  }

  #stop(problem: string): number {
    this.#problem = problem;
    this.#hasEnded = true;
    if (this.#mode === 'stepping') this.#mode = 'paused';
    return WAIT_MS_MAX;
  }

  /** Reads ahead until `untilMs`. @returns milliseconds to wait after that */
  #lookAhead(waitMs: number, untilMs: number): number {
    const { clock } = this.#options;
    try {
      for (let steps = 1; this.#scout !== null; steps += 1) {
        if (this.#scout.next().done === true) this.#scout = null;
        else if (steps % STEPS_PER_LOOK === 0 && clock.now() >= untilMs) return SCOUT_REST_MS;
      }
    } catch (error) {
      // A seek to that place reports it.
      if (!(error instanceof JournalError)) throw error;
      this.#scout = null;
    }
    return waitMs;
  }

  #advance(seeking: Generator<void, Arrival>, untilMs: number): number {
    const { clock } = this.#options;
    for (let steps = 1; steps % STEPS_PER_LOOK !== 0 || clock.now() < untilMs; steps += 1) {
      const next = seeking.next();
      if (next.done === true) {
        this.#arrive(next.value);
        break;
      }
    }
    return 0;
  }

  #arrive({ cursor, history, problem }: Arrival): void {
    const { clock } = this.#options;
    this.#publisher.begin({ epoch: this.#epoch, exchange: cursor.exchange, history });
    this.#seeking = null;
    this.#cursor = cursor;
    this.#hasEnded = false;
    this.#problem = problem?.message ?? null;
    this.#pace.start(this.#time, clock.now());
  }

  #play(untilMs: number): number {
    const { clock } = this.#options;
    for (;;) {
      const entry = this.#cursor.peek();
      if (entry === null) return this.#end();
      this.#hasEnded = false;
      const waitMs = this.#untilMs(entry[1]);
      if (waitMs > 0) return Math.min(waitMs, WAIT_MS_MAX);
      this.#publisher.publish(this.#cursor.take());
      if (this.#mode === 'stepping' && isCommand(entry[2].type)) {
        this.#mode = 'paused';
        return 0;
      }
      if (clock.now() >= untilMs) return 0;
    }
  }

  #end(): number {
    this.#hasEnded = true;
    if (this.#mode === 'stepping') this.#mode = 'paused';
    return WAIT_MS_MAX;
  }

  #untilMs(time: number): number {
    if (this.#mode === 'stepping') return 0;
    const now = this.#options.clock.now();
    const waitMs = this.#pace.untilMs(time, now);
    const isSilence = time - this.#time > this.#silenceMicros;
    if (!isSilence && waitMs >= -LATE_MS_MAX) return waitMs;
    this.#pace.start(time, now);
    return 0;
  }

  get #silenceMicros(): number {
    return this.#options.contents.checkpointMs * 1_000 * SILENCE_CHECKPOINTS;
  }

  get #epoch(): string {
    return `${this.#options.contents.epoch}@${this.#run}`;
  }
}

/**
 * True for commands of accounts and operators. Checkpoints, revaluations and time steps are not commands in this sense.
 */
function isCommand(type: string): boolean {
  return type !== 'checkpoint' && type !== 'revalue' && type !== 'advance_time';
}
