/**
 * The event stream: every public event gets the next `seq`, the events of one turn of the event loop leave as one
 * frame, and a checkpoint is repeated in the stream so that whoever joins, or missed something, is soon complete.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ExchangeStatus, MarketEvent } from '../../contract/events.ts';
import { PROTOCOL_VERSION } from '../../contract/protocol.ts';
import type { TimeMicros } from '../../contract/units.ts';
import type { EngineState, Facts } from '../../engine/index.ts';
import { refuseWrites, type Broadcast } from '../transport/broadcast.ts';
import type { ExchangeSetup } from './config.ts';
import type { Stamp, Wire } from './wire.ts';

/** Least time between two checkpoints, however many clients join. */
const CHECKPOINT_GAP_MS = 50;

export interface PublisherOptions {
  readonly epoch: string;
  readonly checkpointMs: number;
  readonly setup: ExchangeSetup;
  /** Told every frame's events after they were sent. */
  readonly sink: (events: readonly MarketEvent[]) => void;
  /** What the operator should know. */
  readonly warnings: () => readonly string[];
  /** Time for a checkpoint. */
  readonly now: () => TimeMicros;
}

export class Publisher {
  readonly #state: EngineState;
  readonly #wire: Wire;
  readonly #readers: Broadcast;
  readonly #options: PublisherOptions;
  readonly #timer: NodeJS.Timeout;
  /** Connected, waiting for the checkpoint with which their stream begins. */
  readonly #joining = new Map<WebSocket, Socket>();
  #joinTimer: NodeJS.Timeout | undefined;
  /** When the last checkpoint was sent, by the monotonic clock. */
  #checkpointAt = -Infinity;
  #seq = 0;
  /** Events of this turn, as JSON, that are still to be sent. */
  #unsent: string[] = [];
  #status: ExchangeStatus['state'] = 'running';

  constructor(state: EngineState, wire: Wire, readers: Broadcast, options: PublisherOptions) {
    this.#state = state;
    this.#wire = wire;
    this.#readers = readers;
    this.#options = options;
    this.#timer = setInterval(() => this.checkpoint(), options.checkpointMs);
  }

  /** `seq` of the newest event. */
  get seq(): number {
    return this.#seq;
  }

  publish(facts: readonly Facts.PublicEvent[], time: TimeMicros): void {
    if (facts.length > 0) this.#send(facts.map((fact) => this.#wire.event(fact, this.#stamp(time))));
  }

  /** A new reader's stream begins with a checkpoint, at once or together with those who came just before. */
  join(socket: WebSocket, connection: Socket): void {
    refuseWrites(socket);
    this.#joining.set(socket, connection);
    socket.on('close', () => this.#joining.delete(socket));
    const waitMs = Math.max(0, this.#checkpointAt + CHECKPOINT_GAP_MS - performance.now());
    this.#joinTimer ??= setTimeout(() => this.checkpoint(), waitMs);
  }

  checkpoint(): void {
    clearTimeout(this.#joinTimer);
    this.#joinTimer = undefined;
    this.#checkpointAt = performance.now();
    this.#flush();
    for (const [socket, connection] of this.#joining) this.#readers.add(socket, connection);
    this.#joining.clear();
    const time = this.#options.now();
    const next = () => this.#stamp(time);
    this.#send([this.#statusEvent(next()), ...this.#wire.snapshot(next)]);
    this.#flush();
  }

  /** The last checkpoint says that the exchange is stopping. */
  stop(): void {
    clearInterval(this.#timer);
    this.#status = 'stopping';
    this.checkpoint();
  }

  #stamp(time: TimeMicros): Stamp {
    this.#seq += 1;
    return { seq: this.#seq, time };
  }

  #statusEvent({ seq, time }: Stamp): ExchangeStatus {
    const { epoch, checkpointMs, setup } = this.#options;
    const warnings = this.#options.warnings();
    return {
      type: 'exchange_status',
      seq,
      time,
      epoch,
      protocol: PROTOCOL_VERSION,
      state: this.#status,
      instruments: [...setup.instruments],
      insuranceFund: this.#wire.money(this.#state.insuranceFund),
      feesCollected: this.#wire.money(this.#state.feesCollected),
      checkpointMs,
      deposits: this.#wire.money(this.#state.deposits),
      ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
    };
  }

  #send(events: readonly MarketEvent[]): void {
    if (this.#unsent.length === 0) setImmediate(() => this.#flush());
    this.#unsent.push(JSON.stringify(events).slice(1, -1));
    this.#options.sink(events);
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    this.#readers.send(`[${this.#unsent.join(',')}]`);
    this.#unsent = [];
    // The turn has been gathered here: another one would only be later.
    this.#readers.flush();
  }
}
