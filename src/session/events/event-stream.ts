/**
 * Numbers the public events: each gets the next `seq`. When a journal is replayed, the same commands and checkpoints
 * make the same events, to the byte.
 */
import type { MarketEvent } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { PROTOCOL_VERSION } from '../../contract/protocol.ts';
import type { Money, TimeMicros } from '../../contract/units.ts';
import { totalBalanceOf, type Account, type EngineState } from '../../engine/index.ts';
import { marketFacts, positionFacts } from './checkpoint-facts.ts';
import { divideAccounts, LEVELS_MAX } from './checkpoint-rules.ts';
import type { PublishedFact, StatusFact } from './published-fact.ts';
import type { Wire } from './wire.ts';

export interface StreamIdentity {
  readonly epoch: string;
  readonly checkpointMs: number;
  readonly instruments: readonly Instrument[];
  /** Rules of its checkpoints: checkpoint-rules.ts. Absent: 1. */
  readonly checkpointRules?: number;
}

export class EventStream {
  readonly #state: EngineState;
  readonly #wire: Wire;
  readonly #identity: StreamIdentity;
  #seq: number;

  /** @param seq `seq` of the newest event before the stream's first one */
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

  /** Reserves numbers for events that are written later. @returns the first of them */
  reserve(count: number): number {
    const first = this.#seq + 1;
    this.#seq += count;
    return first;
  }

  /** The events of the facts, with the next numbers. */
  number(facts: readonly PublishedFact[], time: TimeMicros): readonly MarketEvent[] {
    return facts.map((fact) => this.#wire.event(fact, { seq: this.reserve(1), time }));
  }

  checkpoint(time: TimeMicros, warnings: readonly string[]): readonly MarketEvent[] {
    return this.number(this.checkpointFacts(warnings), time);
  }

  /** Everything that a reader needs to begin here. @param warnings sentences for the operator */
  checkpointFacts(warnings: readonly string[]): readonly PublishedFact[] {
    const { checkpointRules = 1 } = this.#identity;
    const accounts = divideAccounts(this.#state.accounts, checkpointRules, this.#seq);
    const levelsMax = checkpointRules === 1 ? Infinity : LEVELS_MAX;
    return [
      this.#status(warnings, accounts.omitted),
      ...this.#state.markets.flatMap((market) => [...marketFacts(market, levelsMax)]),
      ...positionFacts(accounts.listed),
    ];
  }

  #status(warnings: readonly string[], omitted: readonly Account[]): StatusFact {
    const { epoch, checkpointMs, instruments } = this.#identity;
    const { isClosing, insuranceFund, feesCollected, deposits, roomEvents } = this.#state;
    const isWhole = omitted.length === 0;
    return {
      type: 'exchange_status',
      epoch,
      protocol: PROTOCOL_VERSION,
      state: isClosing ? 'stopping' : 'running',
      instruments,
      insuranceFund,
      feesCollected,
      checkpointMs,
      deposits,
      warnings: warnings.length === 0 ? null : warnings,
      roomEvents: roomEvents.length === 0 ? null : roomEvents,
      omittedAccounts: isWhole ? null : omitted.length,
      omittedBalance: isWhole ? null : balanceOf(omitted),
    };
  }
}

function balanceOf(accounts: readonly Account[]): Money {
  return accounts.reduce((sum, account) => sum + totalBalanceOf(account), 0) as Money;
}
