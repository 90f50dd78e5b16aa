/**
 * Plays a slice of a recorded day into a pit in virtual time, each message at its time. Two accounts send the orders,
 * as in `npm run replay`. The opening book is in place before any account can trade.
 */
import type { OrderRequest, OrderSession, SessionListener } from '../workers/replay/gateway-session.ts';
import { Replayer } from '../workers/replay/replayer.ts';
import { emptyTally } from '../workers/replay/tally.ts';
import type { Outsider, QuickMarket } from '../quick-pit/pit-options.ts';
import type { QuickPit } from '../quick-pit/quick-pit.ts';
import type { Answer } from '../quick-pit/replies.ts';
import type { RecordedDay, Slice } from './recorded-day.ts';

const NANOS_PER_MICRO = 1_000;
const MICROS_PER_MS = 1_000;
const RESTING = 'replay';
const TAKERS = 'replay-takers';
/** Deposit that suffices for the orders of a day, whose real traders would not need margin. */
const DEPOSIT = 1_000_000_000;
/** Decimals of money. Positions of the whole market are larger than a trader's, so there must be room for them. */
const MONEY_DECIMALS = 4;

export class RecordedFlow {
  /** Comparison of the exchange's fills with the file. */
  readonly tally = emptyTally();
  readonly #day: RecordedDay;
  readonly #slice: Slice;
  readonly #resting = new PitSession(RESTING);
  readonly #takers = new PitSession(TAKERS);

  constructor(day: RecordedDay, slice: Slice) {
    this.#day = day;
    this.#slice = slice;
  }

  /** Time at which the pit opens, in milliseconds since the Unix epoch. */
  get opensMs(): number {
    return this.#day.midnightMs + this.#slice.beginsMs;
  }

  get market(): QuickMarket {
    return {
      instrument: this.#day.instrument,
      outsiders: [this.#resting.outsider, this.#takers.outsider],
      moneyDecimals: MONEY_DECIMALS,
      opensMs: this.opensMs,
    };
  }

  /** @throws SetupError in the pit's time when the file contradicts itself or the exchange rejects its orders */
  start(pit: QuickPit): void {
    const [resting, takers] = [this.#resting, this.#takers];
    for (const session of [resting, takers]) session.open(pit);
    const replayer = new Replayer({
      grid: this.#day.grid,
      resting,
      takers,
      gate: undefined,
      tally: this.tally,
      onFailure: (error) => {
        throw error;
      },
    });
    replayer.beginNow(this.#slice.book);
    this.#planFrom(0, pit, replayer);
  }

  #planFrom(place: number, pit: QuickPit, replayer: Replayer): void {
    const { steps } = this.#slice;
    if (steps[place] === undefined) return;
    pit.plan(this.#dueMs(place), () => {
      let next = place;
      for (let step = steps[next]; step !== undefined && this.#dueMs(next) <= pit.nowMs; step = steps[next]) {
        replayer.applyNow(step);
        next += 1;
      }
      this.#planFrom(next, pit, replayer);
    });
  }

  /** Due time of a step in the pit's time, in milliseconds with whole microseconds. */
  #dueMs(place: number): number {
    const micros = Math.floor((this.#slice.steps[place]?.timeNanos ?? 0) / NANOS_PER_MICRO);
    return micros / MICROS_PER_MS - this.#slice.beginsMs;
  }
}

/** An account of the replay in the process of the exchange. Every request has its replies before `send` returns. */
class PitSession implements OrderSession {
  readonly account: string;
  readonly unanswered = 0;
  readonly #asked = { request: undefined as OrderRequest | undefined, id: 0 };
  #pit: QuickPit | undefined;
  #listener: SessionListener | undefined;

  constructor(account: string) {
    this.account = account;
  }

  get outsider(): Outsider {
    const { account: name } = this;
    return { name, deposit: DEPOSIT, isFollowed: false, onReply: (reply) => this.#replied(reply) };
  }

  open(pit: QuickPit): void {
    this.#pit = pit;
  }

  listen(listener: SessionListener): void {
    this.#listener = listener;
  }

  send(request: OrderRequest): void {
    this.#asked.request = request;
    this.#asked.id += 1;
    this.#pit?.request(this.account, { ...request, requestId: String(this.#asked.id) });
  }

  #replied(reply: Answer): void {
    const { request, id } = this.#asked;
    const isAnswer = 'requestId' in reply && reply.requestId === String(id);
    if (isAnswer && request !== undefined) this.#listener?.onAnswer(request, reply);
    else this.#listener?.onUpdate(reply);
  }
}
