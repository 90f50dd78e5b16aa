/**
 * Records a session's journal without the processes: the exchange's own classes carry out and write the commands of
 * scripted traders.
 */
import type { MarketEvent } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import type { Side } from '../../../src/contract/index.ts';
import type {
  AccountIndex,
  InstrumentIndex,
  Money,
  PriceTicks,
  QuantityLots,
} from '../../../src/contract/units.ts';
import { SEGMENT_BYTES } from '../../../src/config/exchange-config.ts';
import type { Command } from '../../../src/engine/index.ts';
import { Journal } from '../../../src/session/journal/journal.ts';
import { makeSnapshots } from '../../../src/session/journal/make-snapshots.ts';
import { ReplayedExchange } from '../../../src/session/journal/replayed-exchange.ts';
import type { Entry } from '../../../src/session/journal/entry.ts';
import type { JournalSetup, SegmentHeader } from '../../../src/session/journal/segment-header.ts';

/** The version that the recorded session names as its writer. */
const PROGRAM = 'bench';

export interface RecordedSessionOptions {
  readonly folder: string;
  readonly commands: number;
  readonly accounts: number;
  /** Random numbers in [0, 1). */
  readonly random: () => number;
  readonly segmentBytes?: number;
  /** Time between two checkpoints. Absent: one second. */
  readonly checkpointMs?: number;
  /** Mean time from one command to the next, in microseconds. */
  readonly gapMicros?: number;
  /** Number of orders far from the market that rest all the time, in accounts that do nothing else. */
  readonly resting?: number;
  /** Called with the events of each entry. */
  readonly onEvents?: (events: readonly MarketEvent[], entry: Entry) => void;
}

const START_MICROS = Date.UTC(2026, 10, 23, 9, 30) * 1_000;
const REFERENCE_TICKS = DEFAULT_INSTRUMENT.referencePrice / DEFAULT_INSTRUMENT.tickSize;
const MONEY_UNITS = 1_000_000;
const WALK_TICKS = 6;
/** Number of accounts that own the resting orders. An account may have 10,000. */
const HOLDERS = 20;
const [FAR_TICKS, FAR_LEVELS] = [10_000, 5_000];
/** Shares of orders that cross the spread, and of cancels. */
const [CROSSING, CANCELS] = [0.25, 0.3];

export class RecordedSession {
  readonly #options: RecordedSessionOptions;
  readonly #exchange: ReplayedExchange;
  readonly #journal: Journal;
  /** Number of the newest segment. */
  #segment = 1;
  #time = START_MICROS;
  #checkpointAt = START_MICROS;
  #fair = REFERENCE_TICKS;
  #orders = 0;

  constructor(options: RecordedSessionOptions) {
    const { folder, segmentBytes = SEGMENT_BYTES, checkpointMs = 1_000 } = options;
    this.#options = options;
    const setup: JournalSetup = {
      instruments: [DEFAULT_INSTRUMENT],
      moneyDecimals: 6,
      insuranceFund: 100_000,
      orderEvents: true,
      checkpointMs,
    };
    const at = { seq: 0, digest: 0, time: 0 };
    const header: SegmentHeader = {
      format: 1,
      program: PROGRAM,
      epoch: 'recorded',
      segment: 1,
      at,
      setup,
    };
    this.#exchange = new ReplayedExchange(header, null);
    this.#journal = new Journal(
      { segment: 1, at },
      {
        session: folder,
        durability: 'os',
        header: { program: PROGRAM, epoch: 'recorded', setup },
        onSegment: (segment) => (this.#segment = segment),
        segmentBytes,
      },
    );
    this.#checkpoint();
    this.#time += 1;
    for (let n = 0; n < options.accounts; n += 1) {
      this.#open(`trader-${n}`);
    }
  }

