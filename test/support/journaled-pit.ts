/** An exchange without sockets for random traders, with the journal of the real one. */
import { statSync } from 'node:fs';
import type { MarketEvent } from '../../src/contract/events.ts';
import { decimalGrid, fromUnits, type Money } from '../../src/contract/units.ts';
import { createState, hashState, type Command, type EngineState } from '../../src/engine/index.ts';
import { EventStream } from '../../src/session/events/event-stream.ts';
import { Publisher } from '../../src/workers/exchange/publisher.ts';
import { Sequencer } from '../../src/workers/exchange/sequencer.ts';
import { Wire } from '../../src/session/events/wire.ts';
import { Journal } from '../../src/session/journal/journal.ts';
import { copyState, partsOf, type CopyPart } from '../../src/session/journal/state-copy.ts';
import { segmentPath } from '../../src/session/journal/journal-folder.ts';
import { setupSchema, type JournalSetup } from '../../src/session/journal/segment-header.ts';
import { Broadcast } from '../../src/net/broadcast.ts';
import { Auditor } from '../simulator/auditor.ts';
import { Random } from '../simulator/random.ts';
import { MONEY_DECIMALS, pickSetting, type SettingKind } from '../simulator/settings.ts';
import { Traders } from '../simulator/trading.ts';

/** Version that writes the journal. */
export const PROGRAM = 'test';
const CHECKPOINT_COMMANDS = 40;
const CHECKPOINT_MS = 60_000;

/** The state when a group of commands was committed; the first entry precedes all commands. */
export interface Moment {
  readonly segment: number;
  /** Of the segment's file. */
  readonly bytes: number;
  readonly seq: number;
  /** Of the state. */
  readonly hash: string;
}

/** Adds the events of each frame to a list. */
class Listened extends Broadcast {
  readonly #events: MarketEvent[];

  constructor(events: MarketEvent[]) {
    super();
    this.#events = events;
  }

  override flush(): void {
    if (this.frames.length > 0) this.#events.push(...(JSON.parse(String(this.frames.text)) as MarketEvent[]));
    super.flush();
  }
}

export class JournaledPit {
  readonly session: string;
  readonly setup: JournalSetup;
  readonly state: EngineState;
  readonly events: MarketEvent[] = [];
  readonly moments: Moment[] = [];
  /** Parts of the copies of the state before each segment, made between commands as by the exchange. */
  readonly copies = new Map<number, CopyPart[]>();
  #copying: Iterator<CopyPart> = [].values();
  readonly #random: Random;
  readonly #auditor: Auditor;
  readonly #traders: Traders;
  readonly #stream: EventStream;
  readonly #publisher: Publisher;
  readonly #sequencer: Sequencer;
  readonly #journal: Journal;
  #segment = 1;
  #micros = 1_700_000_000_000_000;

  /** @param kind of its instruments; `timed`: the traders let time pass */
  constructor(session: string, seed: number, segmentBytes: number, kind: SettingKind = 'plain') {
    this.session = session;
    this.#random = new Random(seed);
    const { instruments, specs, insuranceFund } = pickSetting(this.#random, kind);
    const grid = decimalGrid(MONEY_DECIMALS);
    this.#auditor = new Auditor(specs, insuranceFund);
    this.#traders = new Traders(this.#random, this.#auditor.state);
    this.state = createState(specs, insuranceFund as Money, grid, true);
    this.setup = setupSchema.parse({
      instruments: [...instruments],
      moneyDecimals: MONEY_DECIMALS,
      insuranceFund: fromUnits(grid, insuranceFund),
      orderEvents: true,
      checkpointMs: CHECKPOINT_MS,
    } satisfies JournalSetup);
    const header = {
      program: PROGRAM,
      epoch: `seed ${seed}`,
      rules: this.state.rules.version,
      setup: this.setup,
    };
    const beginning = { seq: 0, digest: 0, time: 0 };
    this.#journal = new Journal(
      { segment: 1, at: beginning },
      {
        session,
        durability: 'os',
        header,
        onSegment: (segment) => {
          this.#finishCopy();
          this.#segment = segment;
          this.copies.set(segment, []);
          this.#copying = partsOf(copyState(this.state));
        },
        segmentBytes,
      },
    );
    const identity = {
      epoch: header.epoch,
      checkpointMs: CHECKPOINT_MS,
      instruments: this.setup.instruments,
    };
    this.#stream = new EventStream(this.state, new Wire(this.state), identity, 0);
    this.#publisher = new Publisher(this.state, this.#stream, new Listened(this.events), {
      checkpointMs: CHECKPOINT_MS,
      digest: 0,
      journal: this.#journal,
      sink: () => {},
      warnings: () => (this.#random.chance(0.2) ? ['a warning'] : []),
      now: () => this.#sequencer.now(),
    });
    const outputs = {
      record: (command: Command, time: number) => this.#journal.append(this.#stream.seq, time, command),
      publish: this.#publisher.publish.bind(this.#publisher),
      deliver: () => {},
    };
    this.#sequencer = new Sequencer(
      this.state,
      () => (kind === 'plain' ? (this.#micros += 7) : this.#micros),
      outputs,
      false,
    );
    this.#note();
  }

  /** In groups of one to five, each a turn of the event loop. */
  run(commands: number): this {
    for (let done = 0; done < commands;) {
      for (let left = this.#random.between(1, 5); left > 0; left -= 1, done += 1) this.#step();
      this.#journal.commit();
      this.#note();
      if (this.#random.chance(1 / CHECKPOINT_COMMANDS)) this.#checkpoint();
    }
    return this;
  }

  /** As a killed process leaves it: the file has everything committed. */
  end(): void {
    this.#publisher.stop();
    this.#note();
    this.#finishCopy();
    this.#journal.close();
  }

  #finishCopy(): void {
    while (this.#copyPart());
  }

  /** @returns false when there is no further part */
  #copyPart(): boolean {
    const next = this.#copying.next();
    if (next.done === true) return false;
    this.copies.get(this.#segment)?.push(next.value);
    return true;
  }

  #step(): void {
    const { command, time } = this.#traders.next();
    this.#auditor.predict(command, time);
    this.#micros = Math.max(this.#micros, time);
    this.#sequencer.submit(command as Command);
    this.#copyPart();
  }

  #checkpoint(): void {
    this.#publisher.checkpoint();
    this.#note();
  }

  #note(): void {
    const bytes = statSync(segmentPath(this.session, this.#segment)).size;
    const { seq } = this.#stream;
    this.moments.push({ segment: this.#segment, bytes, seq, hash: hashState(this.state) });
  }
}
