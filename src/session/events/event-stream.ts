/**
 * Numbers the public events: each gets the next `seq`. The same commands and checkpoints make the same events, to the
 * byte, when a journal is replayed.
 */
import type { ExchangeStatus, MarketEvent } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { PROTOCOL_VERSION } from '../../contract/protocol.ts';
import type { Money, TimeMicros } from '../../contract/units.ts';
import { totalsOf, type Account, type EngineState, type Facts } from '../../engine/index.ts';
import { divideAccounts, LEVELS_MAX } from './checkpoint-rules.ts';
import type { Stamp, Wire } from './wire.ts';

export interface StreamIdentity {
  readonly epoch: string;
  readonly checkpointMs: number;
  readonly instruments: readonly Instrument[];
  /** Of its checkpoints: checkpoint-rules.ts. */
  readonly checkpointRules?: number;
}

export class EventStream {
  readonly #state: EngineState;
  readonly #wire: Wire;
  readonly #identity: StreamIdentity;
  #seq: number;

  /** @param seq of the newest event before */
  constructor(state: EngineState, wire: Wire, identity: StreamIdentity, seq: number) {
    this.#state = state;
    this.#wire = wire;
    this.#identity = identity;
    this.#seq = seq;
  }

  /** `seq` of the newest event. */
  get seq(): number {
    return this.#seq;
  }

  number(facts: readonly Facts.PublicEvent[], time: TimeMicros): readonly MarketEvent[] {
    return facts.map((fact) => this.#wire.event(fact, this.#stamp(time)));
  }

  /** Reserve numbers for events that are written later. @returns the first of them */
  reserve(count: number): number {
    const first = this.#seq + 1;
    this.#seq += count;
    return first;
  }

  /** Everything that a reader needs to begin here. @param warnings what the operator should know */
  checkpoint(time: TimeMicros, warnings: readonly string[]): readonly MarketEvent[] {
    const next = () => this.#stamp(time);
    const { checkpointRules = 1 } = this.#identity;
    const accounts = divideAccounts(this.#state.accounts, checkpointRules, this.#seq);
    const levelsMax = checkpointRules === 1 ? Infinity : LEVELS_MAX;
    const status = { ...this.#status(next(), warnings), ...this.#omitted(accounts.omitted) };
    return [status, ...this.#wire.snapshot(next, accounts.listed, levelsMax)];
  }

  #omitted(accounts: readonly Account[]): Partial<ExchangeStatus> {
    if (accounts.length === 0) return {};
    const balance = accounts.reduce((sum, account) => sum + totalsOf(account).balance, 0);
    return { omittedAccounts: accounts.length, omittedBalance: this.#wire.money(balance as Money) };
  }

  #stamp(time: TimeMicros): Stamp {
    this.#seq += 1;
    return { seq: this.#seq, time };
  }

  #status({ seq, time }: Stamp, warnings: readonly string[]): ExchangeStatus {
    const { epoch, checkpointMs, instruments } = this.#identity;
    const { isClosing, insuranceFund, feesCollected, deposits, roomEvents } = this.#state;
    return {
      type: 'exchange_status',
      seq,
      time,
      epoch,
      protocol: PROTOCOL_VERSION,
      state: isClosing ? 'stopping' : 'running',
      instruments: [...instruments],
      insuranceFund: this.#wire.money(insuranceFund),
      feesCollected: this.#wire.money(feesCollected),
      checkpointMs,
      deposits: this.#wire.money(deposits),
      ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
      ...(roomEvents.length > 0 && { roomEvents: [...roomEvents] }),
    };
  }
}