  /** Writes the whole session, and the snapshots of its closed segments. */
  run(): void {
    const { folder, commands, accounts, resting = 0 } = this.#options;
    const holders = resting > 0 ? HOLDERS : 0;
    for (let n = 0; n < holders; n += 1) this.#open(`holder-${n}`);
    for (let n = 0; n < resting; n += 1) this.command(this.#far(n));
    for (let n = accounts + resting; n < commands; n += 1) this.step();
    this.#checkpoint();
    this.close();
    if (this.#segment > 1) makeSnapshots(folder, this.#segment);
  }

  /** Writes one command of one of the traders, and the checkpoints that are due. */
  step(): void {
    const { random, gapMicros = 1_000 } = this.#options;
    this.#time += 1 + Math.floor(random() * 2 * gapMicros);
    if (this.#time >= this.#checkpointAt) this.#checkpoint();
    this.command(random() < CANCELS ? this.#cancel() : this.#place());
  }

  /** Advances the time. Nothing happens meanwhile, not even a checkpoint. */
  rest(ms: number): void {
    this.#time += ms * 1_000;
  }

  close(): void {
    this.#journal.close();
  }

  #open(account: string): void {
    this.command({ type: 'open_account', account, deposit: (1e6 * MONEY_UNITS) as Money });
  }

  /** An order within the price band, farther out than the market goes. */
  #far(number: number): Command {
    const away = FAR_TICKS + (number % FAR_LEVELS);
    const side = number % 2 === 0 ? 'buy' : 'sell';
    const price = REFERENCE_TICKS + (side === 'buy' ? -away : away);
    const account = this.#options.accounts + (number % HOLDERS);
    return this.#limit(account, `far${number}`, side, 1, price);
  }

  #place(): Command {
    const { random, accounts } = this.#options;
    this.#fair += Math.floor(random() * (2 * WALK_TICKS + 1)) - WALK_TICKS;
    const side = random() < 0.5 ? 'buy' : 'sell';
    const away = random() < CROSSING ? -40 : 1 + Math.floor(random() ** 2 * 400);
    this.#orders += 1;
    const account = Math.floor(random() * accounts);
    const quantity = 1 + Math.floor(random() * 20);
    const price = this.#fair + (side === 'buy' ? -away : away);
    return this.#limit(account, `o${this.#orders}`, side, quantity, price);
  }

  #limit(account: number, clientOrderId: string, side: Side, quantity: number, price: number): Command {
    return {
      type: 'place_order',
      account: account as AccountIndex,
      clientOrderId,
      instrument: 0 as InstrumentIndex,
      side,
      orderType: 'limit',
      quantity: quantity as QuantityLots,
      price: price as PriceTicks,
      stopPrice: null,
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      selfTradePrevention: 'cancel_resting',
    };
  }

  /** Cancels the oldest order of an account. Without one, it names an order that has ended. */
  #cancel(): Command {
    const { random, accounts } = this.#options;
    const { state } = this.#exchange;
    const account = Math.floor(random() * accounts);
    const [oldest] = state.accounts[account]?.orders.values() ?? [];
    return {
      type: 'cancel_order',
      account: account as AccountIndex,
      order: { clientOrderId: oldest?.clientOrderId ?? `o${this.#orders}` },
    };
  }

  /** Writes a command in addition to those of the traders. */
  command(command: Command): void {
    this.#record([this.#exchange.at.seq, this.#time, command]);
  }

  #checkpoint(): void {
    const { checkpointMs = 1_000 } = this.#options;
    this.#checkpointAt = this.#time + checkpointMs * 1_000;
    this.#journal.commit();
    const at = { ...this.#exchange.at, time: this.#time };
    this.#journal.rollIfFull(at);
    this.#record([at.seq, this.#time, { type: 'checkpoint', digest: at.digest, warnings: [] }]);
  }

  #record(entry: Entry): void {
    const [seq, time, what] = entry;
    this.#journal.append(seq, time, what);
    this.#journal.commit();
    const events = this.#exchange.take([seq, time, what]);
    this.#options.onEvents?.(events, entry);
  }
}
